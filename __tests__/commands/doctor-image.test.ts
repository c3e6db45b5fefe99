import { afterEach, describe, expect, test } from '@jest/globals'
import { doctorImage } from '../../src/commands/doctor-image.ts'
import { ProblemError, problemError } from '../../src/model/problem.ts'
import type { Registry } from '../../src/ports.ts'
import { problemsThrownBy } from '../support/builders.ts'
import { openPersonality } from '../support/registries/open.ts'
import { personalities } from '../support/registries/known.ts'
import { closeStandIns } from '../support/registry-on-stand-in.ts'
import { configFile, createWorld, files } from './world.ts'

afterEach(closeStandIns)

const web = { image: 'ghcr.io/acme/web', config: configFile }

test('a registry that answers is told from the demand to the newest image', async () => {
  const hub = personalities.find(({ name }) => name === 'Docker Hub')!
  const { registry, standIn, name } = await openPersonality(hub)
  standIn.setTags('acme/web', ['1.2.0', '1.10.0', 'v0.9', '7', '12', 'sha256-' + 'a'.repeat(64)])
  const { lines, exitCode } = await doctorImage(
    { image: name('acme/web').text, config: configFile },
    { ...createWorld(), registry },
  )
  const { host } = standIn
  expect([exitCode, ...lines]).toEqual([
    0,
    `${host}/acme/web`,
    `  registry  http://${host}/`,
    `  demands   bearer, realm ${host}, service registry, scope repository:acme/web:pull`,
    '  asked     without a login',
    `    GET ${host}/v2/acme/web/tags/list?n=1000 401`,
    `    GET ${host}/token 200`,
    `    GET ${host}/v2/acme/web/tags/list?n=1000 200`,
    '  answered  6 tags in 1 page',
    '  newest    1.10.0 by semver, 12 by number, v0.9 by alphabet',
    `  1.10.0 is ${standIn.findDigest('acme/web', '1.10.0')}`,
    '    platforms  linux/amd64',
    '    created    2024-01-01T00:00:00Z',
    '    version    1.10.0',
    '',
    'Nothing is wrong here. `image-bump explain` says what a policy makes of these tags.',
  ])
})

test('what is listed like an image and is none, such as a chart, is said to be none', async () => {
  const world = createWorld()
  world.registry.setInspection('ghcr.io/acme/web', '2.0.0', { platforms: [] })
  const { lines, exitCode } = await doctorImage(web, world)
  expect([exitCode, lines.at(-1)]).toEqual([
    0,
    'The registry answers, but 2.0.0 is no image: nothing in it is for a container to run.',
  ])
})

describe('what is wrong is told with what to do', () => {
  test('for an image that is not there', async () => {
    const { lines, exitCode, json } = await doctorImage({ ...web, image: 'ghcr.io/acme/none' }, createWorld())
    expect(exitCode).toBe(1)
    expect(lines).toContain('  answered  no list')
    expect(lines.slice(-4)).toEqual([
      'Problems',
      '  error repository-not-found',
      '    ghcr.io does not know ghcr.io/acme/none.',
      '    Check the image name; a private image also answers so when there is no login.',
    ])
    expect(json).toMatchObject({ image: 'ghcr.io/acme/none', newest: {}, problems: [{}] })
    expect(json).not.toHaveProperty('listed')
  })

  test('for a registry that is down for a moment, which is no error', async () => {
    const world = createWorld()
    const down = { code: 'registry-failed', level: 'warning', message: 'It is down.' } as const
    world.registry.fail('ghcr.io/acme/web', new ProblemError([down]))
    expect(await doctorImage(web, world)).toMatchObject({
      exitCode: 0,
      json: { problems: [{ level: 'warning' }] },
    })
  })

  test('for an image whose tags can be listed and whose newest cannot be read', async () => {
    const world = createWorld()
    const registry: Registry = {
      ...world.registry,
      inspect: () => Promise.reject(problemError('image-outdated', 'It is of schema 1.')),
    }
    const { json, lines } = await doctorImage(web, { ...world, registry })
    expect(json).toMatchObject({ listed: { tags: 4 }, problems: [{ code: 'image-outdated' }] })
    expect(lines).toContain('    It is of schema 1.')
  })

  test('and text that is no image is refused', async () => {
    const problems = await problemsThrownBy(() =>
      doctorImage({ ...web, image: 'https://ghcr.io/x' }, createWorld()),
    )
    expect(problems).toMatchObject([{ code: 'image-invalid' }])
  })
})

test.each([
  ['dev:nope', 'There is no policy `dev:nope`, and an image is named without a tag; known here: `dev:web`'],
  ['dev:wed', '; did you mean `dev:web`?'],
  ['nginx:1.25', 'There is no policy `nginx:1.25`, and an image is named without a tag'],
])('%s is no policy of the configuration', async (image, words) => {
  const problems = await problemsThrownBy(() => doctorImage({ ...web, image }, createWorld()))
  expect(problems).toMatchObject([{ code: 'arguments-invalid', place: { file: configFile } }])
  expect(problems[0]?.message).toContain(words)
})

describe('the configuration', () => {
  test.each<[image: string, text: string]>([
    ['dev:web', 'ghcr.io/acme/web'],
    ['ghcr.io/acme/api', 'ghcr.io/acme/api'],
    ['nginx', 'nginx'],
  ])('names the image of a policy: %s', async (image, text) => {
    const world = createWorld()
    world.registry.setTags('nginx', ['1'])
    expect(await doctorImage({ ...web, image }, world)).toMatchObject({ exitCode: 0, json: { image: text } })
  })

  test.each(['dev:web', 'ghcr.io/acme/web'])('says how the image is to be asked for: %s', async (image) => {
    const written = files[configFile].replace(
      'web: ghcr.io/acme/web',
      'web: { image: ghcr.io/acme/web, insecure: true, secretRef: { name: regcred } }',
    )
    const world = createWorld({ [configFile]: written })
    const asked: unknown[] = []
    const registry: Registry = {
      ...world.registry,
      examine: (name, access) => {
        asked.push(access)
        return world.registry.examine(name, access)
      },
      inspect: (name, reference, access) => {
        asked.push(access)
        return world.registry.inspect(name, reference, access)
      },
    }
    await doctorImage({ ...web, image }, { ...world, registry })
    const access = { insecure: true, secretRef: 'regcred' }
    expect(asked).toEqual([access, access])
  })

  test('need not be there', async () => {
    expect(await doctorImage({ ...web, config: 'none.yaml' }, createWorld())).toMatchObject({ exitCode: 0 })
  })

  test('that cannot be read is told, and the registry is looked at all the same', async () => {
    const world = createWorld({ [configFile]: 'version: 2\n' })
    expect(await doctorImage(web, world)).toMatchObject({
      exitCode: 1,
      json: { listed: { tags: 4 }, problems: [{ code: 'config-invalid' }, { code: 'config-invalid' }] },
    })
  })
})
