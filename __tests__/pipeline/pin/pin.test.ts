import { describe, expect, test } from '@jest/globals'
import type { MarkerField } from '../../../src/model/manifest.ts'
import type { DigestReflection, ImagePolicy, RegistryAccess } from '../../../src/model/policy.ts'
import type { Digest, Tag } from '../../../src/model/reference.ts'
import { pin } from '../../../src/pipeline/pin/pin.ts'
import {
  aDigest,
  aFailure,
  anEnvironment,
  aPolicy,
  aScanned,
  aSelection,
  lookingAt,
  type Selected,
} from '../../support/builders.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'

const [fresh, old] = [aDigest('f'), aDigest('0')]

describe('a selection gets the digest that its policy asks for', () => {
  test.each<readonly [DigestReflection, string | undefined, readonly Tag[]]>([
    ['Never', undefined, []],
    ['IfNotPresent', fresh, ['1.1.0']],
    ['Always', fresh, ['1.1.0']],
  ])('%s', async (digestReflection, digest, questions) => {
    const { selected, asked } = await pinOne([['tag', '1.0.0']], digestReflection)
    expect(selected).toMatchObject({ kind: 'selected', latest: { tag: '1.1.0' } })
    expect(selected?.kind === 'selected' && selected.latest.digest).toBe(digest)
    expect(asked).toEqual(questions)
  })
})

describe('IfNotPresent keeps the digest that stands in the files', () => {
  test.each<readonly [string, readonly (readonly [MarkerField, string])[]]>([
    ['in a whole reference', [['image', `ghcr.io/acme/web:1.1.0@${old}`]]],
    [
      'beside its tag',
      [
        ['tag', '1.1.0'],
        ['digest', old],
      ],
    ],
    [
      'beside name and tag',
      [
        ['name', 'ghcr.io/acme/web'],
        ['tag', '1.1.0'],
        ['digest', old],
      ],
    ],
    ['behind an alias', [['image', `web=ghcr.io/acme/web:1.1.0@${old}`]]],
    [
      'beside registry, repository and tag',
      [
        ['registry', 'ghcr.io'],
        ['repository', 'acme/web'],
        ['tag', '1.1.0'],
        ['digest', old],
      ],
    ],
    [
      'everywhere',
      [
        ['image', `ghcr.io/acme/web:1.1.0@${old}`],
        ['tag', '1.1.0'],
        ['digest', old],
      ],
    ],
  ])('%s', async (_, fields) => {
    const { selected, asked } = await pinOne(fields, 'IfNotPresent')
    expect(selected).toMatchObject({ latest: { digest: old } })
    expect(asked).toEqual([])
  })

  test.each<readonly [string, readonly (readonly [MarkerField, string])[]]>([
    ['the tag is another', [['image', `ghcr.io/acme/web:1.0.0@${old}`]]],
    ['the name is another', [['image', `docker.io/acme/web:1.1.0@${old}`]]],
    [
      'a name beside it is another',
      [
        ['name', 'acme/web'],
        ['tag', '1.1.0'],
        ['digest', old],
      ],
    ],
    ['the image behind an alias is another', [['image', `web=acme/web:1.1.0@${old}`]]],
    [
      'a registry beside it is another',
      [
        ['registry', 'quay.io'],
        ['tag', '1.1.0'],
        ['digest', old],
      ],
    ],
    [
      'a repository beside it is another',
      [
        ['repository', 'acme/other'],
        ['tag', '1.1.0'],
        ['digest', old],
      ],
    ],
    [
      'two digests stand there',
      [
        ['image', `ghcr.io/acme/web:1.1.0@${old}`],
        ['digest', aDigest('1')],
      ],
    ],
    [
      'a field lacks it',
      [
        ['image', `ghcr.io/acme/web:1.1.0@${old}`],
        ['image', 'ghcr.io/acme/web:1.1.0'],
      ],
    ],
    [
      'what stands there is no digest',
      [
        ['tag', '1.1.0'],
        ['digest', 'latest'],
      ],
    ],
    [
      'it is empty',
      [
        ['tag', '1.1.0'],
        ['digest', ''],
      ],
    ],
    ['no tag stands beside it', [['digest', old]]],
    ['a field cannot be read', [['image', `not an image@${old}`]]],
  ])('but asks where %s', async (_, fields) => {
    const { selected, asked } = await pinOne(fields, 'IfNotPresent')
    expect(selected).toMatchObject({ latest: { digest: fresh } })
    expect(asked).toEqual(['1.1.0'])
  })

  test('Always asks even then', async () => {
    const { selected } = await pinOne([['image', `ghcr.io/acme/web:1.1.0@${old}`]], 'Always')
    expect(selected).toMatchObject({ latest: { digest: fresh } })
  })
})

