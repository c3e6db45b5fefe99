/** A repository as a page shows it, with all that the page leaves out made up: files with markers, newer tags, a host that says all is well. */
import { createHash } from 'node:crypto'
import type { Environment } from '../../src/model/environment.ts'
import { type ImagePolicy, reachOf } from '../../src/model/policy.ts'
import type { Problem } from '../../src/model/problem.ts'
import type { RunReport } from '../../src/model/report.ts'
import { readConfig } from '../../src/pipeline/config/config.ts'
import { choose } from '../../src/pipeline/policies/policies.ts'
import { allProblems } from '../../src/pipeline/report/report.ts'
import { settle } from '../../src/pipeline/settle.ts'
import { aFile } from './builders.ts'
import { createInMemoryForge, type InMemoryPull } from './in-memory-forge.ts'
import { createInMemoryGit } from './in-memory-git.ts'
import { createInMemoryRegistry, type InMemoryRegistry } from './in-memory-registry.ts'
import { createInMemoryRenderer } from './in-memory-renderer.ts'
import { createInMemoryWorktree } from './in-memory-worktree.ts'
import { createPatientClock } from './patient-clock.ts'

/** Paths and what stands there. */
export type Files = Readonly<Record<string, string>>

export interface DocumentedRuns {
  readonly environments: readonly Environment[]
  /** One a day. */
  readonly reports: readonly RunReport[]
  /** The requests that are there in the end. */
  readonly pulls: readonly InMemoryPull[]
  /** What was told in them, but for notes. */
  readonly problems: readonly Problem[]
  /** The environments whose changes were committed or proposed. */
  readonly moved: ReadonlySet<string>
}

const config = '.github/image-bump.yaml'
const day = 25 * 3_600_000

/**
 * Runs the whole line once a day. On the first day each image has the tags that stand in the files and one newer tag for each of them; policies without a marker in the files get
 * a file of their own. Other systems say of every commit, within the hour, that it is well.
 */
export async function runDaily(files: Files, days = 3): Promise<DocumentedRuns> {
  const environments = environmentsOf(files)
  const clock = createPatientClock('2026-11-02T10:00:00Z')
  const branches = [...new Set(environments.map(({ branch }) => branch))]
  const own = (name: string) => environments.filter(({ branch }) => branch === name)
  const added = branches.map((branch) => [branch, madeUp(own(branch), files)] as const)
  const git = createInMemoryGit(files, { now: () => clock.now() })
  for (const [branch, more] of added) await git.commit(branch, more)
  const forge = createInMemoryForge(git.headOf, () => clock.now().getTime())
  const registry = registryOf(environments, [files, ...added.map(([, more]) => more)].flatMap(Object.values))
  const local = { worktree: createInMemoryWorktree(), renderer: createInMemoryRenderer() }
  const reports: RunReport[] = []
  for (let count = 0; count < days; count += 1) {
    reports.push((await settle(request, { ...local, git, forge, registry, clock })).report)
    for (const commit of branches.flatMap((branch) => git.headOf(branch) ?? []))
      forge.report({ commit, name: 'kustomization/apps/0c9c2e41', state: 'green', at: clock.now().getTime() })
    clock.advance(day)
  }
  const problems = reports.flatMap(allProblems).filter(({ level }) => level !== 'note')
  const done = reports
    .flatMap(({ publications }) => publications)
    .filter(({ kind }) => kind === 'committed' || kind === 'proposed')
  return {
    environments,
    reports,
    pulls: forge.pulls(),
    problems,
    moved: new Set(done.map(({ environment }) => environment)),
  }
}

const request = {
  config,
  from: 'commits',
  defaultBranch: 'of-the-remote',
  suspend: false,
  takeOver: true,
} as const

