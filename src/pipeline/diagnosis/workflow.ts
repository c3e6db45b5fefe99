/** Does a workflow start Image Bump, often enough, with what it needs? */
import type { CheckResult, Finding } from '../../model/finding.ts'
import { findingOf } from '../../model/finding.ts'
import { named } from '../../model/words.ts'
import { eventsOfStrangers } from '../../model/workflow-event.ts'
import type { Symptoms } from './symptoms.ts'
import { problemsFor } from './sorting.ts'
import { findWorkflow, type Use, type Workflow } from './workflow-file.ts'
import { inputFindings } from './workflow-inputs.ts'
import { note, warning } from './workflow-finding.ts'
import { permissionFindings } from './workflow-permissions.ts'
import { delivers, type Purpose, purposeOf } from './workflow-purpose.ts'

export function checkWorkflow(seen: Symptoms): CheckResult {
  const workflows = seen.workflows.flatMap((file) => findWorkflow(file) ?? [])
  const findings = [
    ...problemsFor('workflow', seen),
    ...(workflows.some(delivers) ? [] : [noDelivery(workflows)]),
    ...workflows.flatMap((workflow) => findingsIn(workflow, seen)),
  ]
  return { check: 'workflow', summary: summaryOf(workflows), isMade: true, findings }
}

function summaryOf(workflows: readonly Workflow[]): string {
  if (workflows.length === 0) return 'no file below .github/workflows uses Image Bump'
  const told = workflows.map((workflow) => {
    const { file, crons } = workflow
    if (!delivers(workflow)) return `${file} shows previews`
    const when =
      crons.length === 0 ? 'on no schedule' : `at ${crons.map((cron) => `"${cron}"`).join(' and ')}`
    return `${file} runs it ${when}`
  })
  return named(told)
}

function noDelivery(previews: readonly Workflow[]): Finding {
  return {
    check: 'workflow',
    kind: 'workflow-missing',
    level: 'warning',
    seen:
      previews.length === 0
        ? 'No file below .github/workflows uses Image Bump on disk, so nothing starts it from here.'
        : `Below .github/workflows Image Bump is used for previews alone (${named(previews.map(({ file }) => file))}), so nothing is delivered from here.`,
    fix: 'Write one (image-bump init proposes it), unless another system runs image-bump publish.',
    stops: true,
  }
}

function findingsIn(workflow: Workflow, seen: Symptoms): readonly Finding[] {
  return [
    ...(delivers(workflow) ? [...startFindings(workflow, seen), ...runFindings(workflow.file, seen)] : []),
    ...workflow.uses.flatMap((use) => {
      const purpose = purposeOf(use, workflow)
      return [
        ...useFindings(use, purpose),
        ...inputFindings(use, purpose, seen),
        ...permissionFindings(use, purpose, seen),
      ]
    }),
  ]
}

/** What starts it. `schedule` counts on the default branch alone. */
function startFindings({ file, events, crons }: Workflow, { facts }: Symptoms): readonly Finding[] {
  const strangers = eventsOfStrangers.flatMap((event): readonly Finding[] => {
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
function runFindings(file: string, { facts }: Symptoms): readonly Finding[] {
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

function useFindings(
  { kind, text, ref, place, hasConcurrency, hasCheckout }: Use,
  purpose: Purpose,
): readonly Finding[] {
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
  if (!hasConcurrency && purpose !== 'preview')
    found.push(
      note('workflow-unqueued', {
        seen: 'Two runs may be at work at once; none pushes over the other, and both cost time.',
        fix: 'Add to the workflow: concurrency: image-bump',
        place,
      }),
    )
  return found
}
