import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { checkoutRoot, livePorts } from '../../src/entry/wiring.ts'
import { writeFolder } from '../support/folder.ts'

const top = mkdtempSync(join(tmpdir(), 'checkout-root-'))

beforeAll(async () => {
  await writeFolder(top, {
    'checkout/.git/HEAD': 'ref: refs/heads/main\n',
    'checkout/apps/dev/web.yaml': '',
    'checkout/inner/.git/HEAD': 'ref: refs/heads/main\n',
    'checkout/inner/apps/web.yaml': '',
    'worktree/.git': 'gitdir: ../checkout/.git/worktrees/one\n',
    'worktree/apps/web.yaml': '',
    'plain/apps/web.yaml': '',
  })
})

afterAll(() => {
  rmSync(top, { recursive: true })
})

test.each([
  ['the root itself', 'checkout', 'checkout'],
  ['a folder of the checkout', 'checkout/apps/dev', 'checkout'],
  ['a checkout inside a checkout', 'checkout/inner/apps', 'checkout/inner'],
  ['a linked worktree, where .git is a file', 'worktree/apps', 'worktree'],
  ['a folder without Git', 'plain/apps', 'plain/apps'],
])('%s: from %s it is %s', (_, from, root) => {
  expect(relative(top, checkoutRoot(join(top, from)))).toBe(root)
})

test.each(['checkout/apps/new/deep', 'checkout/apps/dev/web.yaml', 'nowhere'])(
  '%s is no folder, and no other checkout is taken instead',
  (from) => {
    expect(() => checkoutRoot(join(top, from))).toThrow('is not a folder')
  },
)

test('a relative folder is one below the current folder', () => {
  expect(checkoutRoot('src/entry')).toBe(checkoutRoot('.'))
})

test("no program is started on strangers' files", async () => {
  const { renderer } = livePorts({
    directory: top,
    env: {},
    token: '',
    repository: '',
    urls: { server: '', api: '', graphql: '' },
    allowed: () => true,
    registries: { given: [], clouds: {}, tls: { ca: [], hosts: new Map() } },
    delivery: { commits: 'auto', signingKeys: new Map(), updateWorkspace: false },
    isStrange: true,
    mask: () => undefined,
  })
  const kustomization = { path: 'kustomization.yaml', bytes: new Uint8Array() }
  await expect(renderer.render([], (build) => build(kustomization))).rejects.toMatchObject({
    problems: [{ code: 'render-unavailable' }],
  })
})
