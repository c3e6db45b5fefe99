/** `status`: what stands where and what waits for what, of our configuration and of Flux's objects. */
import { expect, test } from '@jest/globals'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { publish } from '../../src/commands/publish.ts'
import { status } from '../../src/commands/status.ts'
import { problemError } from '../../src/model/problem.ts'
import { configFile, createWorld, files, fromCommits, fromDisk } from './world.ts'

const now = '2024-05-06T07:08:09Z'

function ask(world: ReturnType<typeof createWorld>, more: Partial<Parameters<typeof status>[0]> = {}) {
  const clock = { ...world.clock, now: () => new Date(now) }
  return status({ ...fromDisk, scan: true, ...more }, dryRun({ ...world, clock }))
}

test('tables say what registries have, what policies chose, and what stands and waits where', async () => {
  const { exitCode, shown, lines } = await ask(createWorld())
  expect(shown).toEqual([
    'Image repositories',
    'NAME   LAST SCAN              SUSPENDED   READY   MESSAGE',
    `web    ${now}   False       True    successful scan: found 4 tags`,
    `api    ${now}   False       True    successful scan: found 2 tags`,
    '',
    'Image policies',
    'NAME             IMAGE              TAG     READY   MESSAGE',
    'dev:web          ghcr.io/acme/web   1.1.0   True    Latest image tag for ghcr.io/acme/web resolved to 1.1.0 (previously ghcr.io/acme/web:1.0.0)',
    'production:web   ghcr.io/acme/web   1.1.0   True    Latest image tag for ghcr.io/acme/web resolved to 1.1.0 (previously ghcr.io/acme/web:1.0.0)',
    'production:api   ghcr.io/acme/api   1.2.0   True    Latest image tag for ghcr.io/acme/api resolved to 1.2.0 (previously ghcr.io/acme/api:1.0.0)',
    '',
    'Environments',
    'NAME         BRANCH   SUSPENDED   READY   MESSAGE',
    'dev          main     False       True    1 value waits for the next run',
    'production   main     False       True    2 values wait for the next run',
    '',
    'Images',
    'IMAGE              dev                         production',
    'ghcr.io/acme/web   1.0.0 -> 1.1.0 (next run)   1.0.0 -> 1.1.0 (request to come)',
    'ghcr.io/acme/api                               1.0.0 -> 1.2.0 (request to come)',
  ])
  expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: [] })
})

test('what is settled has no arrow, and an open request is named', async () => {
  const world = createWorld()
  await publish(fromCommits, world)
  const { shown = [], json } = await ask(world, { from: 'commits' })
  expect(shown.slice(-2)).toEqual([
    'ghcr.io/acme/web   1.1.0   1.0.0 -> 1.1.0 (#1)',
    'ghcr.io/acme/api           1.0.0 -> 1.2.0 (#2)',
  ])
  expect(shown).toContainEqual(expect.stringMatching(/^dev +main +False +True +repository up-to-date$/))
  expect(json).toMatchObject({
    images: [
      {
        image: 'ghcr.io/acme/web',
        places: [
          { environment: 'dev', versions: ['1.1.0'] },
          {
            waiting: {
              version: '1.1.0',
              where: 'request',
              request: { number: 1, openedAt: '1970-01-01T00:00:00.000Z' },
            },
          },
        ],
      },
      {},
    ],
  })
})

test('what is held says why, with its request', async () => {
  const world = createWorld()
  await publish(fromCommits, world)
  const { shown = [] } = await ask(world, { from: 'commits', suspend: true })
  expect(shown.at(-1)).toContain('1.0.0 -> 1.2.0 (held: suspended, #2)')
  expect(shown).toContainEqual(expect.stringMatching(/^production .* 2 held: suspended$/))
})

test('without a scan no registry is asked, and files say what stands', async () => {
  const world = createWorld()
  const { shown = [], json } = await ask(world, { scan: false })
  expect(world.registry.requests().size).toBe(0)
  expect(shown).toContain('web    -           False       Unknown   not scanned')
  expect(shown.slice(-2)).toEqual(['ghcr.io/acme/web   1.0.0   1.0.0', 'ghcr.io/acme/api           1.0.0'])
  expect(json).toMatchObject({ scanned: null, repositories: [{ tags: null, ready: null }, {}] })
})

