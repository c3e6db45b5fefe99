/**
 * Every folder of stories/ run through the whole line, twice, with ports in memory. A folder holds
 * story.yaml (what it is about, the registry, settings of the run), config.yaml unless Flux's objects or an example of the documents are the configuration, before/ (the files of main), after/ (a folder a branch,
 * `/` written as `+`, with the files that differ from before) and report.txt. UPDATE=1 writes after/ and report.txt.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ProblemError, type ProblemCode } from '../src/model/problem.ts'
import { parseImageName } from '../src/model/reference.ts'
import type { RunRequest } from '../src/model/request.ts'
import { reportLines } from '../src/pipeline/report/terminal.ts'
import { settle } from '../src/pipeline/settle.ts'
import type { Ports } from '../src/ports.ts'
import { createInMemoryForge, type InMemoryForge } from './support/in-memory-forge.ts'
import { createInMemoryGit, type InMemoryGit } from './support/in-memory-git.ts'
import { createInMemoryRegistry } from './support/in-memory-registry.ts'
import { createInMemoryRenderer } from './support/in-memory-renderer.ts'
import { createInMemoryWorktree } from './support/in-memory-worktree.ts'
import { createPatientClock } from './support/patient-clock.ts'

const root = join(import.meta.dirname, 'stories')
const update = process.env['UPDATE'] === '1'

interface Story {
  readonly about: string
  readonly registry: Readonly<Record<string, readonly string[] | { readonly fails: ProblemCode }>>
  readonly environments?: readonly string[]
  readonly only?: readonly string[]
  /** The images that an event names; they are `only` then. */
  readonly announced?: readonly string[]
  readonly suspend?: boolean
  readonly takeOver?: boolean
  readonly strict?: boolean
  /** Rendered manifests in the place of Flux's objects: a file of the story's folder. */
  readonly manifests?: string
  readonly pullRequests?: boolean
  /** A name in .github/docs/examples: the configuration, or a folder with it and the fragments that it includes. */
  readonly example?: string
  /** A person pushes these files to main just before our push arrives. */
  readonly race?: Readonly<Record<string, string>>
  readonly branches?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** The message of the newest commit of these branches. */
  readonly messages?: Readonly<Record<string, string>>
}

interface World extends Ports {
  readonly git: InMemoryGit
  readonly forge: InMemoryForge
}

describe.each(readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory()))('%s', (name) => {
  const folder = join(root, name)
  const story: Story = parse(readFileSync(join(folder, 'story.yaml'), 'utf8'))

  test.each([story])('$about', async () => {
    const before = readBefore(folder, story)
    const world = await createWorld(folder, story, before)
    const { report } = await settle(requestOf(folder, story), world)
    const branches = await branchesOf(world, story)
    const changed = await differences(world, branches, before)
    const told = `${withoutIds(reportLines(report)).join('\n')}\n`
    if (update) writeExpected(folder, changed, told)
    expect(told).toBe(readFileSync(join(folder, 'report.txt'), 'utf8'))
    expect(asText(changed)).toEqual(asText(readTree(join(folder, 'after'))))
    expect(await newestMessages(world, story)).toEqual(story.messages ?? {})
  })

  test('a second run changes nothing more', async () => {
    const world = await createWorld(folder, story, readBefore(folder, story))
    await settle(requestOf(folder, story), world)
    const first = await snapshot(world, story)
    const { report } = await settle(requestOf(folder, story), world)
    expect(await snapshot(world, story)).toEqual(first)
    expect(report.publications.filter(({ kind }) => kind === 'committed' || kind === 'proposed')).toEqual([])
  })
})

type Tree = ReadonlyMap<string, Uint8Array>

