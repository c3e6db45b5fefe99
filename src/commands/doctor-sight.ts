/** Looks at everything that the doctor judges. What cannot be asked is a trouble of its check, and never the end of the others. */
import { type Environment, noBranch } from '../model/environment.ts'
import type { CheckName } from '../model/finding.ts'
import { formatLedger } from '../model/ledger.ts'
import { type Problem, problemsOf } from '../model/problem.ts'
import type { BranchRules } from '../model/pull-request.ts'
import { formatImageName } from '../model/reference.ts'
import type { AskFacts } from '../model/repository-facts.ts'
import type { RunRequest } from '../model/request.ts'
import { alongside } from '../pipeline/config/config.ts'
import { findWritten } from '../pipeline/config/whereabouts.ts'
import {
  type Examined,
  findWorkflow,
  type RunSeen,
  type Symptoms,
  type Trouble,
} from '../pipeline/diagnosis/diagnosis.ts'
import { load } from '../pipeline/load/load.ts'
import { look } from '../pipeline/run.ts'
import type { Ports } from '../ports.ts'
import { filesOnDisk, nothingOnDisk, pathsOf } from './doctor-files.ts'

export interface SightRequest extends RunRequest {
  /** Ask registries and GitHub? Without, what the files say is judged. */
  readonly scan: boolean
}

/** The ports of a run, and what else is asked of GitHub. */
export type SightPorts = Ports & { readonly facts?: AskFacts }

/** Takes dry-run ports. `from` says whether GitHub can be asked: commits are read where it can. */
export async function see({ scan, ...request }: SightRequest, given: SightPorts): Promise<Symptoms> {
  const ports = scan ? given : offline(given)
  const troubles: Trouble[] = []
  const attempt: Attempt = async (check, work, instead) => {
    try {
      return await work()
    } catch (thrown) {
      troubles.push(...problemsOf(thrown).map((problem) => ({ check, problem })))
      return instead
    }
  }
  const asks = scan && request.from === 'commits'
  const asked: RunRequest = {
    ...request,
    takeOver: true,
    ...(!scan && { from: 'disk', only: [] }),
  }
  const run = await lookAround(asked, ports, troubles)
  const environments = run?.config.environments ?? []
  const onDisk = await attempt('markers', () => filesOnDisk(run, ports), nothingOnDisk)
  const known: Symptoms = {
    file: request.config,
    ...(run && { run }),
    things: await attempt('configuration', async () => things(asked, ports, run), []),
    ...onDisk,
    ...(await attempt('branches', () => checkedOut(ports), {})),
    paths: await pathsOf(environments, asked, ports),
    rules: asks ? await rulesOf(environments, ports, attempt) : new Map(),
    ...(asks && (await attempt<Pick<Symptoms, 'identity'>>('token', () => whose(ports), {}))),
    ...(asks && (await attempt<Pick<Symptoms, 'facts'>>('token', () => factsOf(onDisk, ports), {}))),
    examined: run && scan ? await examine(run, ports, attempt) : [],
    troubles,
    ...(!scan && { unscanned: 'not asked, by --no-scan' }),
    ...(!asks && { unasked: scan ? noToken : 'not asked, by --no-scan' }),
    suspend: request.suspend,
    ...(request.freeze !== undefined && { freeze: request.freeze }),
  }
  const noticed = [...ports.registry.problems(), ...(ports.worktree.problems?.() ?? [])]
  return { ...known, troubles: withoutRepeats([...troubles, ...noticed.map(noticedBy)]) }
}

/** The ledger is on the remote. Without a scan no tag is chosen, and so none is asked for its age. */
function offline(ports: SightPorts): SightPorts {
  const bytes = new TextEncoder().encode(formatLedger(new Map()))
  return { ...ports, git: { ...ports.git, readLedger: () => Promise.resolve({ head: '', bytes }) } }
}

