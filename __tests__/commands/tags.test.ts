import { expect, test } from '@jest/globals'
import { policyTest } from '../../src/commands/policy-test.ts'
import { tags } from '../../src/commands/tags.ts'
import { problemError } from '../../src/model/problem.ts'
import { problemsThrownBy } from '../support/builders.ts'
import { createInMemoryRegistry } from '../support/in-memory-registry.ts'
import { createInMemoryGit } from '../support/in-memory-git.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { textsOf } from '../support/repository.ts'

const registry = createInMemoryRegistry({ 'ghcr.io/acme/web': ['1.2.0', 'v1', '1.10', '1.2.0', 'é'] })

test('tags are told each once, descending by bytes', async () => {
  expect(await tags('ghcr.io/acme/web', registry)).toEqual({
    exitCode: 0,
    lines: ['ghcr.io/acme/web has 4 tags, descending by bytes:', '  é', '  v1', '  1.2.0', '  1.10'],
    json: { version: 1, image: 'ghcr.io/acme/web', tags: ['é', 'v1', '1.2.0', '1.10'], problems: [] },
  })
})

test('saved tags are a file that policy test reads as it is', async () => {
  const worktree = createInMemoryWorktree({ 'tags.yaml': 'old' })
  const { lines } = await tags('ghcr.io/acme/web', registry, { path: 'tags.yaml', worktree })
  expect(lines.at(-1)).toBe('Written to tags.yaml, for image-bump policy test.')
  const text = String(textsOf(worktree.files())['tags.yaml'])
  expect(text).toContain('- "1.10"\n')
  const read = () => text
  expect(
    await policyTest({
      files: ['tags.yaml'],
      read,
      config: 'none',
      ports: { worktree, git: createInMemoryGit() },
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
  registry.fail('ghcr.io/acme/down', problemError('registry-failed', 'It is down.'))
  const worktree = createInMemoryWorktree()
  const problems = await problemsThrownBy(() => tags(image, registry, { path: 'tags.yaml', worktree }))
  expect(problems).toMatchObject([{ code }])
  expect(worktree.files()).toEqual([])
})
