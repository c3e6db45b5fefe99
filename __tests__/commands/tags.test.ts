import { describe, expect, test } from '@jest/globals'
import { policyTest } from '../../src/commands/policy-test.ts'
import { tags } from '../../src/commands/tags.ts'
import { problemError } from '../../src/model/problem.ts'
import type { Registry } from '../../src/ports.ts'
import { problemsThrownBy } from '../support/builders.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryGit } from '../support/in-memory-git.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { textsOf } from '../support/repository.ts'
import { configFile, createWorld, files } from './world.ts'

const listing = createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.2.0', 'v1', '1.10', '1.2.0', 'é'] })

/** No configuration. */
const world = { ...createWorld(), registry: listing }
const ask = (image: string) => ({ image, config: 'none.yaml' })

test('tags are told each once, descending by bytes', async () => {
  expect(await tags(ask('ghcr.io/acme/web'), world)).toEqual({
    exitCode: 0,
    lines: ['ghcr.io/acme/web has 4 tags, descending by bytes:', '  é', '  v1', '  1.2.0', '  1.10'],
    json: { version: 1, image: 'ghcr.io/acme/web', tags: ['é', 'v1', '1.2.0', '1.10'], problems: [] },
  })
})

test('saved tags are a file that policy test reads as it is', async () => {
  const worktree = createInMemoryWorktree({ 'tags.yaml': 'old' })
  const { lines } = await tags(ask('ghcr.io/acme/web'), world, { path: 'tags.yaml', worktree })
  expect(lines.at(-1)).toBe('Written to tags.yaml, for image-bump policy test.')
  const text = String(textsOf(worktree.files())['tags.yaml'])
  expect(text).toContain('- "1.10"\n')
  const read = () => text
  expect(
    await policyTest({
      files: ['tags.yaml'],
      read,
      config: 'none',
      ports: { worktree, git: createInMemoryGit(), renderer: createInMemoryRenderer() },
    }),
  ).toMatchObject({
    exitCode: 0,
    json: [{ name: 'ghcr.io/acme/web', passed: null, actual: { tag: '1.2.0' } }],
  })
})

test.each([
  ['ghcr.io/acme/web:1.2.0', 'image-invalid'],
  ['ghcr.io/acme/none', 'repository-not-found'],
  ['ghcr.io/acme/down', 'registry-failed'],
])('%s is refused as %s, and nothing is saved', async (image, code) => {
  listing.fail('ghcr.io/acme/down', problemError('registry-failed', 'It is down.'))
  const worktree = createInMemoryWorktree()
  const problems = await problemsThrownBy(() => tags(ask(image), world, { path: 'tags.yaml', worktree }))
  expect(problems).toMatchObject([{ code }])
  expect(worktree.files()).toEqual([])
})

describe('the configuration', () => {
  test.each(['dev:web', 'ghcr.io/acme/web'])('says how the image is to be asked for: %s', async (image) => {
    const written = files[configFile].replace(
      'web: ghcr.io/acme/web',
      'web: { image: ghcr.io/acme/web, insecure: true, secretRef: { name: regcred } }',
    )
    const configured = createWorld({ [configFile]: written })
    const asked: unknown[] = []
    const registry: Registry = {
      ...configured.registry,
      listTags: (name, access) => {
        asked.push(access)
        return configured.registry.listTags(name, access)
      },
    }
    expect(await tags({ image, config: configFile }, { ...configured, registry })).toMatchObject({
      exitCode: 0,
      json: { image: 'ghcr.io/acme/web', problems: [] },
    })
    expect(asked).toEqual([{ insecure: true, secretRef: 'regcred' }])
  })

  test('that cannot be read is told, and tags are listed all the same', async () => {
    const broken = createWorld({ [configFile]: 'version: 2\n' })
    expect(await tags({ image: 'ghcr.io/acme/web', config: configFile }, broken)).toMatchObject({
      exitCode: 1,
      json: { tags: { length: 4 }, problems: [{ code: 'config-invalid' }, { code: 'config-invalid' }] },
    })
  })
})
