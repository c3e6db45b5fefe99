/** Problems of a run -> findings: which check each belongs to, whose updates it is about, and whether it stops them. */
import { type CheckName, type Concern, type Finding, findingOf } from '../../model/finding.ts'
import type { Place, Problem, ProblemCode } from '../../model/problem.ts'
import type { RunSeen, Symptoms } from './symptoms.ts'

/** The findings of one check that are problems of the run, or came up when more was asked. */
export function problemsFor(check: CheckName, { run, troubles }: Symptoms): readonly Finding[] {
  const own = troubles
    .filter((each) => each.check === check)
    .map(({ problem }) => findingOf(check, problem, { stops: stopsAll(check, problem) }))
  if (run === undefined) return own
  const { scanned, plan, problems } = run
  const local = [...scanned.environments, ...plan.environments].flatMap((each) =>
    each.problems.map((problem) => ({ problem, environment: each.environment.name })),
  )
  const all = [...problems.map((problem) => ({ problem, environment: undefined })), ...local]
  const found = all.filter(({ problem }) => checkFor(problem) === check)
  return withoutRepeats([
    ...own,
    ...found.map(({ problem, environment }) => {
      const concerns =
        placed(problem.place, run) ?? (environment === undefined ? undefined : [{ environment }])
      return findingOf(check, problem, { ...(concerns && { concerns }), stops: isStop(problem) })
    }),
  ])
}

/** One that is told of two environments is about both. */
export function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const told = new Map<string, Finding>()
  for (const finding of findings) {
    const { kind, seen, place, concerns } = finding
    const key = JSON.stringify([kind, seen, place])
    const known = told.get(key)
    const all = known?.concerns && concerns ? { concerns: merged(known.concerns, concerns) } : {}
    told.set(key, known === undefined ? finding : { ...known, ...all })
  }
  return [...told.values()]
}

function merged(one: readonly Concern[], other: readonly Concern[]): readonly Concern[] {
  const all = new Map([...one, ...other].map((each) => [JSON.stringify(each), each]))
  return [...all.values()]
}

/** What stands at a place: the policies whose markers are there, or which are written there. */
function placed(place: Place | undefined, run: RunSeen): readonly Concern[] | undefined {
  if (place?.line === undefined) return undefined
  const isHere = (other: Place | undefined) => other?.file === place.file && other.line === place.line
  const concerns = run.scanned.environments.flatMap(({ environment, manifests }) => {
    const marked = manifests.flatMap(({ markers }) => markers.filter((marker) => isHere(marker.place)))
    const written = environment.policies.filter((policy) => isHere(policy.place))
    const keys = new Set([...marked.map(({ policy }) => policy), ...written.map(({ key }) => key)])
    return [...keys].map((policy) => ({ environment: environment.name, policy }))
  })
  return concerns.length === 0 ? undefined : concerns
}

/** Undefined where a check tells the same from what it saw itself. */
function checkFor({ code }: Problem): CheckName | undefined {
  if (toldOtherwise.has(code)) return undefined
  if (/^(marker|file)-|^policy-unknown$|^rewrite-not-exact$/.test(code)) return 'markers'
  if (/^(registry|login|tls|proxy|cloud-login|credential-helper)-|^(repository|digest)-not-found$/.test(code))
    return 'registries'
  return homes.get(code) ?? 'configuration'
}

/** Holds are told with their own words, suspended things by name, takeovers by the workflow. */
const toldOtherwise = new Set<ProblemCode>([
  'suspended',
  'pull-request-approved',
  'version-declined',
  'downgrade-held',
  'pull-request-edited',
  'gate-bypassed',
  'pull-requests-enough',
  'promotion-waits',
  'tag-moved',
  'pull-request-waits',
  'branch-unprotected',
  'window-closed',
  'take-over-needed',
  'workflows-wait',
  'commits-unverified',
])

const codesOf: readonly (readonly [CheckName, readonly ProblemCode[]])[] = [
  [
    'token',
    [
      'actions-may-not-open',
      'github-failed',
      'github-refused',
      'ip-not-allowed',
      'permission-missing',
      'rate-limited',
      'repository-archived',
      'sso-required',
      'token-refused',
    ],
  ],
  ['branches', ['branch-not-found', 'gates-not-required', 'git-failed']],
  ['policies', ['not-proved', 'ledger-begins', 'ledger-unreadable']],
  ['markers', ['digest-dropped']],
  ['requests', ['downgrade', 'history-unknown', 'flux-run-fails']],
]

const homes = new Map(codesOf.flatMap(([check, codes]) => codes.map((code) => [code, check] as const)))

/** What could not be asked is known to stop a run only where it stops the doctor's own. */
function stopsAll(check: CheckName, { level }: Problem): boolean {
  return level === 'error' && (check === 'configuration' || check === 'token')
}

/** What is no error and keeps a value as it is all the same. */
function isStop({ code, level }: Problem): boolean {
  if (level === 'error') return true
  return level === 'warning' && /^(marker-(malformed|misplaced)|file-|policy-unknown$)/.test(code)
}
