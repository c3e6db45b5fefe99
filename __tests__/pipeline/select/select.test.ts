import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../src/model/environment.ts'
import type { Marker, MarkerField } from '../../../src/model/manifest.ts'
import type { ImagePolicy, Listing, PolicyKey, PolicySpec } from '../../../src/model/policy.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import type { ScannedEnvironment } from '../../../src/model/scanned.ts'
import { select } from '../../../src/pipeline/select/select.ts'

const place = { file: '.github/image-bump.yaml', line: 7, column: 5 }
const anyRelease: PolicySpec = { policy: { semver: { range: '*' } } }

describe('each policy that a marker names gets a selection', () => {
  const listings = new Map<string, Listing>([
    ['ghcr.io/acme/web', { kind: 'listed', tags: ['1.0.0', '1.1.0', 'x.sig'] }],
    [
      'ghcr.io/acme/api',
      { kind: 'failed', problem: { code: 'registry-failed', level: 'warning', message: 'down' } },
    ],
    ['ghcr.io/acme/off', { kind: 'skipped' }],
  ])

  test('the winner comes with the name as it was written, and with its record', () => {
    const web = policy('dev:web', 'ghcr.io/acme/web')
    expect(select({ environments: [environment('dev', [web])], listings })).toMatchObject([
      {
        environment: 'dev',
        selections: [
          {
            kind: 'selected',
            policy: web,
            latest: { name: { text: 'ghcr.io/acme/web' }, tag: '1.1.0' },
            record: { listed: 3, winner: '1.1.0', excluded: { count: 1 } },
            weighed: [],
          },
        ],
      },
    ])
  })

  test('a listing that failed, was not asked for or is not there leaves the policy undecided', () => {
    const policies = ['api', 'off', 'gone'].map((name) => policy(`dev:${name}`, `ghcr.io/acme/${name}`))
    const [selected] = select({ environments: [environment('dev', policies)], listings })
    expect(selected?.selections).toEqual([
      {
        kind: 'undecided',
        policy: policies[0],
        problem: { code: 'registry-failed', level: 'warning', message: 'down' },
      },
      { kind: 'undecided', policy: policies[1] },
      { kind: 'undecided', policy: policies[2] },
    ])
  })

  test('a suspended policy is undecided, and another one of the same image is not', () => {
    const web = policy('dev:web', 'ghcr.io/acme/web')
    const off: ImagePolicy = { ...policy('dev:off', 'ghcr.io/acme/web'), suspend: true, place }
    const [selected] = select({ environments: [environment('dev', [off, web])], listings })
    expect(selected?.selections).toMatchObject([
      {
        kind: 'undecided',
        policy: { key: 'dev:off' },
        problem: { code: 'suspended', level: 'note', message: expect.stringContaining('dev:off'), place },
      },
      { kind: 'selected', policy: { key: 'dev:web' } },
    ])
  })

  test.each([
    [
      'listed and older than what stands in the files',
      '1.0.0',
      { kind: 'selected', latest: { tag: '1.0.0' } },
    ],
    ['not listed', '1.0', { kind: 'undecided', problem: { code: 'pin-not-listed', level: 'error', place } }],
  ])('a pinned tag that is %s', (_, tag, expected) => {
    const web: ImagePolicy = { ...policy('dev:web', 'ghcr.io/acme/web'), pin: { tag } }
    const scanned = environment('dev', [web], [marker('dev:web', 'tag', '1.1.0')])
    const [selected] = select({ environments: [scanned], listings })
    expect(selected?.selections).toMatchObject([expected])
  })

  test('what a person pins is no way back, whatever stands in the files', () => {
    const web: ImagePolicy = { ...policy('dev:web', 'ghcr.io/acme/web'), pin: { tag: '1.0.0' } }
    const scanned = environment('dev', [web], [marker('dev:web', 'tag', '1.1.0')])
    const [selected] = select({ environments: [scanned], listings })
    expect(selected?.selections).toMatchObject([{ kind: 'selected', weighed: [] }])
  })

  test('a policy that cannot be used is undecided for the reason that was found', () => {
    const problem = { code: 'flux-reference-unknown', level: 'error', message: 'no such image' } as const
    const web = environment('dev', [policy('dev:web', 'ghcr.io/acme/web')])
    const keys: readonly PolicyKey[] = ['dev:web', 'dev:unmarked']
    const unusable = keys.map((key) => ({ key, problem }))
    const without: ScannedEnvironment = {
      ...web,
      environment: { ...web.environment, policies: [], unusable },
    }
    expect(select({ environments: [without], listings })[0]?.selections).toEqual([
      { kind: 'undecided', policy: { key: 'dev:web' }, problem },
    ])
  })

  test('a policy that cannot choose has a problem that names it and its place', () => {
    const web = policy('dev:web', 'ghcr.io/acme/web', { policy: { semver: { range: '>=2' } } })
    const [selected] = select({ environments: [environment('dev', [web])], listings })
    expect(selected?.selections[0]).toMatchObject({
      kind: 'failed',
      problem: {
        code: 'no-tag-fits',
        level: 'error',
        place,
        message: expect.stringMatching(/^dev:web: no tag is a version in the range ">=2"/),
        flux: 'unable to determine latest version from provided list',
      },
      record: { outOfRange: { count: 2 } },
    })
  })

  test('a policy that no marker names is left out', () => {
    const web = policy('dev:web', 'ghcr.io/acme/web')
    const [selected] = select({ environments: [environment('dev', [web], [])], listings })
    expect(selected?.selections).toEqual([])
  })

  test('environments that share an image choose each by its own policy and exclusion', () => {
    const dev = policy('dev:web', 'ghcr.io/acme/web')
    const old = policy('prod:web', 'ghcr.io/acme/web', { policy: { semver: { range: '<1.1.0' } } })
    const other = {
      ...dev,
      key: 'test:web' as const,
      repository: { ...dev.repository, exclusion: { patterns: ['^1[.]1'], attachments: false } },
    }
    const environments = [environment('dev', [dev]), environment('prod', [old]), environment('test', [other])]
    const chosen = select({ environments, listings }).map(({ selections: [one] }) =>
      one?.kind === 'selected' ? [one.latest.tag, one.record.excluded.examples] : one,
    )
    expect(chosen).toEqual([
      ['1.1.0', ['x.sig']],
      ['1.0.0', ['x.sig']],
      ['1.0.0', ['1.1.0']],
    ])
  })
})

