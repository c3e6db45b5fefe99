/** Is there a configuration, is it right, and is anything in it stopped by hand? */
import type { CheckResult, Concern, Finding } from '../../model/finding.ts'
import type { NamedThing } from '../../model/named-thing.ts'
import { counted } from '../../model/words.ts'
import type { RunSeen, Symptoms } from './symptoms.ts'
import { problemsFor } from './sorting.ts'

export function checkConfiguration(seen: Symptoms): CheckResult {
  const own = problemsFor('configuration', seen)
  const findings = [...own, ...stoppedByHand(seen)]
  const summary = seen.run === undefined && own.length === 0 ? `${seen.file} was not read` : summaryOf(seen)
  return { check: 'configuration', summary, isMade: seen.run !== undefined, findings }
}

function summaryOf({ file, run }: Symptoms): string {
  if (run === undefined) return `${file} gives nothing to run with`
  const { environments } = run.config
  const policies = environments.flatMap((each) => each.policies)
  const source = environments.every(({ flux }) => flux !== undefined) ? "Flux's objects" : file
  return `${counted(environments.length, 'environment')} and ${counted(policies.length, 'policy')} in ${source}`
}

function stoppedByHand({ suspend, run, things }: Symptoms): readonly Finding[] {
  const own = things.flatMap((thing) => [
    ...(thing.suspended ? [suspendedThing(thing, run)] : []),
    ...(thing.pin === undefined ? [] : [pinned(thing, thing.pin, run)]),
  ])
  return suspend ? [suspendedRun, ...own] : own
}

const suspendedRun: Finding = {
  check: 'configuration',
  kind: 'suspended',
  level: 'warning',
  seen: 'Every change is held: the input suspend is true.',
  fix: 'Set the repository variable that it comes from to false: gh variable set IMAGE_BUMP_SUSPEND --body false',
  stops: true,
}

function suspendedThing(thing: NamedThing, run: RunSeen | undefined): Finding {
  const { kind, name, place } = thing
  return {
    check: 'configuration',
    kind: 'suspended',
    level: 'warning',
    seen: `The ${words[kind]} ${name} is suspended.`,
    place,
    fix: `Let it go on when that is wanted: image-bump resume ${words[kind]} ${name}`,
    concerns: concernsOf(thing, run),
    stops: true,
  }
}

const words = { repository: 'image', policy: 'policy', environment: 'environment' } as const

function pinned(thing: NamedThing, pin: NonNullable<NamedThing['pin']>, run: RunSeen | undefined): Finding {
  const why = pin.reason === undefined ? '' : ` (${pin.reason})`
  return {
    check: 'configuration',
    kind: 'pinned',
    level: 'note',
    seen: `The policy ${thing.name} is pinned to ${pin.tag}${why}, so nothing newer is chosen.`,
    place: thing.place,
    fix: `Let it choose again when that is wanted: image-bump unpin ${thing.name}`,
    concerns: concernsOf(thing, run),
    stops: true,
  }
}

/** Of an image all policies that look at it. A policy that others extend concerns those, which are suspended with it. */
function concernsOf(
  { kind, name, words: own, image }: NamedThing,
  run: RunSeen | undefined,
): readonly Concern[] {
  if (kind === 'environment') {
    const all = run?.config.environments ?? []
    return all
      .filter(({ name: each, flux }) => each === name || isAutomation(flux?.automation, name))
      .map((each) => ({ environment: each.name }))
  }
  return (run?.config.environments ?? []).flatMap(({ name: environment, policies }) =>
    policies
      .filter(({ key, repository }) =>
        kind === 'repository' ? repository.name.text === image : own.includes(key),
      )
      .map(({ key }) => ({ environment, policy: key })),
  )
}

function isAutomation(
  automation: { readonly namespace: string; readonly name: string } | undefined,
  name: string,
): boolean {
  return automation !== undefined && `${automation.namespace}/${automation.name}` === name
}
