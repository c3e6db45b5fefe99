/** What each event asks a run to look at: all forms that senders use, and all the ways to get them wrong. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { formatImageName, parseImageName } from '../../src/model/reference.ts'
import { readTrigger } from '../../src/trigger/trigger.ts'
import { packageEvent } from '../support/relay-payloads.ts'

const web = 'ghcr.io/acme/web'
const digest = `sha256:${'0'.repeat(64)}`

/** As in `ghcr.io/acme/web 1.2.3 1.2.4`; for others the kind, with what is told. */
function read(event: string, payload: unknown): readonly string[] | string {
  const trigger = readTrigger(event, payload)
  switch (trigger.kind) {
    case 'everything':
      return 'everything'
    case 'images':
      return trigger.images.map(({ image, tags }) => [formatImageName(image), ...tags].join(' '))
    case 'nothing':
      return trigger.why
    case 'unreadable':
      return trigger.problem.message
  }
}

test.each([
  ['schedule', { schedule: '7 * * * *' }],
  ['push', { ref: 'refs/heads/main', commits: [] }],
  ['workflow_call', {}],
  ['workflow_dispatch', { inputs: null }],
  ['workflow_dispatch', { inputs: { environments: 'dev', only: '', images: ' ', 'dry-run': 'false' } }],
  ['workflow_dispatch', {}],
  ['repository_dispatch', { client_payload: {} }],
  ['repository_dispatch', { client_payload: null }],
  ['repository_dispatch', { action: 'scan' }],
  ['', undefined],
])('%s that names no image looks at everything', (event, payload) => {
  expect(read(event, payload)).toBe('everything')
})

describe('repository_dispatch', () => {
  const dispatch = (client_payload: unknown) => read('repository_dispatch', { client_payload })

  test.each<[string, unknown, readonly string[]]>([
    [
      "the relay's form",
      { v: 1, images: [{ image: web }, { image: 'ghcr.io/acme/api' }], source: { type: 'harbor' } },
      [web, 'ghcr.io/acme/api'],
    ],
    ['several with tags', { v: 1, images: [{ image: web, tag: '1.4.2', digest }] }, [`${web} 1.4.2`]],
    ['a list of names', { images: [web, `${web}:2`] }, [`${web} 2`]],
    ['one in scalars', { image: web, tag: '1.4.2', digest }, [`${web} 1.4.2`]],
    [
      'a tag beside several, which is nobody’s',
      { image: `${web},nginx`, tag: '1.4.2' },
      [web, 'index.docker.io/library/nginx'],
    ],
    ['a version as a template writes it', { v: '1', image: web }, [web]],
    ['a whole reference', { image: `${web}:1.4.2@${digest}` }, [`${web} 1.4.2`]],
    ['a colon for want of a tag', { image: `${web}:` }, [web]],
    ['names in one text', { images: `${web}, ghcr.io/acme/api\n` }, [web, 'ghcr.io/acme/api']],
    ['a JSON list as text', { images: `["${web}"]` }, [web]],
    ['both fields', { image: 'nginx', images: [{ image: web }] }, ['index.docker.io/library/nginx', web]],
    ['capitals', { image: 'ghcr.io/Acme/Web:V2' }, [`${web} V2`]],
    ['a port', { image: 'localhost:5000/web' }, ['localhost:5000/web']],
    [
      'one image twice',
      {
        images: [
          { image: 'docker.io/acme/web', tag: 'a' },
          { image: 'acme/web', tag: 'b' },
        ],
      },
      ['index.docker.io/acme/web a b'],
    ],
    [
      'tags that are none, or of attachments',
      {
        images: ['', '../x', `sha256-${'0'.repeat(64)}.sig`, 'v1.att', digest, 7, null].map((tag) => ({
          image: web,
          tag,
        })),
      },
      [web],
    ],
  ])('takes %s', (_, payload, images) => {
    expect(dispatch(payload)).toEqual(images)
  })

  test.each<[unknown, string]>([
    [{ deployment: 'x', secret: 'hunter2' }, '`client_payload` has `deployment` and `secret`.'],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, 'has `a`, `b`, `c`, `d`, `e` and 2 more.'],
    [{ '\u001b[31m`x\n': 1 }, 'has ` [31m x `.'],
    ['ghcr.io/acme/web', '`client_payload` is no map.'],
    [[web], '`client_payload` is no map.'],
    [{ v: 2, image: web }, '`client_payload.v` is another than 1.'],
    [{ image: '' }, '`client_payload.image` names nothing.'],
    [{ image: null }, '`client_payload.image` is no text.'],
    [{ images: [] }, '`client_payload.images` names nothing.'],
    [{ images: [web, 7] }, '`client_payload.images[1]` is no text.'],
    [{ images: [{ name: web }] }, '`client_payload.images[0].image` is no text.'],
    [{ images: [{ image: ' ' }] }, '`client_payload.images[0].image` is empty.'],
    [{ images: { image: web } }, '`client_payload.images` is no text.'],
    [{ image: 'https://robot:hunter2@ghcr.io/acme/web' }, 'has a scheme before the host.'],
    [{ image: 'a b' }, '`client_payload.image` is no image.'],
    [{ image: '$(hunter2)' }, '`client_payload.image` is no image.'],
    [{ image: 'x'.repeat(601) }, '`client_payload.image` is too long for an image.'],
    [{ images: Array(1001).fill(web) }, '`client_payload.images` names more than 1000 images.'],
    [{ images: '[["ghcr.io/acme/web"]]' }, '`client_payload.images[0].image` is no text.'],
  ])('says of %j where it is wrong and what was wanted, and no value', (payload, seen) => {
    const said = dispatch(payload)
    expect(said).toContain(seen)
    expect(said).toMatch(/^The event repository_dispatch .* Wanted `image` with host and path, or `images`/)
    expect(said).not.toContain('hunter2')
  })

  test('takes as many images as the relay sends at once', () => {
    const images = Array.from({ length: 200 }, (_, index) => ({ image: `ghcr.io/acme/app-${index}` }))
    expect(dispatch({ v: 1, images })).toHaveLength(200)
  })
})