test('the tags that stand in the files are weighed, each once and each under its own policy', () => {
  const listings = new Map<string, Listing>([['ghcr.io/acme/web', { kind: 'listed', tags: ['1.1.0'] }]])
  const markers = [
    marker('dev:web', 'image', 'ghcr.io/acme/web:1.0.0'),
    marker('dev:web', 'tag', '1.2.0'),
    marker('dev:web', 'tag', '1.0.0'),
    marker('dev:web', 'image', 'ghcr.io/acme/web'),
    marker('dev:web', 'image', 'not a reference'),
    marker('dev:web', 'name', 'ghcr.io/acme/web'),
    marker('dev:web', 'digest', `sha256:${'0'.repeat(64)}`),
    marker('dev:web', 'registry', 'ghcr.io:5000'),
    marker('dev:web', 'repository', 'acme/web'),
    marker('dev:web', 'image', 'web=ghcr.io/acme/web:0.9.0'),
    marker('dev:api', 'tag', '9.0.0'),
  ]
  const scanned = environment('dev', [policy('dev:web', 'ghcr.io/acme/web')], markers)
  const [selected] = select({ environments: [scanned], listings })
  expect(selected?.selections[0]).toMatchObject({
    weighed: [
      { tag: '1.0.0', fits: true, age: 'older' },
      { tag: '1.2.0', fits: true, age: 'newer' },
      { tag: '0.9.0', fits: true, age: 'older' },
    ],
  })
})

function policy(key: PolicyKey, image: string, spec = anyRelease): ImagePolicy {
  const exclusion = { patterns: [], attachments: true }
  const repository = { name: parseImageName(image), exclusion, suspend: false }
  return { key, repository, spec, digestReflection: 'Never', place }
}

function environment(
  name: string,
  policies: readonly ImagePolicy[],
  markers: readonly Marker[] = policies.map(({ key }) => marker(key, 'name', 'any')),
): ScannedEnvironment {
  const own: Environment = {
    name,
    branch: 'main',
    namespace: name,
    paths: [],
    exclude: [],
    delivery: { kind: 'commit', onRefusal: 'report' },
    hold: 'respect',
    policies,
    suspend: false,
    downgrade: 'propose',
  }
  const file = { path: 'a.yaml', mode: '100644', bytes: new Uint8Array() }
  return { environment: own, manifests: [{ file, markers }], problems: [] }
}

function marker(key: PolicyKey, field: MarkerField, value: string): Marker {
  return {
    policy: key,
    field,
    setter: key,
    place: { file: 'a.yaml', line: 1, column: 1 },
    span: { start: 0, end: 0 },
    value,
    object: { apiVersion: '', kind: '', namespace: '', name: '' },
  }
}
