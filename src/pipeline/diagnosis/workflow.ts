/** Does a workflow start Image Bump, often enough, with what it needs? */
import type { CheckResult, Finding } from '../../model/finding.ts'
import { findingOf } from '../../model/finding.ts'
import type { Place } from '../../model/problem.ts'
import type { Sighting } from './sighting.ts'
import { problemsFor } from './sorting.ts'
import { counted, named } from './words.ts'
import { findWorkflow, type Use, type Workflow } from './workflow-file.ts'
import { permissionFindings } from './workflow-permissions.ts'

export function checkWorkflow(seen: Sighting): CheckResult {
  const workflows = seen.workflows.flatMap((file) => findWorkflow(file) ?? [])
  const findings = [
    ...problemsFor('workflow', seen),
    ...(workflows.length === 0 ? [noWorkflow] : []),
    ...workflows.flatMap((workflow) => findingsIn(workflow, seen)),
  ]
  return { check: 'workflow', summary: summaryOf(workflows), isMade: true, findings }
}

function summaryOf(workflows: readonly Workflow[]): string {
  if (workflows.length === 0) return 'no file below .github/workflows uses Image Bump'
  const told = workflows.map(({ file, crons }) => {
    const when =
      crons.length === 0 ? 'on no schedule' : `at ${crons.map((cron) => `"${cron}"`).join(' and ')}`
    return `${file} runs it ${when}`
  })
  return named(told)
}

const noWorkflow: Finding = {
  check: 'workflow',
  kind: 'workflow-missing',
  level: 'warning',
  seen: 'No file below .github/workflows uses Image Bump on disk, so nothing starts it from here.',
  fix: 'Write one (image-bump init proposes it), unless another system runs image-bump publish.',
  stops: true,
}

function findingsIn(workflow: Workflow, seen: Sighting): readonly Finding[] {
  return [
    ...startFindings(workflow, seen),
    ...runFindings(workflow.file, seen),
    ...workflow.uses.flatMap((use) => [
      ...useFindings(use),
      ...inputFindings(use, seen),
      ...permissionFindings(use, seen),
    ]),
  ]
}

/** What starts it. `schedule` counts on the default branch alone. */
function startFindings({ file, events, crons }: Workflow, { facts }: Sighting): readonly Finding[] {
  const strangers = ['pull_request_target', 'issue_comment'].flatMap((event): readonly Finding[] => {
    const place = events.get(event)
    const message = `The event ${event} runs for strangers with your secrets, and a run that writes refuses to start on it.`
    return place === undefined
      ? []
      : [findingOf('workflow', { code: 'event-refused', level: 'error', message, place }, { stops: false })]
  })
  const schedule = events.get('schedule')
  if (schedule === undefined || crons.length === 0) {
    const others = [...events.keys()].filter((event) => event !== 'schedule')
    const seen = `Nothing starts it by the clock: it runs on ${others.length === 0 ? 'no event' : named(others)} only.`
    const fix = "Add to `on`: schedule: [{ cron: '7,27,47 * * * *' }]"
    return [...strangers, warning('workflow-unscheduled', { seen, fix, place: { file, line: 1 } })]
  }
  if (facts?.isPublic === false) return strangers
  return [
    ...strangers,
    note('schedule-pauses', {
      seen: 'GitHub turns off schedules of a public repository after 60 days without activity in it.',
      fix: `If no run is to be seen: gh workflow enable ${file.split('/').at(-1)}`,
      place: schedule,
    }),
  ]
}

/** GitHub knows whether it may start, and how it went last. */
function runFindings(file: string, { facts }: Sighting): readonly Finding[] {
  const known = facts?.workflows.get(file)
  const [place, name] = [{ file }, file.split('/').at(-1)]
  if (known === undefined) return []
  const { state, lastRun } = known
  if (state !== 'active') {
    const seen = `GitHub does not start it: its state is ${state}.`
    return [
      {
        ...warning('workflow-disabled', { seen, fix: `Turn it on: gh workflow enable ${name}`, place }),
        level: 'error',
        stops: true,
      },
    ]
  }
  if (lastRun?.conclusion === undefined || ['success', 'skipped', 'neutral'].includes(lastRun.conclusion))
    return []
  const seen = `Its last run, of ${lastRun.at}, ended with ${lastRun.conclusion}: ${lastRun.url}`
  const fix = `Read its log: gh run view ${lastRun.url.split('/').at(-1)} --log-failed`
  return [warning('last-run-failed', { seen, fix, place })]
}

