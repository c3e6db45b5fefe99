/** The committed bundle as a step of a workflow, against a real Git remote, a registry and GitHub's double. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { closeGitOpsWorlds, createGitOpsWorld, type GitOpsWorld } from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { removeRepositories } from '../support/real-repository.ts'
import { textOf } from '../support/text-of.ts'
import { actionFile, type StepResult } from '../support/runner.ts'

const github = await openDouble()
let world: GitOpsWorld

afterEach(closeGitOpsWorlds)
afterAll(removeRepositories)

describe('a scheduled run', () => {
  test('commits to dev, opens a pull request a policy for production, and says so in every place', async () => {
    world = await createGitOpsWorld(github)
    const { host } = world.registry
    const step = await world.step()
    expect(step.exitCode).toBe(0)
    expect((await world.remote.log('main')).map(({ message }) => message.split('\n')[0])).toEqual([
      'Bump web to 1.10.0 in dev',
      expect.any(String),
    ])
    expect(await textOf(world.remote, 'main', 'apps/dev/web.yaml')).toContain(
      `  image:   ${host}/acme/web:1.10.0 # {"$imagepolicy": "dev:web"}\n`,
    )
    expect(
      github.pulls(world.repository).map(({ title, base, labels }) => ({ title, base, labels })),
    ).toEqual([
      { title: 'Bump web to 1.10.0 in production', base: 'main', labels: ['image-bump'] },
      { title: 'Bump api to 1.5.0 in production', base: 'main', labels: ['image-bump'] },
    ])
    expect(
      await textOf(world.remote, 'image-bump/production--web', 'apps/production/kustomization.yaml'),
    ).toBe(
      'images:\n- name: web\n  newTag: 1.10.0 # {"$imagepolicy": "production:web:tag"}\n- name: api\n  newTag: "1.4.1" # {"$imagepolicy": "production:api:tag"}\n',
    )
    expectToldEverywhere(step)
  })

  test('changes nothing more when it runs again', async () => {
    world = await createGitOpsWorld(github)
    await world.step()
    const before = await world.remote.log('main')
    const writes = () =>
      github.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/graphql')).length
    const written = writes()
    const step = await world.step()
    expect(step).toMatchObject({
      exitCode: 0,
      outputs: { changed: 'false', commits: '[]', updates: expect.any(String) },
    })
    expect(JSON.parse(step.outputs['pull-requests'] ?? '')).toMatchObject([
      { operation: 'unchanged' },
      { operation: 'unchanged' },
    ])
    expect(await world.remote.log('main')).toEqual(before)
    expect(writes()).toBe(written)
  })

  test('updates the same pull request in place when a newer version appears', async () => {
    world = await createGitOpsWorld(github)
    await world.step()
    world.registry.setTags('acme/web', ['1.2.0', '1.10.0', '1.12.0'])
    const step = await world.step()
    expect(JSON.parse(step.outputs['pull-requests'] ?? '')).toMatchObject([
      { group: 'web', number: 1, operation: 'updated' },
      { group: 'api', number: 2, operation: 'unchanged' },
    ])
    expect(github.pulls(world.repository).map(({ title }) => title)).toEqual([
      'Bump web to 1.12.0 in production',
      'Bump api to 1.5.0 in production',
    ])
    expect(await world.remote.log('image-bump/production--web')).toHaveLength(3)
  })

  test("leaves a person's commit on a bump branch alone", async () => {
    world = await createGitOpsWorld(github)
    await world.step()
    const head = await world.remote.commit('image-bump/production--web', {
      'note.txt': 'wait for the migration',
    })
    world.registry.setTags('acme/web', ['1.2.0', '1.12.0'])
    const step = await world.step()
    expect((await world.remote.log('image-bump/production--web'))[0]?.id).toBe(head)
    expect(step.log).toContain('pull-request-edited')
  })
})

describe('inputs', () => {
  test('that are wrong are told all at once, and nothing is asked or written', async () => {
    world = await createGitOpsWorld(github)
    const inputs = {
      'dry-run': 'maybe',
      suspend: 'on',
      only: 'https://ghcr.io/acme/web',
      'allowed-registries': 'not a host',
    }
    const step = await world.step({ inputs })
    expect(step.exitCode).toBe(1)
    const errors = step.commands
      .filter(({ name }) => name === 'error')
      .map(({ message }) => message.split('\n')[0])
    expect(errors).toHaveLength(4)
    expect(errors.join('\n')).toMatch(/only.*\n.*suspend.*\n.*dry-run.*\n.*allowed-registries/)
    expect(world.registry.requests).toEqual([])
  })

  test('dry-run writes nothing and says what it would do', async () => {
    world = await createGitOpsWorld(github)
    const before = await world.remote.log('main')
    const step = await world.step({ inputs: { 'dry-run': 'true' } })
    expect(step.exitCode).toBe(0)
    expect(await world.remote.log('main')).toEqual(before)
    expect(github.pulls(world.repository)).toEqual([])
    expect(step.log).toContain('would write to image-bump/production--web')
    expect(JSON.parse(step.outputs['report'] ?? '')).toMatchObject({
      environments: [
        { delivered: [{ kind: 'planned' }] },
        { delivered: [{ kind: 'planned' }, { kind: 'planned' }] },
      ],
    })
  })

  test('suspend holds everything', async () => {
    world = await createGitOpsWorld(github)
    const step = await world.step({ inputs: { suspend: 'true' } })
    expect(step).toMatchObject({ exitCode: 0, outputs: { changed: 'false', updates: '[]' } })
    expect(github.pulls(world.repository)).toEqual([])
  })

  test('only and environments narrow the run; an event names the image with its tag', async () => {
    world = await createGitOpsWorld(github)
    const image = `${world.registry.host}/acme/api:1.5.0`
    const step = await world.step({
      inputs: { only: image, environments: 'production' },
      event: { name: 'repository_dispatch', payload: { client_payload: { image } } },
    })
    expect(step.exitCode).toBe(0)
    expect(github.pulls(world.repository).map(({ title }) => title)).toEqual([
      'Bump api to 1.5.0 in production',
    ])
    const asked = world.registry.requests.map(({ path }) => path.split('?')[0] ?? '')
    expect(asked.filter((path) => path.endsWith('/tags/list'))).toEqual(['/v2/acme/api/tags/list'])
    expect(asked.filter((path) => !path.startsWith('/v2/acme/api/'))).toEqual([])
  })

  test('allowed-registries keeps the run away from other hosts', async () => {
    world = await createGitOpsWorld(github)
    const step = await world.step({ inputs: { 'allowed-registries': 'ghcr.io, *.example.com' } })
    expect(world.registry.requests).toEqual([])
    expect(
      step.commands.filter(({ name }) => name === 'error').map(({ properties }) => properties['title']),
    ).toContain('allowed-registries')
    expect(step.exitCode).toBe(1)
  })
})

describe('what goes wrong', () => {
  test('in the configuration is annotated on file and line, all of it', async () => {
    world = await createGitOpsWorld(github, {
      '.github/image-bump.yaml':
        'version: 1\nimages:\n  web: $HOST/acme/web:1.0\nenvironments:\n  dev:\n    polices: {}\n',
    })
    const step = await world.step()
    expect(step.exitCode).toBe(1)
    const places = step.commands
      .filter(({ name }) => name === 'error')
      .map(({ properties }) => `${properties['file']}:${properties['line']}`)
    expect(places).toEqual(expect.arrayContaining(['.github/image-bump.yaml:3', '.github/image-bump.yaml:6']))
    expect(step.summary).toContain('**Nothing was run, ')
    expect(step.summary).toContain('| error | `image-invalid` | `.github/image-bump.yaml:3:8` |')
  })

  test('with one image does not stop the others', async () => {
    world = await createGitOpsWorld(
      github,
      {},
      { onRequest: ({ path }) => (path.includes('acme/api') ? notFound : undefined) },
    )
    const step = await world.step()
    expect(step.exitCode).toBe(1)
    expect(github.pulls(world.repository).map(({ title }) => title)).toEqual([
      'Bump web to 1.10.0 in production',
    ])
    expect(step.summary).toContain('undecided')
  })

  test('with the right to open pull requests is named with its setting', async () => {
    world = await createGitOpsWorld(github)
    const step = await world.step({ actor: { kind: 'actions', pullRequests: 'write', mayOpen: false } })
    expect(step.exitCode).toBe(1)
    expect(step.log).toContain('Allow GitHub Actions to create and approve pull requests')
    expect(await textOf(world.remote, 'main', 'apps/dev/web.yaml')).toContain('1.10.0')
  })
})

describe('untrusted text', () => {
  test('in tags and files becomes no command of the runner, and no markup in summary and request', async () => {
    const evil = '1.9.0::error::pwned'
    world = await createGitOpsWorld(
      github,
      {
        'apps/dev/evil.yaml':
          'a: 1 # {"$imagepolicy": "dev:##[add-mask]web"}\nb: "::stop-commands::x" # {"$imagepolicy": "dev:web:tag"}\n',
      },
      {
        repositories: {
          'acme/web': ['1.2.0', '1.10.0', evil, '##[error]pwned', '@everyone', '<img src=x>'],
          'acme/api': ['1.4.1'],
        },
      },
    )
    const step = await world.step()
    const known = new Set(['add-mask', 'group', 'endgroup', 'error', 'warning', 'notice', 'debug'])
    expect(step.commands.filter(({ name }) => !known.has(name))).toEqual([])
    expect(step.commands.filter(({ message }) => message === 'pwned')).toEqual([])
    expect(
      step.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message),
    ).not.toContain('web')
    expect(step.summary).not.toContain('<img')
  })

  test('secrets of registry and GitHub show nowhere', async () => {
    world = await createGitOpsWorld(
      github,
      {},
      { auth: { kind: 'basic', username: 'robot', password: 'pa55-of-the-robot' } },
    )
    const auth = Buffer.from('robot:pa55-of-the-robot').toString('base64')
    const config = JSON.stringify({ auths: { [world.registry.host]: { auth } } })
    const step = await world.step({ env: { DOCKER_AUTH_CONFIG: config } })
    expect(step.exitCode).toBe(0)
    expect(step.leaks).toEqual([])
    const shown = [
      step.log.replaceAll(/^::add-mask::.*$/gm, ''),
      step.summary,
      JSON.stringify(step.outputs),
    ].join('\n')
    expect(shown).not.toContain('pa55-of-the-robot')
    expect(shown).not.toContain(auth)
  })
})

const notFound = {
  kind: 'answer',
  status: 404,
  body: '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}',
} as const

function expectToldEverywhere(step: StepResult): void {
  const ofDryRuns = ['matrix', 'plan', 'rows']
  expect([...Object.keys(step.outputs), ...ofDryRuns].toSorted()).toEqual(
    Object.keys(actionFile.outputs).toSorted(),
  )
  expect(step.outputs['changed']).toBe('true')
  expect(JSON.parse(step.outputs['commits'] ?? '')).toMatchObject([
    { environment: 'dev', branch: 'main', sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
  ])
  expect(JSON.parse(step.outputs['updates'] ?? '')).toHaveLength(3)
  expect(JSON.parse(step.outputs['pull-requests'] ?? '')).toMatchObject([
    { environment: 'production', group: 'web', number: 1, operation: 'created' },
    { environment: 'production', group: 'api', number: 2, operation: 'created' },
  ])
  expect(JSON.parse(step.outputs['report'] ?? '')).toMatchObject({
    version: 1,
    environments: [{ name: 'dev' }, { name: 'production' }],
  })
  expect(step.summary).toContain('### production')
  expect(step.summary).toContain('1.10.0')
  expect(step.leaks).toEqual([])
}
