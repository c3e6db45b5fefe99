/**
 * Every folder of init-stories/ is a repository without configuration. It holds story.yaml (what it is about, the registry, options of `init`), before/ (its files),
 * after/ (files that differ after `init`) and told.txt (what `init` says). UPDATE=1 writes after/ and told.txt.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { dryRun } from '../src/adapters/dry-run.ts'
import { check } from '../src/commands/check.ts'
import { init, type InitRequest } from '../src/commands/init.ts'
import { plan } from '../src/commands/plan.ts'
import { ProblemError, type ProblemCode } from '../src/model/problem.ts'
import type { Ports } from '../src/ports.ts'
import { problemsThrownBy } from './support/builders.ts'
import { createInMemoryForge } from './support/in-memory-forge.ts'
import { createInMemoryGit } from './support/in-memory-git.ts'
import { createInMemoryRegistry } from './support/in-memory-registry.ts'
import { createInMemoryRenderer } from './support/in-memory-renderer.ts'
import { createInMemoryWorktree, type InMemoryWorktree } from './support/in-memory-worktree.ts'
import { createPatientClock } from './support/patient-clock.ts'

const root = join(import.meta.dirname, 'init-stories')
const update = process.env['UPDATE'] === '1'
const config = '.github/image-bump.yaml'
const workflow = '.github/workflows/image-bump.yaml'

interface Story {
  readonly about: string
  readonly registry: Readonly<Record<string, readonly string[] | { readonly fails: ProblemCode }>>
  readonly digests?: Readonly<Record<string, string>>
  readonly offline?: boolean
  readonly flux?: boolean
  readonly environments?: Readonly<Record<string, readonly string[]>>
  /** What `check` and `plan` may tell afterwards. */
  readonly problems?: readonly ProblemCode[]
}

interface World extends Ports {
  readonly worktree: InMemoryWorktree
}

/** As JSON has it. */
interface Told {
  readonly environments: readonly {
    readonly policies: readonly { readonly policy: string; readonly today: string | null }[]
  }[]
  readonly changes: readonly object[]
}

describe.each(readdirSync(root))('%s', (name) => {
  const folder = join(root, name)
  const story: Story = parse(readFileSync(join(folder, 'story.yaml'), 'utf8'))
  const before = readTree(join(folder, 'before'))

  test.each([story])('$about', async () => {
    const world = createWorld(story, before)
    const { lines } = await init(requestOf(story), world)
    const changed = new Map(
      world.worktree.files().flatMap(({ path, bytes }) => changedFile(path, bytes, before)),
    )
    if (update) writeExpected(folder, changed, lines)
    expect(lines).toEqual(readFileSync(join(folder, 'told.txt'), 'utf8').split('\n').slice(0, -1))
    expect(asText(changed)).toEqual(asText(readTree(join(folder, 'after'))))
  })

  test('nothing but whole markers and whole lines comes in', async () => {
    const world = createWorld(story, before)
    await init(requestOf(story), world)
    for (const { path, bytes } of world.worktree.files()) {
      const old = before.get(path)
      if (old === undefined) continue
      const text = latin1(bytes).replaceAll(/ # \{"\$imagepolicy": "[a-z0-9.:-]+"\}/g, '')
      expect([path, text.replace('  - image-automation.yaml\n', '')]).toEqual([path, latin1(old)])
    }
  })

  test('what it wrote is accepted without a word, and a plan changes what it said and nothing else', async () => {
    const world = createWorld(story, before)
    const told = jsonOf((await init(requestOf(story), world)).json)
    const checked = await check(config, world)
    expect(checked.json).toMatchObject({ problems: [], warnings: [] })
    const request = {
      config,
      from: 'disk',
      defaultBranch: 'checked-out',
      suspend: false,
      takeOver: true,
    } as const
    const { json } = await plan(request, dryRun(world))
    const planned = parse(JSON.stringify(json))
    const codes = planned.problems.map(({ code }: { readonly code: string }) => code)
    expect(story.offline === true ? [] : codes).toEqual(story.problems ?? [])
    const changes = planned.environments.flatMap((each: Told) => each.changes)
    expect(
      changes.map(({ file, line, old, new: to }: Record<string, unknown>) => [file, line, old, to]),
    ).toEqual(
      parse(JSON.stringify(told.changes)).map(({ file, line, old, new: to }: Record<string, unknown>) => [
        file,
        line,
        old,
        to,
      ]),
    )
    const today = told.environments.flatMap(({ policies }) =>
      policies.flatMap((each) => (each.today === null ? [] : [`${each.policy} ${each.today}`])),
    )
    const chosen = Object.keys(planned.selections).map((key) => `${key} ${planned.selections[key].tag}`)
    expect(new Set(chosen)).toEqual(new Set(today))
  })

  test('a second time it refuses, and changes nothing', async () => {
    const world = createWorld(story, before)
    await init(requestOf(story), world)
    const first = world.worktree.files()
    const problems = await problemsThrownBy(() => init(requestOf(story), world))
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['init-refused']))
    expect(world.worktree.files()).toEqual(first)
  })
})

function requestOf({ offline = false, flux = false, environments = {} }: Story): InitRequest {
  return { config, workflow, offline, flux, given: new Map(Object.entries(environments)), isDryRun: false }
}

type Tree = ReadonlyMap<string, Uint8Array>

function createWorld({ registry: images, digests = {} }: Story, before: Tree): World {
  const registry = createInMemoryRegistry()
  for (const [image, answer] of Object.entries(images)) {
    if ('fails' in answer) {
      const message = `${image} could not be listed.`
      registry.fail(image, new ProblemError([{ code: answer.fails, level: 'warning', message }]))
    } else registry.setTags(image, answer)
  }
  for (const [reference, digest] of Object.entries(digests)) {
    const colon = reference.lastIndexOf(':')
    registry.setDigest(reference.slice(0, colon), reference.slice(colon + 1), digest)
  }
  return {
    registry,
    git: createInMemoryGit(),
    forge: createInMemoryForge(),
    clock: createPatientClock(),
    worktree: createInMemoryWorktree(Object.fromEntries(before)),
    renderer: createInMemoryRenderer(),
  }
}

function jsonOf(json: unknown): Told {
  return parse(JSON.stringify(json))
}

function changedFile(
  path: string,
  bytes: Uint8Array,
  before: Tree,
): readonly (readonly [string, Uint8Array])[] {
  const old = before.get(path)
  return old !== undefined && Buffer.compare(old, bytes) === 0 ? [] : [[path, bytes]]
}

function readTree(folder: string): Tree {
  if (!existsSync(folder)) return new Map()
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  )
  return new Map(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path))]))
}

function writeExpected(folder: string, changed: Tree, lines: readonly string[]): void {
  writeFileSync(join(folder, 'told.txt'), lines.map((line) => `${line}\n`).join(''))
  rmSync(join(folder, 'after'), { recursive: true, force: true })
  for (const [path, bytes] of changed) {
    mkdirSync(dirname(join(folder, 'after', path)), { recursive: true })
    writeFileSync(join(folder, 'after', path), bytes)
  }
}

/** Latin-1 keeps every byte apart. */
function asText(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries([...tree].map(([path, bytes]) => [path, latin1(bytes)]))
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