function useFindings({ kind, text, ref, place, hasConcurrency, hasCheckout }: Use): readonly Finding[] {
  const found: Finding[] = []
  if (!hasCheckout)
    found.push({
      ...warning('workflow-no-checkout', {
        seen: 'No step before it checks the repository out, and Image Bump works on a checkout.',
        fix: 'Put a step before it: - uses: actions/checkout@<commit>',
        place,
      }),
      level: 'error',
      stops: true,
    })
  if (kind !== 'command' && ref !== undefined && !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref))
    found.push(
      note('workflow-unpinned', {
        seen: `${text} is a name that can be moved to other code.`,
        fix: `Write a full commit: uses: ${text.slice(0, text.indexOf('@'))}@<40 hexadecimal digits> # ${ref}`,
        place,
      }),
    )
  if (!hasConcurrency)
    found.push(
      note('workflow-unqueued', {
        seen: 'Two runs may be at work at once; none pushes over the other, and both cost time.',
        fix: 'Add to the workflow: concurrency: image-bump',
        place,
      }),
    )
  return found
}

/** Inputs that keep a run from what one expects of it. An expression may give anything and is told as a hint. */
function inputFindings({ inputs, place }: Use, { run }: Sighting): readonly Finding[] {
  const found: Finding[] = []
  for (const name of ['dry-run', 'suspend', 'freeze', 'environments', 'only'] as const) {
    const input = inputs.get(name)
    if (input !== undefined) found.push(...narrowing(name, input))
  }
  const origins = (run?.config.environments ?? []).flatMap(({ name, flux }) => (flux ? [name] : []))
  const takesOver = inputs.get('take-over')?.value.trim() ?? 'false'
  if (origins.length > 0 && /^false$/i.test(takesOver))
    found.push(
      findingOf(
        'workflow',
        {
          code: 'take-over-needed',
          level: 'warning',
          message: `The run shows what it would do for ${counted(origins.length, 'automation')} of Flux and does not do it.`,
          place: inputs.get('take-over')?.place ?? place,
        },
        { stops: true, concerns: origins.map((environment) => ({ environment })) },
      ),
    )
  return found
}

const effects = {
  'dry-run': 'writes nothing',
  suspend: 'holds every change',
  freeze: 'lets no change into what it names',
  environments: 'looks at no other environment',
  only: 'looks at no other image',
} as const

function narrowing(
  name: keyof typeof effects,
  { value, place }: { readonly value: string; readonly place: Place },
): readonly Finding[] {
  const text = value.trim()
  const variable = /vars\.(\w+)/.exec(text)?.[1]
  if (variable !== undefined && text.includes('${{'))
    return [
      note('input-by-variable', {
        seen: `The variable ${variable} gives the input ${name}, which ${effects[name]} while it is set; its value is not seen from here.`,
        fix: `Look at it: gh variable get ${variable}`,
        place,
      }),
    ]
  if (text === '' || /^false$/i.test(text) || text.includes('${{')) return []
  const isWhole = name === 'dry-run' || name === 'suspend' || /^true$/i.test(text)
  const seen = `The input ${name} is ${text}: the run ${effects[name]}.`
  const fix = `Take the line away when that is not meant: ${name}: ${text}`
  return [{ ...warning('input-narrows', { seen, fix, place }), stops: isWhole }]
}

type Told = Required<Pick<Finding, 'seen' | 'fix' | 'place'>>

function warning(kind: string, told: Told): Finding {
  return { check: 'workflow', kind, level: 'warning', ...told, stops: false }
}

function note(kind: string, told: Told): Finding {
  return { ...warning(kind, told), level: 'note' }
}
