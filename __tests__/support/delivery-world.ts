/** A team's repository on GitHub's double, and the whole line on the real adapters for Git and GitHub, run after run, each in a checkout of its own. */
import { combineDeliveries, type CommitsBy } from '../../src/adapters/delivery.ts'
import { createDelivery, createForge } from '../../src/adapters/github/github.ts'
import { problemError } from '../../src/model/problem.ts'
import type { RunReport } from '../../src/model/report.ts'
import type { RunRequest } from '../../src/model/request.ts'
import { allProblems } from '../../src/pipeline/report/report.ts'
import { settle } from '../../src/pipeline/settle.ts'
import type { Ports, Registry } from '../../src/ports.ts'
import type { RepositoryChanges, StandInPull } from '../../src/standins/github/github.ts'
import type { Actor, GitHubDouble, Person } from './github-double.ts'
import { createInMemoryRegistry, type InMemoryRegistry } from './in-memory-registry.ts'
import { createInMemoryRenderer } from './in-memory-renderer.ts'
import { createInMemoryWorktree } from './in-memory-worktree.ts'
import { createPatientClock, type PatientClock } from './patient-clock.ts'
import { createRealRepository, git, openGit, type RealRepository } from './real-repository.ts'
import { type FileTree, textsOf } from './repository.ts'

export interface DeliveryWorld {
  /** `owner/name`, unlike that of any other test. */
  readonly name: string
  readonly remote: RealRepository
  readonly registry: InMemoryRegistry
  setTags(image: string, ...tags: readonly string[]): void
  failTags(image: string): void
  /** One run, as a workflow would start it. */
  run(request?: Partial<RunRequest>, how?: RunDetails): Promise<RunReport>
  person(login?: string): Person
  configure(changes: RepositoryChanges): void
  pulls(): readonly StandInPull[]
  pull(number: number): StandInPull
  /** The texts of the comments below a request, the oldest first. */
  comments(number: number): readonly string[]
  /** The text of a file on a branch. */
  read(branch: string, path: string): Promise<string | undefined>
  /** First lines of a branch's messages, newest first. */
  subjects(branch: string): Promise<readonly string[]>
  headOf(branch: string): Promise<string | undefined>
}

export interface RunDetails {
  /** Whose token it is; without one, that of an App which may do everything. */
  readonly actor?: Actor
  readonly commits?: CommitsBy
  /** In place of the one in memory. */
  readonly registry?: Registry
  /** On GitHub Enterprise Server, below its own paths. */
  readonly isEnterprise?: boolean
}