test('a registry that is down, a policy without a tag, a pin and suspensions are told in their places', async () => {
  const text = files[configFile]
    .replace(
      'api: ghcr.io/acme/api }',
      'api: ghcr.io/acme/api, old: { image: ghcr.io/acme/old, suspend: true } }',
    )
    .replace(
      'paths: [apps/dev], delivery: commit, policies: { web: release }',
      'paths: [apps/dev], suspend: true, policies: { web: { extends: release, pin: { tag: 1.0.0, reason: INC-42 } }, old: { extends: release, suspend: true } }',
    )
  const world = createWorld({ [configFile]: text })
  world.registry.fail('ghcr.io/acme/api', problemError('registry-failed', 'It is down.'))
  const { shown = [], lines } = await ask(world)
  const told = (start: string) => shown.find((line) => line.startsWith(start))?.replaceAll(/ {2,}/g, ' | ')
  expect(told('api ')).toBe(`api | ${now} | False | False | It is down.`)
  expect(told('old ')).toBe('old | - | True | Unknown | suspended, so its tags are not looked at')
  expect(told('dev:web')).toContain(
    'True | Latest image tag for ghcr.io/acme/web resolved to 1.0.0; pinned, INC-42',
  )
  expect(told('dev:old')).toContain('Unknown | suspended')
  expect(told('production:api')).toContain('False | It is down.')
  expect(told('dev ')).toContain('True | True | repository up-to-date')
  expect(lines.join('\n')).toContain('registry-failed')
})

test('a narrow terminal cuts messages and puts environments below each other; a pipe cuts nothing', async () => {
  const { shown = [] } = await ask(createWorld(), { width: 60 })
  const longest = shown.filter((line) => !line.startsWith('production:')).map((line) => line.length)
  expect(shown).toContainEqual(expect.stringMatching(/^dev:web .*…$/))
  expect(shown.join('\n')).toContain('production:web   ghcr.io/acme/web')
  expect(shown.slice(-5)).toEqual([
    'ghcr.io/acme/web',
    '  dev          1.0.0 -> 1.1.0 (next run)',
    '  production   1.0.0 -> 1.1.0 (request to come)',
    'ghcr.io/acme/api',
    '  production   1.0.0 -> 1.2.0 (request to come)',
  ])
  expect(Math.max(...longest)).toBeLessThan(90)
})

test("of Flux's objects all are told, also those that nothing uses", async () => {
  const objects = `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: { name: podinfo, namespace: flux-system }
spec: { image: ghcr.io/acme/web, interval: 5m }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: podinfo, namespace: flux-system }
spec: { imageRepositoryRef: { name: podinfo }, policy: { semver: { range: 3.x } } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: podinfo, namespace: other }
spec: { imageRepositoryRef: { name: podinfo, namespace: flux-system }, policy: { semver: { range: 1.x } } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: fleet, namespace: flux-system }
spec: { interval: 30m, sourceRef: { kind: GitRepository, name: fleet }, git: { checkout: { ref: { branch: main } }, commit: { author: { email: bot@acme.org } } }, update: { path: ./apps } }
`
  const world = createWorld({
    'flux.yaml': objects,
    'apps/dev/web.yaml': 'image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "flux-system:podinfo"}\n',
  })
  const { shown = [] } = await ask(world, { config: 'none.yaml' })
  const rows = shown.map((line) => line.replaceAll(/ {2,}/g, ' | '))
  expect(rows).toContain(`flux-system/podinfo | ${now} | False | True | successful scan: found 4 tags`)
  expect(rows).toContain(
    'flux-system:podinfo | ghcr.io/acme/web | False | unable to determine latest version from provided list',
  )
  expect(rows).toContainEqual(expect.stringMatching(/^other:podinfo .*Unknown \| no automation has it$/))
  expect(rows).toContain('flux-system/fleet | main | False | True | repository up-to-date')
  expect(rows.at(-1)).toBe('ghcr.io/acme/web | 1.0.0')
})

test('a page is made where one is asked for, of the same things, with problems and without notes', async () => {
  const world = createWorld()
  await publish(fromCommits, world)
  world.registry.fail('ghcr.io/acme/api', problemError('registry-failed', 'It is down.'))
  const asked = {
    from: 'commits',
    page: { server: 'https://github.com', repository: 'acme/gitops' },
  } as const
  const { page = '', json } = await ask(world, asked)
  expect(page).toMatch(/^<!doctype html>\n/)
  expect(page).toContain('<time datetime="2024-05-06T07:08:09.000Z">2024-05-06 07:08 UTC</time>')
  expect(page).toMatch(/<a href="https:[^"]+\/pull\/1">#1<\/a>/)
  expect(page).toContain('It is down.')
  expect(json).toMatchObject({ images: [{ image: 'ghcr.io/acme/web' }, {}] })
  expect(await ask(world)).not.toHaveProperty('page')
})
