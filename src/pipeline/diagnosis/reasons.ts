/** Why nothing happened to a policy: the first cause in the order of the checks, in one sentence. */
import { type CheckResult, type Finding, isAbout, type Reason } from '../../model/finding.ts'
import { isPolicyKey, type PolicyKey, reachOf } from '../../model/policy.ts'
import { selectionsOf } from '../../model/report.ts'
import { standsAt } from '../../model/standing.ts'
import { named } from '../../model/words.ts'
import type { RunSeen } from './symptoms.ts'

/** One an environment that has the policy, by its key or by the word that markers use. None where nobody has it. */
export function reasonsFor(
  policy: string,
  checks: readonly CheckResult[],
  run: RunSeen | undefined,
): readonly Reason[] {
  if (!isPolicyKey(policy)) return []
  if (run === undefined) {
    const cause = firstStop(checks, '', policy)
    return cause === undefined ? [] : [reason('', policy, cause)]
  }
  const uses = run.config.environments.flatMap(({ name, policies, unusable = [] }) =>
    [...policies, ...unusable]
      .filter(({ key }) => key === policy || reachOf(key).word === policy)
      .map(({ key }) => ({ name, key })),
  )
  return uses.map(({ name, key }) => {
    const cause = firstStop(checks, name, key)
    return cause === undefined
      ? { environment: name, policy: key, text: settledText(name, key, run, checks) }
      : reason(name, key, cause)
  })
}

/** That no marker names the policy comes behind why none does. A workflow that never starts comes behind what would stop its runs, too; what a run would do now comes last. */
function firstStop(
  checks: readonly CheckResult[],
  environment: string,
  policy: PolicyKey,
): Finding | undefined {
  const all = checks
    .flatMap(({ findings }) => findings)
    .filter((finding) => isAbout(finding, environment, policy))
  const isUnused = all.some(({ kind }) => kind === 'policy-unused' || kind === 'image-unmarked')
  const causes = all.filter((finding) => (finding.check === 'markers' ? isMissed(finding) : finding.stops))
  return causes.toSorted((one, other) => rank(one) - rank(other))[0]

  /** A marker that is not obeyed explains something where the policy has none that is. */
  function isMissed({ level, stops }: Finding): boolean {
    return isUnused && (stops || level === 'warning')
  }
}

function rank({ check, kind, concerns }: Finding): number {
  if (kind === 'change-due') return 3
  if (check === 'workflow' && concerns === undefined) return 2
  return kind === 'policy-unused' ? 1 : 0
}

function reason(environment: string, policy: PolicyKey, cause: Finding): Reason {
  return { environment, policy, cause, text: cause.seen }
}

function settledText(
  environment: string,
  policy: PolicyKey,
  run: RunSeen,
  checks: readonly CheckResult[],
): string {
  const selection = selectionsOf(environment, run.selections).find(({ policy: { key } }) => key === policy)
  const own = run.scanned.environments.find((each) => each.environment.name === environment)
  const markers = (own?.manifests ?? []).flatMap((manifest) => manifest.markers)
  const standing = markers.filter((marker) => marker.policy === policy).map(standsAt)
  const versions = [...new Set(standing.flatMap(({ tag, digest }) => tag ?? digest ?? []))]
  if (selection?.kind === 'selected')
    return `Nothing is wrong: ${selection.latest.tag} stands everywhere and is the newest that fits.`
  const left = checks.filter(({ isMade }) => !isMade).map(({ check }) => check)
  return `Nothing is known to be wrong: ${named(versions) || 'nothing'} stands there, and ${named(left) || 'the tags'} were not looked at.`
}
