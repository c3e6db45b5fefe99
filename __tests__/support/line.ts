/** The whole line on ports in memory, for tests that follow a repository over several runs. */
import { problemError } from '../../src/model/problem.ts'
import { parseImageName } from '../../src/model/reference.ts'
import type { RunReport } from '../../src/model/report.ts'
import type { RunRequest } from '../../src/model/request.ts'
import { settle } from '../../src/pipeline/settle.ts'
import type { Ports } from '../../src/ports.ts'
import { createInMemoryForge, type InMemoryForge, type InMemoryPull } from './in-memory-forge.ts'
import { createInMemoryGit, type InMemoryGit } from './in-memory-git.ts'
import { createInMemoryRegistry, type InMemoryRegistry } from './in-memory-registry.ts'
import { createInMemoryRenderer } from './in-memory-renderer.ts'
import { createInMemoryWorktree } from './in-memory-worktree.ts'
import { createPatientClock, type PatientClock } from './patient-clock.ts'
import { type FileTree, textsOf } from './repository.ts'

export interface Line {
  readonly git: InMemoryGit
  readonly forge: InMemoryForge
  readonly registry: InMemoryRegistry
  readonly clock: PatientClock
  /** The tags that an image has from now on; an Error if it cannot be listed. */
  setTags(image: string, ...tags: readonly string[]): void
  failTags(image: string): void
  run(request?: Partial<RunRequest>, through?: Ports): Promise<RunReport>
  /** A run that reads everything and writes nothing. */
  readonly ports: Ports
  pull(number: number): InMemoryPull
  /** A person merges it: the files of its branch come to main in one commit with its message. */
  merge(number: number): Promise<void>
  /** The text of a file on a branch. */
  read(branch: string, path: string): Promise<string | undefined>
}

/** `web` and `api` have the tags 1.0.0 and 1.1.0. With `isTimed` commits have the clock's dates. */
export function createLine(config: string, files: FileTree, { isTimed = false } = {}): Line {
  const clock = createPatientClock()
  const timed = isTimed ? { now: () => clock.now() } : {}
  const git = createInMemoryGit({ ...files, '.github/image-bump.yaml': config }, timed)
  const forge = createInMemoryForge(git.headOf, () => clock.now().getTime())
  const registry = createInMemoryRegistry()
  const ports = {
    git,
    forge,
    registry,
    worktree: createInMemoryWorktree(),
    renderer: createInMemoryRenderer(),
    clock,
  }
  const setTags = (image: string, ...tags: readonly string[]) => {
    registry.fail(`ghcr.io/acme/${image}`, undefined)
    registry.setTags(`ghcr.io/acme/${image}`, tags)
  }
  for (const image of ['web', 'api']) setTags(image, '1.0.0', '1.1.0')
  const read = async (branch: string, path: string) => textsOf(await git.files(branch))[path]
  return {
    git,
    forge,
    registry,
    clock,
    ports,
    setTags,
    failTags: (image) =>
      registry.fail(`ghcr.io/acme/${image}`, problemError('registry-failed', `${image} is down.`)),
    run: async (request = {}, through = ports) => (await settle({ ...usual, ...request }, through)).report,
    pull: (number) => forge.pulls()[number - 1]!,
    merge: async (number) => {
      const { head } = forge.pulls()[number - 1]!
      const files = textsOf(await git.files(head))
      const [commit] = await git.log(head)
      forge.change(number, { state: 'merged' })
      await git.commit('main', files, { message: commit?.message ?? '' })
    },
    read,
  }
}

/** Images to look at, as after a registry's event. */
export function only(...images: readonly string[]): Pick<RunRequest, 'only'> {
  return { only: images.map((image) => parseImageName(`ghcr.io/acme/${image}`)) }
}

const usual: RunRequest = {
  config: '.github/image-bump.yaml',
  from: 'commits',
  defaultBranch: 'of-the-remote',
  suspend: false,
}