function environmentsOf(files: Files): readonly Environment[] {
  const fragments = Object.entries(files).filter(
    ([file]) => file !== config && file.endsWith('/image-bump.yaml'),
  )
  const manifests = Object.entries(files).map(([file, text]) => aFile(file, text))
  const own = files[config]
  const source = { file: config, manifests, fragments: fragments.map(([file, text]) => ({ file, text })) }
  return readConfig({ ...source, ...(own !== undefined && { text: own }) }, { branch: 'main' }).config
    .environments
}

/** Tags of many shapes, the oldest of each shape first. */
const pool = ['1.2.0', '1.3.0', '2.1.0', '3.4.1', '3.4.2', '5.1.0', '6.1.0'].concat([
  'main-1a2b3c4-1767225600',
  'main-5e6f7a8-1767312000',
])

/** Files for policies that no marker names. */
function madeUp(environments: readonly Environment[], files: Files): Files {
  const marked = Object.values(files).join('\n')
  const missing = environments.flatMap((environment) =>
    environment.policies
      .filter(({ key }) => !marked.includes(`"${reachOf(key).word}`))
      .map((policy) => [pathOf(environment, policy), manifestOf(policy)] as const),
  )
  return Object.fromEntries(missing)
}

function pathOf({ name, paths }: Environment, { key }: ImagePolicy): string {
  const { word, folder } = reachOf(key)
  const image = word.split(':')[1] ?? ''
  const star = folder === '' ? image : (folder.split('/').at(-1) ?? '')
  const known = (paths.length === 0 ? ['apps'] : paths).map((path) => path.replaceAll('*', star))
  const path = known.find((each) => each.startsWith(folder)) ?? ''
  return path.endsWith('.yaml') ? path : `${path}/${name}-${image}.yaml`
}

function manifestOf({ key, ...policy }: ImagePolicy): string {
  return `image: ${policy.repository.name.text}:${oldestOf(policy)} # {"$imagepolicy": "${reachOf(key).word}"}\n`
}

/** Of the pool's tags that the policy takes. */
function oldestOf({ spec, repository }: Pick<ImagePolicy, 'spec' | 'repository'>): string {
  const oldest = pool.find((tag) => choose(spec, [tag], repository.exclusion).kind === 'chosen')
  if (oldest === undefined) throw new Error(`no tag of the pool fits ${JSON.stringify(spec)}`)
  return oldest
}

/**
 * For every image what stands before the markers, what is pinned, and one newer tag of each; for a policy that none of them fits, one that does. The newer ones are one build under
 * several names.
 */
function registryOf(environments: readonly Environment[], texts: readonly string[]): InMemoryRegistry {
  const registry = createInMemoryRegistry()
  const tags = new Map<string, Set<string>>()
  for (const { key, repository, spec, pin } of environments.flatMap(({ policies }) => policies)) {
    const image = repository.name.text
    const known = tags.get(image) ?? new Set()
    const old = standing(texts, reachOf(key).word)
    for (const tag of [...old, ...old.map(newer), ...(pin === undefined ? [] : [pin.tag])]) known.add(tag)
    for (const tag of old) registry.setDigest(image, newer(tag), digestOf(image))
    if (choose(spec, [...known], repository.exclusion).kind === 'failed')
      known.add(oldestOf({ spec, repository }))
    registry.setTags(image, [...known])
    tags.set(image, known)
  }
  return registry
}

function digestOf(image: string): string {
  return `sha256:${createHash('sha256').update(image).digest('hex')}`
}

/** The tags before the markers of a policy. */
function standing(texts: readonly string[], word: string): readonly string[] {
  const marker = new RegExp(
    `([\\w.-]*\\d[\\w.-]*)(?:@sha256:\\w+)?['"]? *# \\{"\\$imagepolicy": "${word}(?::tag)?"`,
    'g',
  )
  return texts.flatMap((text) => [...text.matchAll(marker)].map(([, tag = '']) => tag))
}

/** The last number in it, and one more. */
function newer(tag: string): string {
  return tag.replace(/\d+(?=\D*$)/, (digits) => String(Number(digits) + 1))
}
