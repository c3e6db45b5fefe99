/** `image-bump explain`: why a policy of the configuration chooses what it chooses, and why not another tag. */
import type { Environment } from '../model/environment.ts'
import type { Wait } from '../model/plan.ts'
import { type ImagePolicy, type Listing, reachOf, type Weighed } from '../model/policy.ts'
import { ProblemError, problemError, problemsOf } from '../model/problem.ts'
import { formatImageName, type Tag } from '../model/reference.ts'
import { selectionsOf } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import { alongside, readConfig } from '../pipeline/config/config.ts'
import { hint, quote } from '../pipeline/config/form.ts'
import { load } from '../pipeline/load/load.ts'
import { type Explanation, explanationJson, explanationLines } from '../pipeline/report/explanation.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { exitCodeFor, isUnread } from '../pipeline/report/report.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { look, type Look } from '../pipeline/run.ts'
import { list } from '../pipeline/scan/scan.ts'
import { choose, pinned, suspended, whyNot } from '../pipeline/policies/policies.ts'
import type { Ports } from '../ports.ts'
import type { CommandResult } from './result.ts'

/** What is asked: a policy as markers name it, and a tag of which one wonders why it is not chosen. */
export interface ExplainRequest extends RunRequest {
  readonly policy: string
  readonly tag?: Tag
}

/** Every environment that has the policy is told of. Takes dry-run ports; throws `policy-unknown` where none has it. */
export async function explain(request: ExplainRequest, ports: Ports): Promise<CommandResult> {
  const uses = await usesOf(request, ports)
  const seen = await lookAround(request, uses, ports)
  const explanations = await Promise.all(
    uses.map(async (use) => explained(await findOut(use, seen, ports), request.tag)),
  )
  const others = [...seen.problems, ...ports.registry.problems()]
  const problems = [...explanations.flatMap(({ problem }) => problem ?? []), ...others]
  return {
    exitCode: exitCodeFor(problems),
    lines: [...explanations.flatMap(explanationLines), ...others.flatMap(problemLines)],
    json: {
      version: 1,
      policy: request.policy,
      explanations: explanations.map(explanationJson),
      problems: problems.map(problemJson),
    },
  }
}

/** A policy and the environment that has it. */
interface Use {
  readonly environment: Environment
  readonly policy: ImagePolicy
}

async function usesOf(request: ExplainRequest, ports: Ports): Promise<readonly Use[]> {
  const loaded = await load(request, ports, alongside)
  const { config } = readConfig(loaded, { branch: loaded.branch })
  const environments = config.environments.filter(({ name }) => request.environments?.includes(name) ?? true)
  const all = environments.flatMap((environment) =>
    environment.policies.map((policy) => ({ environment, policy })),
  )
  // By the word of a marker a policy of each fragment can be meant.
  const uses = all.filter(
    ({ policy: { key } }) => key === request.policy || reachOf(key).word === request.policy,
  )
  if (uses.length > 0) return uses
  const unusable = environments.flatMap((environment) => environment.unusable ?? [])
  const [broken] = unusable.filter(({ key }) => key === request.policy)
  if (broken !== undefined) throw new ProblemError([broken.problem])
  const keys = [...new Set(all.map(({ policy }) => policy.key))]
  const message = `There is no policy ${quote(request.policy)} to explain${hint(request.policy, keys)}`
  throw problemError('arguments-invalid', message, { file: request.config })
}

interface Seen extends Pick<Look, 'selections' | 'problems'>, Pick<Look['scanned'], 'listings'> {
  readonly waits: readonly (Wait & { readonly environment: string })[]
}

/** What a run sees of these environments and images. Without it, as without a remote, a policy can still be explained by its tags. */
async function lookAround(request: ExplainRequest, uses: readonly Use[], ports: Ports): Promise<Seen> {
  const environments = uses.map(({ environment }) => environment.name)
  const only = uses.map(({ policy }) => policy.repository.name)
  try {
    const { scanned, selections, plan, problems } = await look({ ...request, environments, only }, ports)
    const unread = plan.environments.filter(isUnread).flatMap((each) => each.problems)
    const waits = plan.environments.flatMap(({ environment: { name }, waits: own = [] }) =>
      own.map((wait) => ({ environment: name, ...wait })),
    )
    return { listings: scanned.listings, selections, waits, problems: [...problems, ...unread] }
  } catch (thrown) {
    return { listings: new Map(), selections: [], waits: [], problems: problemsOf(thrown) }
  }
}

interface Found extends Use {
  readonly listing: Listing
  readonly weighed: readonly Weighed[]
  /** What the run would choose behind gates, and what that waits for. */
  readonly wait: Wait | undefined
}

/** A run does not ask for the tags of a policy that no marker names; here they are wanted all the same. */
async function findOut({ environment, policy }: Use, seen: Seen, { registry }: Ports): Promise<Found> {
  const { repository, key } = policy
  const known = seen.listings.get(formatImageName(repository.name))
  const own = selectionsOf(environment.name, seen.selections)
  const selection = own.find((each) => each.policy.key === key)
  return {
    environment,
    policy,
    listing: known ?? (await list(repository, registry)),
    weighed: selection?.kind === 'selected' ? selection.weighed : [],
    wait: seen.waits.find((each) => each.environment === environment.name && each.policy === key),
  }
}

function explained(
  { environment, policy, listing, weighed, wait }: Found,
  tag: Tag | undefined,
): Explanation {
  const use = { environment, policy, weighed, ...(wait && { wait }) }
  switch (listing.kind) {
    case 'skipped':
      return use
    case 'failed':
      return { ...use, problem: listing.problem }
    case 'listed': {
      const { tags } = listing
      const { spec, repository, pin } = policy
      const question = { spec, tags, exclusion: repository.exclusion, ...(pin && { pin }) }
      return {
        ...use,
        ...decided(policy, tags),
        ...(tag !== undefined && { asked: whyNot(question, tag) }),
      }
    }
  }
}

/** A suspended policy chooses nothing; its record says what it would. */
function decided(
  policy: ImagePolicy,
  tags: readonly Tag[],
): Pick<Explanation, 'record' | 'chosen' | 'problem'> {
  const { spec, repository, place } = policy
  const choice = pinned(policy, tags, choose(spec, tags, repository.exclusion))
  const { record } = choice
  if (choice.kind === 'failed') return { record, problem: { ...choice.problem, ...(place && { place }) } }
  if (policy.suspend === true) return { record, problem: suspended(policy, []) }
  return { record, chosen: { tag: choice.tag, key: choice.key } }
}