/** Only workflows that use us are of interest. */
async function factsOf(
  { workflows }: Pick<Symptoms, 'workflows'>,
  { facts: ask }: SightPorts,
): Promise<Pick<Symptoms, 'facts'>> {
  if (ask === undefined) return {}
  return { facts: await ask(workflows.filter((file) => findWorkflow(file)).map(({ path }) => path)) }
}

async function whose({ forge }: Pick<Ports, 'forge'>): Promise<Pick<Symptoms, 'identity'>> {
  return { identity: await forge.whoAmI() }
}

type Attempt = <T>(check: CheckName, work: () => Promise<T>, instead: T) => Promise<T>

const noToken = 'not asked: give GITHUB_TOKEN (gh auth token) and GITHUB_REPOSITORY (owner/name)'

/** Several questions may fail for one reason. */
function withoutRepeats(troubles: readonly Trouble[]): readonly Trouble[] {
  const told = new Map(troubles.map((each) => [JSON.stringify(each.problem), each]))
  return [...told.values()]
}

function noticedBy(problem: Problem): Trouble {
  return { check: problem.code === 'files-failed' ? 'markers' : 'registries', problem }
}

/** Where commits cannot be read, the files on disk still can. */
async function lookAround(
  request: RunRequest,
  ports: Ports,
  troubles: Trouble[],
): Promise<RunSeen | undefined> {
  try {
    return await look(request, ports)
  } catch (thrown) {
    const problems = problemsOf(thrown)
    troubles.push(...problems.map((problem) => ({ check: checkOf(problem), problem })))
    const isWritten = problems.some(({ place }) => place !== undefined)
    return request.from === 'disk' || isWritten
      ? undefined
      : lookAround({ ...request, from: 'disk' }, ports, troubles)
  }
}

function checkOf({ code }: Problem): CheckName {
  return code === 'git-failed' || code === 'branch-not-found' ? 'branches' : 'configuration'
}

/** A configuration that cannot be read has no names. */
async function things(
  request: RunRequest,
  ports: Ports,
  run: RunSeen | undefined,
): Promise<Symptoms['things']> {
  return run === undefined ? [] : findWritten(await load(request, ports, alongside))
}

async function checkedOut({ git }: Pick<Ports, 'git'>): Promise<Pick<Symptoms, 'checkedOut'>> {
  const { branch } = await git.checkedOut()
  return { checkedOut: branch ?? noBranch }
}

async function rulesOf(
  environments: readonly Environment[],
  { forge }: Pick<Ports, 'forge'>,
  attempt: Attempt,
): Promise<Symptoms['rules']> {
  const rules = new Map<string, BranchRules>()
  for (const branch of new Set(environments.map((each) => each.branch))) {
    const own = await attempt('branches', () => forge.rules(branch), undefined)
    if (own !== undefined) rules.set(branch, own)
  }
  return rules
}

/** One image of each registry: one that failed, where one did, since its login is of interest. */
async function examine(
  { config, scanned }: RunSeen,
  { registry }: Pick<Ports, 'registry'>,
  attempt: Attempt,
): Promise<readonly Examined[]> {
  const policies = config.environments.flatMap((environment) => environment.policies)
  const asked = policies.flatMap(({ repository }) => {
    const listing = scanned.listings.get(formatImageName(repository.name))
    return listing === undefined || listing.kind === 'skipped' || repository.suspend
      ? []
      : [{ repository, isFailed: listing.kind === 'failed' }]
  })
  const chosen = new Map<string, (typeof asked)[number]>()
  for (const each of asked) {
    const host = each.repository.name.registry
    const known = chosen.get(host)
    if (known === undefined || (each.isFailed && !known.isFailed)) chosen.set(host, each)
  }
  const examined = await Promise.all(
    [...chosen.values()].map(async ({ repository: { name, access } }) =>
      attempt(
        'registries',
        async () => [{ image: name, examination: await registry.examine(name, access) }],
        [],
      ),
    ),
  )
  return examined.flat()
}