describe('workflow_dispatch', () => {
  test.each([
    [{ only: web }, [web]],
    [{ only: `${web}:1.0,${web}:2.0`, 'dry-run': 'false' }, [`${web} 1.0 2.0`]],
    [
      { images: JSON.stringify([{ image: web, tag: '1.4.2' }, 'nginx']) },
      [`${web} 1.4.2`, 'index.docker.io/library/nginx'],
    ],
    [{ only: '[::1]:5000/web' }, ['[::1]:5000/web']],
    [{ only: web, images: 'nginx' }, [web, 'index.docker.io/library/nginx']],
  ])('reads %j', (inputs, images) => {
    expect(read('workflow_dispatch', { inputs })).toEqual(images)
  })

  test.each(['["ghcr.io/acme/web"', '[]', 'https://ghcr.io/acme/web', '{"image":"ghcr.io/acme/web"}'])(
    'says what is wrong with %s',
    (only) => {
      expect(read('workflow_dispatch', { inputs: { only } })).toMatch(/`inputs\.only.* Wanted images with/)
    },
  )
})

describe.each(['registry_package', 'package'] as const)('%s', (event) => {
  const pushed = (changes: object = {}, action = 'published') =>
    read(event, packageEvent(event, changes, action))
  const version = (package_url: string | null, tag: unknown) => ({
    package_version: { package_url, container_metadata: { tag } },
  })

  test.each<[string, object, string, readonly string[]]>([
    ['with its tag, the owner in capitals', {}, 'published', ['ghcr.io/acme/app 1.4.2']],
    ['that was pushed again', {}, 'updated', ['ghcr.io/acme/app 1.4.2']],
    [
      'of one platform, with a bare colon and an empty tag',
      version('ghcr.io/acme/app:', { name: '' }),
      'published',
      ['ghcr.io/acme/app'],
    ],
    ['without any version', { package_version: null }, 'published', ['ghcr.io/acme/app']],
    ['without metadata', version(null, null), 'published', ['ghcr.io/acme/app']],
    ['in small letters', { package_type: 'container' }, 'published', ['ghcr.io/acme/app 1.4.2']],
    ['as the old kind', { package_type: 'docker' }, 'published', ['ghcr.io/acme/app 1.4.2']],
    ['deeper than its owner', { name: 'team/app' }, 'published', ['ghcr.io/acme/team/app 1.4.2']],
    [
      'of an own server',
      version('containers.ghe.acme.io/acme/app:2', { name: '2' }),
      'published',
      ['containers.ghe.acme.io/acme/app 2'],
    ],
    [
      'of a signature',
      version('ghcr.io/acme/app:x', { name: `sha256-${'0'.repeat(64)}` }),
      'published',
      ['ghcr.io/acme/app'],
    ],
  ])('names a container %s', (_, changes, action, images) => {
    expect(pushed(changes, action)).toEqual(images)
  })

  test.each([
    ['of npm', { package_type: 'npm' }, 'published', 'no package of a container'],
    ['of Maven', { package_type: 'MAVEN' }, 'published', 'no package of a container'],
    ['that was deleted', {}, 'deleted', 'no push of a package'],
  ])('of a package %s tells of nothing', (_, changes, action, why) => {
    expect(pushed(changes, action)).toBe(why)
  })

  test.each([{ name: 7 }, { namespace: undefined }, { package_type: null }])(
    'with %j cannot be read',
    (changes) => {
      expect(pushed(changes)).toMatch(
        /^The event .*package does not say .* Wanted GitHub's event .* is not as wanted/,
      )
    },
  )
})

test('no payload whatsoever throws, or names what is no image', () => {
  const odd = ['[', ':', '@', 'a/b:c:d', 'h:1//x', 'a/b:', '__proto__', '://', `nginx@${digest}`]
  const text = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(web, 'nginx:1') },
    { weight: 4, arbitrary: fc.constantFrom(...odd) },
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[\w./:@[\]-]{0,40}$/),
  )
  const some = { requiredKeys: [] }
  const anything = fc.oneof(fc.jsonValue(), fc.anything())
  const item = fc.oneof({ weight: 9, arbitrary: text }, fc.record({ image: text, tag: text }, some), anything)
  const list = fc.array(item, { maxLength: 4 })
  const texts = fc.array(text, { maxLength: 4 })
  const named = fc.oneof(
    item,
    list,
    texts.map((all) => all.join()),
    texts.map((all) => JSON.stringify(all)),
  )
  const fields = { image: named, images: named, only: named }
  const about = { name: text, namespace: text, package_type: fc.constant('container') }
  const event = fc.oneof(
    fc.tuple(
      fc.constant('repository_dispatch'),
      fc.record({
        client_payload: fc.oneof(
          fc.record({ v: fc.constantFrom(1, '1', 2), ...fields }, some),
          fc.record(fields, some),
          anything,
        ),
      }),
    ),
    fc.tuple(
      fc.constant('workflow_dispatch'),
      fc.record({ inputs: fc.oneof(fc.record(fields, some), anything) }),
    ),
    fc.tuple(
      fc.constant('registry_package'),
      fc.record(
        {
          action: fc.constantFrom('published', 'deleted', 7),
          registry_package: fc.oneof(fc.record(about, some), anything),
        },
        some,
      ),
    ),
    fc.tuple(fc.constantFrom('repository_dispatch', 'workflow_dispatch', 'package', 'push'), anything),
  )
  let seen = 0
  fc.assert(
    fc.property(event, ([name, payload]) => {
      const trigger = readTrigger(name, payload)
      const images = trigger.kind === 'images' ? trigger.images : []
      seen += images.length
      for (const { image } of images) expect(parseImageName(image.text)).toEqual(image)
      const said = trigger.kind === 'unreadable' ? trigger.problem.message : ''
      expect(said.length).toBeLessThan(1_000)
    }),
    { numRuns: 1_000, seed: 11 },
  )
  expect(seen).toBeGreaterThan(50)
})