test('each name and tag is asked for once, under every spelling and in every environment', async () => {
  const asked: string[] = []
  const registry = {
    ...createInMemoryRegistry(),
    resolveDigest: async (name: { readonly text: string }, tag: Tag): Promise<Digest> => {
      asked.push(`${name.text}:${tag}`)
      return fresh
    },
  }
  const policies = [
    lookingAt('alpine', always('dev:a')),
    lookingAt('docker.io/library/alpine', always('dev:b')),
    lookingAt('alpine', always('dev:c')),
  ]
  const tags = ['3.22.0', '3.22.0', '3.21.0']
  const selections = policies.map((policy, index) => aSelection(tags[index], policy))
  const all = ['dev', 'production'].map((environment) => ({ environment, selections }))
  const pinned = await pin(all, [], registry)
  expect(asked).toEqual(['alpine:3.22.0', 'alpine:3.21.0'])
  expect(pinned.flatMap((each) => each.selections)).toMatchObject(
    Array.from({ length: 6 }, () => ({ latest: { digest: fresh } })),
  )
})

test('a digest that cannot be had leaves its policy undecided, and the others go on', async () => {
  const registry = createInMemoryRegistry({ 'ghcr.io/acme/api': ['1.1.0'] })
  registry.fail('ghcr.io/acme/web', aFailure({ message: 'ghcr.io is down' }))
  const place = { file: '.github/image-bump.yaml', line: 3, column: 5 }
  const web = { ...always('dev:web'), place }
  const selections = [aSelection('1.1.0', web), aSelection('1.1.0', always('dev:api'))]
  const [pinned] = await pin([{ environment: 'dev', selections }], [], registry)
  expect(pinned?.selections).toMatchObject([
    {
      kind: 'undecided',
      policy: web,
      problem: { code: 'registry-unreachable', level: 'warning', message: 'dev:web: ghcr.io is down', place },
    },
    { kind: 'selected', latest: { digest: expect.stringMatching(/^sha256:/) } },
  ])
})

test('an image that policies want asked for in two ways is asked in each', async () => {
  const asked: unknown[] = []
  const registry = {
    ...createInMemoryRegistry(),
    resolveDigest: async (_: unknown, __: Tag, access?: RegistryAccess): Promise<Digest> => {
      asked.push(access?.secretRef)
      return access?.secretRef === 'theirs' ? Promise.reject(aFailure()) : fresh
    },
  }
  const withSecret = (key: ImagePolicy['key'], secretRef: string): ImagePolicy => {
    const { repository } = always('dev:web')
    return { ...always(key), repository: { ...repository, access: { secretRef } } }
  }
  const policies = [
    withSecret('dev:web', 'ours'),
    withSecret('dev:other', 'theirs'),
    withSecret('dev:again', 'ours'),
  ]
  const selections = policies.map((policy) => aSelection('1.1.0', policy))
  const [after] = await pin([{ environment: 'dev', selections }], [], registry)
  expect(after?.selections.map(({ kind }) => kind)).toEqual(['selected', 'undecided', 'selected'])
  expect(asked).toEqual(['ours', 'theirs'])
})

test('what was not selected stays as it was', async () => {
  const undecided = { kind: 'undecided', policy: always('dev:web') } as const
  const pinned = await pin([{ environment: 'dev', selections: [undecided] }], [], createInMemoryRegistry())
  expect(pinned).toEqual([{ environment: 'dev', selections: [undecided] }])
})

test('a fault of ours is not taken for a registry that failed', async () => {
  const registry = { ...createInMemoryRegistry(), resolveDigest: () => Promise.reject(new TypeError('oops')) }
  const selections = [aSelection('1.1.0', always('dev:web'))]
  await expect(pin([{ environment: 'dev', selections }], [], registry)).rejects.toThrow('oops')
})

function always(key: ImagePolicy['key']): ImagePolicy {
  return aPolicy(key, { digestReflection: 'Always' })
}

/** The policy chose 1.1.0 of ghcr.io/acme/web; these marked fields stand in the file. */
async function pinOne(
  fields: readonly (readonly [MarkerField, string])[],
  digestReflection: DigestReflection,
) {
  const asked: Tag[] = []
  const registry = {
    ...createInMemoryRegistry(),
    resolveDigest: async (_: Selected['latest']['name'], tag: Tag): Promise<Digest> => {
      asked.push(tag)
      return fresh
    },
  }
  const policy = aPolicy('dev:web', { digestReflection })
  const lines = fields.map(([field, value], index) => {
    const setter = field === 'image' ? 'dev:web' : `dev:web:${field}`
    return `f${index}: ${JSON.stringify(value)} # {"$imagepolicy": "${setter}"}\n`
  })
  const scanned = aScanned({ 'a.yaml': lines.join('') }, anEnvironment({ policies: [policy] }))
  const before = [{ environment: 'dev', selections: [aSelection('1.1.0', policy)] }]
  const [after] = await pin(before, [scanned], registry)
  return { selected: after?.selections[0], asked }
}
