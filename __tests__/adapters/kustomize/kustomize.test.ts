/** What the adapter does around the program: scripts stand in for it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createRenderer, type RendererOptions } from '../../../src/adapters/kustomize/kustomize.ts'
import { problemsThrownBy } from '../../support/builders.ts'
import { makeFolder, removeRepositories } from '../../support/real-repository.ts'
import { filesOf } from '../../support/repository.ts'

afterEach(removeRepositories)

const kustomization = { path: 'apps/kustomization.yaml', bytes: Buffer.from('resources: []\n') }

/** A machine on which these programs are all there is. */
async function machineWith(programs: Readonly<Record<string, string>>, env: object = {}) {
  const folder = join(await makeFolder(), 'bin')
  mkdirSync(folder)
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { PATH: folder, ...env }
}

async function build(options: RendererOptions, files = {}): Promise<string> {
  return createRenderer(options).render(filesOf(files), (make) => make(kustomization))
}

const problemOf = async (options: RendererOptions) => (await problemsThrownBy(() => build(options)))[0]

test('kubectl is taken where kustomize is not there, and kustomize where both are', async () => {
  const both = { kustomize: 'echo "kustomize $*"', kubectl: 'echo "kubectl $*"' }
  const { kustomize: _, ...one } = both
  const flags = '--load-restrictor LoadRestrictionsNone /'
  expect(await build({ env: await machineWith(both) })).toContain(`kustomize build ${flags}`)
  expect(await build({ env: await machineWith(one) })).toContain(`kubectl kustomize ${flags}`)
})

test('without a program it is said which were looked for', async () => {
  expect(await problemOf({ env: await machineWith({}) })).toMatchObject({
    code: 'render-unavailable',
    message: 'Nothing can be rendered: there is no kustomize and no kubectl on the PATH.',
  })
})

test('the program sees the files and finds programs; no secret, no home of ours, and no way out', async () => {
  const script =
    'pwd; echo "$TOKEN|$GIT_ALLOW_PROTOCOL|$HTTPS_PROXY|$HOME"; read -r line < apps/a.yaml; echo "$line"'
  const env = await machineWith({ kustomize: script }, { TOKEN: 'secret', HOME: '/home/ada' })
  const told = await build({ env }, { 'apps/a.yaml': 'kind: Pod\n' })
  const [tree = '', variables, line] = told.split('\n')
  expect(variables).toBe(`||http://127.0.0.1:9|${tree.replace(/tree$/, 'home')}`)
  expect(line).toBe('kind: Pod')
  expect(existsSync(tree)).toBe(false)
})

test('the folder is gone after a failure, too', async () => {
  const script = 'pwd >&2; exit 1'
  const problem = await problemOf({ env: await machineWith({ kustomize: script }) })
  const tree = problem?.message.replace(/^.*: /, '') ?? ''
  expect(tree).toMatch(/^\/.*tree$/)
  expect(existsSync(tree)).toBe(false)
})

describe('a failure tells', () => {
  test.each([
    ['what the program said, on one line', 'echo "one" >&2; echo "two" >&2; exit 1', 'one two'],
    ['paths as the repository has them', 'echo "$PWD/apps/x.yaml is odd" >&2; exit 1', 'apps/x.yaml is odd'],
    ['its exit code where it said nothing', 'exit 7', 'exit code 7'],
    ['that it took too long', 'while :; do :; done', 'it took more than 0.3 seconds.'],
    ['that it gave too much', 'while :; do echo 0123456789; done', 'it gave more than 1000 bytes.'],
  ])('%s', async (_, script, why) => {
    const limits = { milliseconds: script.includes('echo') ? 20_000 : 300, bytes: 1000 }
    expect(await problemOf({ env: await machineWith({ kustomize: script }), limits })).toMatchObject({
      code: 'render-failed',
      message: `kustomize did not build apps: ${why}`,
    })
  })

  test('beginning and end of what is long', async () => {
    const script = 'i=0; while [ $i -lt 500 ]; do echo "word $i" >&2; i=$((i+1)); done; exit 1'
    const { message = '' } = (await problemOf({ env: await machineWith({ kustomize: script }) })) ?? {}
    expect(message).toMatch(/^kustomize did not build apps: word 0 word 1 .* … .* word 499$/)
    expect(message.length).toBeLessThan(700)
  })
})

test('a path that leads out of the folder is refused', async () => {
  const renderer = createRenderer({ env: await machineWith({ kustomize: 'echo' }) })
  const outside = { path: 'a/../../x.yaml', mode: '100644', bytes: new Uint8Array() }
  const problems = await problemsThrownBy(() => renderer.render([outside], async () => ''))
  expect(problems).toMatchObject([{ code: 'render-failed' }])
})