async function createWorld(folder: string, story: Story, before: Tree): Promise<World> {
  const own = configOf(folder, story)
  const config = existsSync(own) ? { '.github/image-bump.yaml': readFileSync(own) } : {}
  const git = createInMemoryGit({ ...Object.fromEntries(before), ...config })
  for (const [branch, files] of Object.entries(story.branches ?? {})) await git.commit(branch, files)
  if (story.race !== undefined) git.moveBefore('main', story.race)
  const registry = createInMemoryRegistry()
  for (const [image, answer] of Object.entries(story.registry)) {
    if ('fails' in answer) {
      const message = `${image} could not be listed.`
      registry.fail(image, new ProblemError([{ code: answer.fails, level: 'warning', message }]))
    } else registry.setTags(image, answer)
  }
  const worktree = createInMemoryWorktree()
  return {
    git,
    registry,
    worktree,
    forge: createInMemoryForge(),
    renderer: createInMemoryRenderer(),
    clock: createPatientClock(),
  }
}

const examples = '.github/docs/examples'

function configOf(folder: string, { example }: Story): string {
  if (example === undefined) return join(folder, 'config.yaml')
  const alone = join(examples, `${example}.yaml`)
  return existsSync(alone) ? alone : join(examples, example, 'image-bump.yaml')
}

/** With the fragments of an example. */
function readBefore(folder: string, { example }: Story): Tree {
  const before = readTree(join(folder, 'before'))
  if (example === undefined || existsSync(join(examples, `${example}.yaml`))) return before
  const { 'image-bump.yaml': _, ...fragments } = Object.fromEntries(readTree(join(examples, example)))
  return new Map([...before, ...Object.entries(fragments)])
}

async function newestMessages({ git }: World, { messages = {} }: Story): Promise<Story['messages']> {
  const logs = Object.keys(messages).map(async (branch) => [branch, (await git.log(branch))[0]?.message])
  return Object.fromEntries(await Promise.all(logs))
}

function requestOf(
  folder: string,
  {
    environments,
    announced,
    only = announced,
    manifests,
    suspend = false,
    takeOver = false,
    strict = false,
    pullRequests,
  }: Story,
): RunRequest {
  return {
    config: '.github/image-bump.yaml',
    from: 'commits',
    defaultBranch: 'of-the-remote',
    ...(environments && { environments }),
    ...(only && { only: only.map(parseImageName) }),
    isAnnounced: announced !== undefined,
    suspend,
    takeOver,
    strict,
    ...(manifests !== undefined && {
      manifests: { file: manifests, text: readFileSync(join(folder, manifests), 'utf8') },
    }),
    ...(pullRequests !== undefined && { pullRequests }),
  }
}

async function branchesOf({ git, forge }: World, story: Story): Promise<readonly string[]> {
  const heads = forge.pulls().map(({ head }) => head)
  const environments = [
    'main',
    'dev',
    'production',
    'flux-image-updates',
    ...Object.keys(story.branches ?? {}),
  ]
  return [...(await git.heads([...environments, ...heads])).keys()]
}

/** `branch/path` -> bytes, for files that are not as they were on main. */
async function differences({ git }: World, branches: readonly string[], before: Tree): Promise<Tree> {
  const found = new Map<string, Uint8Array>()
  for (const branch of branches) {
    for (const { path, bytes } of await git.files(branch)) {
      const was = before.get(path)
      const isSame =
        path === '.github/image-bump.yaml' || (was !== undefined && Buffer.compare(was, bytes) === 0)
      if (!isSame) found.set(`${branch.replaceAll('/', '+')}/${path}`, bytes)
    }
  }
  return found
}

async function snapshot(world: World, story: Story): Promise<unknown> {
  const branches = await branchesOf(world, story)
  return { heads: await world.git.heads(branches), pulls: world.forge.pulls() }
}

function readTree(folder: string): Tree {
  if (!existsSync(folder)) return new Map()
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  )
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path))]))
}

function writeExpected(folder: string, changed: Tree, told: string): void {
  writeFileSync(join(folder, 'report.txt'), told)
  rmSync(join(folder, 'after'), { recursive: true, force: true })
  for (const [path, bytes] of changed) {
    mkdirSync(dirname(join(folder, 'after', path)), { recursive: true })
    writeFileSync(join(folder, 'after', path), bytes)
  }
}

/** Latin-1 keeps every byte apart. */
function asText(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries([...tree].map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]))
}

function withoutIds(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replaceAll(/\b[0-9a-f]{7}\b/g, '<id>'))
}
