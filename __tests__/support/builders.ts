/** The nouns of the model with everything filled in, for tests that care about one or two of their fields. */
import type { CommitDelivery, Delivery, Environment, RequestDelivery } from '../../src/model/environment.ts'
import type { Marker, SourceFile } from '../../src/model/manifest.ts'
import type {
  Change,
  CommitParcel,
  EnvironmentPlan,
  PlannedCommit,
  RequestParcel,
  UpdatePlan,
} from '../../src/model/plan.ts'
import type { DecisionRecord, ImagePolicy, PolicyKey, Selection } from '../../src/model/policy.ts'
import { type Problem, ProblemError } from '../../src/model/problem.ts'
import { type ImageReference, parseImageName, parseImageReference } from '../../src/model/reference.ts'
import { notKnown, type PullRequest } from '../../src/model/pull-request.ts'
import type { RunReport } from '../../src/model/report.ts'
import type { RunRequest } from '../../src/model/request.ts'
import type { ScannedEnvironment } from '../../src/model/scanned.ts'
import { findMarkers } from '../../src/pipeline/scan/markers.ts'
import { type FileTree, filesOf } from './repository.ts'

export type Selected = Extract<Selection, { readonly kind: 'selected' }>

/** Sixty-four times the same digit. */
export function aDigest(digit = 'a'): string {
  return `sha256:${digit.repeat(64)}`
}

/** `dev:web` looks at ghcr.io/acme/web. */
export function aPolicy(key: PolicyKey = 'dev:web', overrides: Partial<ImagePolicy> = {}): ImagePolicy {
  const name = parseImageName(`ghcr.io/acme/${key.split(':')[1]}`)
  const exclusion = { patterns: [], attachments: true }
  const spec = { policy: { semver: { range: '>=1.0.0' } } }
  return {
    key,
    repository: { name, exclusion, suspend: false },
    spec,
    digestReflection: 'Never',
    ...overrides,
  }
}

/** The same policy with another image. */
export function lookingAt(image: string, policy: ImagePolicy): ImagePolicy {
  return { ...policy, repository: { ...policy.repository, name: parseImageName(image) } }
}

/** `dev` on main, the whole repository, by commit, with one policy `dev:web`. */
export function anEnvironment(overrides: Partial<Environment> = {}): Environment {
  const name = overrides.name ?? 'dev'
  return {
    name,
    branch: 'main',
    namespace: name,
    paths: [],
    exclude: [],
    delivery: byCommit(),
    suspend: false,
    downgrade: 'propose',
    hold: 'respect',
    ...overrides,
    policies: overrides.policies ?? [aPolicy(`${overrides.namespace ?? name}:web`)],
  }
}

/** Delivery by pull request, one a policy. */
export function byRequest(overrides: Partial<RequestDelivery> = {}): Delivery {
  return {
    kind: 'pull-request',
    group: { kind: 'policy' },
    labels: [],
    draft: false,
    reviewers: [],
    teamReviewers: [],
    assignees: [],
    maxOpen: 10,
    autoMerge: 'off',
    whenApproved: 'hold',
    requireProtection: false,
    ...overrides,
  }
}

/** Delivery straight to the branch. */
export function byCommit(overrides: Partial<CommitDelivery> = {}): Delivery {
  return { kind: 'commit', onRefusal: 'report', ...overrides }
}

/** Files as `scan` leaves them when every marker in them belongs to the environment. */
export function aScanned(
  files: FileTree,
  environment: Environment = anEnvironment(),
  overrides: Partial<ScannedEnvironment> = {},
): ScannedEnvironment {
  const found = filesOf(files).map(findMarkers)
  const manifests = found.map(({ manifest }) => manifest)
  return { environment, base: 'c0ffee0', manifests, problems: [], ...overrides }
}

/** The tag field of `dev:web` in a.yaml, 1.0.0. */
export function aMarker(overrides: Partial<Marker> = {}): Marker {
  const { policy = 'dev:web', field = 'tag' } = overrides
  return {
    policy,
    field,
    setter: field === 'image' ? policy : `${policy}:${field}`,
    place: { file: 'a.yaml', line: 1, column: 6 },
    span: { start: 5, end: 10 },
    value: '1.0.0',
    object: { apiVersion: '', kind: '', namespace: '', name: '' },
    ...overrides,
  }
}