/** The images `web` and `api` have the tags 1.0.0 and 1.1.0. Without a clock each run has one of its own. */
export async function createDeliveryWorld(
  double: GitHubDouble,
  config: string,
  files: FileTree = standardFiles,
  clock?: PatientClock,
): Promise<DeliveryWorld> {
  const remote = await createRealRepository({ ...files, [configPath]: config })
  made += 1
  const name = `acme/team-${made}`
  const settings = { allowAutoMerge: true, milestones: ['Sprint 6'] }
  double.addRepository({ owner: 'acme', name: `team-${made}`, directory: remote.bare, settings })
  const registry = createInMemoryRegistry()
  const world: DeliveryWorld = {
    name,
    remote,
    registry,
    setTags: (image, ...tags) => {
      registry.fail(`ghcr.io/acme/${image}`, undefined)
      registry.setTags(`ghcr.io/acme/${image}`, tags)
    },
    failTags: (image) =>
      registry.fail(`ghcr.io/acme/${image}`, problemError('registry-failed', `${image} is down.`)),
    run: async (request = {}, how = {}) =>
      (
        await settle(
          { ...usual, ...request },
          await portsOf({ double, name, remote, registry, ...(clock && { clock }) }, how),
        )
      ).report,
    person: (login) => double.person(name, login),
    configure: (changes) => double.configure(name, changes),
    pulls: () => double.pulls(name),
    pull: (number) => double.pulls(name)[number - 1]!,
    comments: (number) =>
      double.record(name).comments.flatMap(({ on, body }) => (on === number ? [body] : [])),
    read: async (branch, path) => textsOf(await remote.files(branch))[path],
    subjects: async (branch) => (await remote.log(branch)).map(({ message }) => message.split('\n')[0] ?? ''),
    headOf: async (branch) => {
      const heads = await git(remote.bare, ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`])
      return heads.toString().trim() || undefined
    },
  }
  for (const image of ['web', 'api']) world.setTags(image, '1.0.0', '1.1.0')
  worlds.push({ world, double })
  return world
}

/** What every test ends with: every object is sound, and nothing of it goes on. */
export async function closeWorlds(): Promise<void> {
  for (const { world, double } of worlds.splice(0)) {
    await world.remote.fsck()
    // The double looks after requests that are armed, whosever turn it is.
    double.record(world.name).pulls = []
  }
}

const worlds: { readonly world: DeliveryWorld; readonly double: GitHubDouble }[] = []
let made = 0

export const configPath = '.github/image-bump.yaml'

/** A configuration whose one environment, production, delivers so. */
export function configOf(delivery: string, more = ''): string {
  return `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies: { release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }
environments:
  production:
    paths: [apps]
    delivery: ${delivery}
    policies: { '*': release }
${more}`
}

/** One marked value on a line of its own. */
export function marked(image: string, tag: string, namespace = 'production'): string {
  return `${image}: ${tag} # {"$imagepolicy": "${namespace}:${image}:tag"}\n`
}

/** Only `web` is behind. */
const standardFiles: FileTree = {
  'apps/web.yaml': marked('web', '1.0.0'),
  'apps/api.yaml': marked('api', '1.1.0'),
}

const usual: RunRequest = {
  config: configPath,
  from: 'commits',
  defaultBranch: 'of-the-remote',
  suspend: false,
}

interface Place extends Pick<DeliveryWorld, 'name' | 'remote' | 'registry'> {
  readonly double: GitHubDouble
  readonly clock?: PatientClock
}

async function portsOf(
  { double, name, remote, registry, clock = createPatientClock() }: Place,
  how: RunDetails,
): Promise<Ports> {
  const { actor, commits = 'auto', isEnterprise = false } = how
  const token = double.token(actor)
  const options = {
    repository: name,
    token,
    apiUrl: isEnterprise ? `${double.url}/api/v3` : double.apiUrl,
    graphqlUrl: isEnterprise ? `${double.url}/api/graphql` : double.graphqlUrl,
    userAgent: 'image-bump/test',
    clock,
  }
  const directory = await remote.clone('--depth=1')
  // What git pushes shall meet the rules and be heard of, so it goes through the double's own door.
  await git(directory, ['remote', 'set-url', '--push', 'origin', `${double.url}/${name}.git`])
  const access = { token: { url: double.url, value: token }, clock: { now: () => clock.now() } }
  const byGit = openGit(directory, access)
  const api = createDelivery(options)
  return {
    git: combineDeliveries({ git: byGit, api, commits, signs: false, updateWorkspace: true }),
    forge: createForge(options),
    registry: how.registry ?? registry,
    worktree: createInMemoryWorktree(),
    renderer: createInMemoryRenderer(),
    clock,
  }
}

/** As in `production:web approved`. */
export function heldOf({ environments }: RunReport): readonly string[] {
  return environments.flatMap(({ holds }) => holds.map(({ change, why }) => `${change.marker.policy} ${why}`))
}

/** As in `proposed #1 created`, and `failed branch-moved`. */
export function doneOf({ publications }: RunReport): readonly string[] {
  return publications.map(({ kind, request, problem }) =>
    [kind, ...(request ? [`#${request.number} ${request.operation}`] : []), problem?.code ?? '']
      .filter((word) => word !== '')
      .join(' '),
  )
}

/** The codes of all problems, each once, without those that every run with this token has. */
export function codesOf(report: RunReport): readonly string[] {
  return [...new Set(allProblems(report).map(({ code }) => code))].toSorted()
}