export function aChange(to = '1.1.0', marker: Partial<Marker> = {}): Change {
  return { marker: aMarker(marker), to }
}

export function aRecord(overrides: Partial<DecisionRecord> = {}): DecisionRecord {
  const none = { count: 0, examples: [] }
  return {
    listed: 2,
    excluded: none,
    unmatched: none,
    unparsable: none,
    outOfRange: none,
    runnersUp: [],
    rule: 'highest version in >=1.0.0',
    warnings: [],
    ...overrides,
  }
}

/** The policy chose what the reference says: `ghcr.io/acme/web:1.1.0`, or only `1.1.0` of its own image. */
export function aSelection(
  reference = '1.1.0',
  policy: ImagePolicy = aPolicy(),
  overrides: Partial<Selected> = {},
): Selected {
  const isTagAlone = /^[\w.-]+$/.test(reference)
  const latest: ImageReference = isTagAlone
    ? { name: policy.repository.name, tag: reference }
    : parseImageReference(reference)
  return {
    kind: 'selected',
    policy,
    latest,
    record: aRecord({ winner: latest.tag }),
    weighed: [],
    ...overrides,
  }
}

export function aProblem(overrides: Partial<Problem> = {}): Problem {
  return { code: 'registry-unreachable', level: 'warning', message: 'ghcr.io does not answer.', ...overrides }
}

export function aFailure(overrides: Partial<Problem> = {}): ProblemError {
  return new ProblemError([aProblem(overrides)])
}

export function anEnvironmentPlan(overrides: Partial<EnvironmentPlan> = {}): EnvironmentPlan {
  const environment = overrides.environment ?? anEnvironment()
  return { environment, base: 'c0ffee0', changes: [], holds: [], problems: [], ...overrides }
}

export function aPlannedCommit(overrides: Partial<PlannedCommit> = {}): PlannedCommit {
  return { environment: anEnvironment(), changes: [aChange()], course: 'forward', ...overrides }
}

export function aCommitParcel(overrides: Partial<CommitParcel> = {}): CommitParcel {
  return { kind: 'commit', branch: 'main', base: 'c0ffee0', commits: [aPlannedCommit()], ...overrides }
}

export function aRequestParcel(overrides: Partial<RequestParcel> = {}): RequestParcel {
  const environment = anEnvironment({ name: 'production', delivery: byRequest() })
  return {
    kind: 'pull-request',
    into: 'main',
    branch: 'image-bump/production--web',
    base: 'c0ffee0',
    commit: aPlannedCommit({ environment, group: 'web' }),
    existing: { past: [] },
    isFrozen: false,
    rules: notKnown,
    ...overrides,
  }
}

/** A plan without anything in it. */
export function aPlan(overrides: Partial<UpdatePlan> = {}): UpdatePlan {
  return { environments: [], parcels: [], closings: [], notices: [], gatings: [], disarmed: [], ...overrides }
}

export function aPullRequest(overrides: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    url: 'https://github.com/acme/gitops/pull/7',
    head: 'image-bump/production--web',
    base: 'main',
    title: 'Bump web',
    body: 'Why.\n',
    state: 'open',
    isOwn: true,
    headCommit: 'c0ffee1',
    labels: [],
    approved: false,
    armed: false,
    queued: false,
    comments: [],
    ...overrides,
  }
}

export function aReport(overrides: Partial<RunReport> = {}): RunReport {
  return {
    environments: [],
    selections: [],
    publications: [],
    problems: [],
    requests: new Map(),
    ...overrides,
  }
}

/** What the Action asks: all environments, from commits. */
export function aRequest(overrides: Partial<RunRequest> = {}): RunRequest {
  return {
    config: '.github/image-bump.yaml',
    from: 'commits',
    defaultBranch: 'of-the-remote',
    suspend: false,
    ...overrides,
  }
}

/** One file of mode 100644. */
export function aFile(path: string, content: string | Uint8Array): SourceFile {
  const [file] = filesOf({ [path]: content })
  if (file === undefined) throw new Error(`no file ${path}`)
  return file
}

/** The problem codes and messages that a call throws, for comparisons in one line. */
export async function problemsThrownBy(act: () => unknown): Promise<readonly Problem[]> {
  try {
    await act()
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problems
    throw thrown
  }
  return []
}
