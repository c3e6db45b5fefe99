import { describe, expect, test } from '@jest/globals'
import { choose } from '../../../../src/pipeline/policies/policies.ts'
import { isSelected } from '../../../../src/pipeline/config/flux/flux.ts'
import { readCases } from '../../../support/cases.ts'
import { aPolicy, anObject, aRepository, messagesOf, placesOf, readRoot } from './reading.ts'

const pair = (repository: object, policy: object = {}) =>
  readRoot({ 'a.yaml': aRepository(repository), 'b.yaml': aPolicy(policy) })

describe('specs that people wrote', () => {
  const {
    accepted,
    refused,
  }: {
    readonly accepted: readonly object[]
    readonly refused: readonly { readonly spec: object; readonly code: string }[]
  } = readCases('flux-specs')

  test.each(accepted.map((spec) => [JSON.stringify(spec), spec] as const))('are accepted: %s', (_, spec) => {
    const { policies, problems } = pair({}, { policy: undefined, ...spec })
    expect(problems).toEqual([])
    expect(policies).toMatchObject([
      { key: 'flux-system:web', policy: { key: 'flux-system:web' }, refused: [] },
    ])
  })

  test.each(refused.map(({ spec, code }) => [code, JSON.stringify(spec), spec] as const))(
    'are refused by %s: %s',
    (code, _, spec) => {
      const { policies, problems } = pair({}, { policy: undefined, ...spec })
      const [policy] = policies
      const told = [...problems, ...(policy?.refused ?? [])]
      expect(told.map((problem) => [problem.code, problem.place?.file])).toEqual([[code, 'b.yaml']])
      expect(code === 'flux-object-incomplete').toBe(policy?.policy === undefined)
    },
  )
})

test('what Flux refuses in a spec is told as `select` tells it, and the policy is there for the line to fail with', () => {
  const table = [
    [{ policy: { semver: {} } }, 'range-invalid 11:5'],
    [{ policy: { semver: { range: 'x.y' } } }, 'range-invalid 12:14'],
    [{ policy: { alphabetical: { order: 'up' } } }, 'order-invalid 12:14'],
    [{ policy: { numerical: { order: 'DESC' } }, filterTags: { pattern: '(' } }, 'pattern-invalid 14:14'],
    [{ policy: {} }, 'choice-missing 10:11'],
  ] as const
  for (const [spec, told] of table) {
    const { policies, problems } = pair({}, spec)
    const [policy] = policies
    const [problem] = policy?.refused ?? []
    const choice = choose(policy?.policy?.spec ?? {}, ['1'], { patterns: [], attachments: false })
    expect([`${problem?.code} ${problem?.place?.line}:${problem?.place?.column}`, problems]).toEqual([
      told,
      [],
    ])
    expect(choice.kind === 'failed' && { code: choice.problem.code, flux: choice.problem.flux }).toEqual({
      code: problem?.code,
      flux: problem?.flux,
    })
  }
})

test('of several choices all stay in the spec, in which the first counts', () => {
  const { policies } = pair(
    {},
    { policy: { numerical: {}, alphabetical: { order: 'up' }, semver: { range: '1.x' } } },
  )
  expect(policies).toMatchObject([{ refused: [], spec: { policy: { semver: { range: '1.x' } } } }])
})

describe("Flux's cases for ImageRepository", () => {
  interface Case {
    readonly group: 'parseImage' | 'scan' | 'accessFrom'
    readonly name: string
    readonly image?: string
    readonly exclusionList?: readonly string[]
    readonly tags?: readonly string[]
    readonly noCrossNamespaceRefs?: boolean
    readonly crossNamespace?: boolean
    readonly policyNamespaceLabels?: object
    readonly accessFrom?: readonly object[] | null
    readonly expected: Readonly<Record<string, unknown>>
  }
  const { cases }: { readonly cases: readonly Case[] } = readCases('flux-repository')
  const of = (group: Case['group']) =>
    cases.filter((each) => each.group === group).map((each) => [each.name, each] as const)

  test.each(of('parseImage'))('image: %s', (_, { image, expected }) => {
    const { repositories, policies, problems } = pair({ image })
    const name = policies[0]?.policy?.repository.name
    expect(name && `${name.registry}/${name.repository}`).toBe(expected['canonical'])
    expect(problems.map(({ flux }) => flux)).toEqual(
      expected['error'] === undefined ? [] : [expected['error']],
    )
    expect(repositories).toHaveLength(problems.length === 0 ? 1 : 0)
  })

  test.each(of('scan'))('scan: %s', (_, { exclusionList, tags = [], expected }) => {
    const { policies } = pair({ exclusionList })
    const { policy, refused = [] } = policies[0] ?? {}
    const exclusion = policy?.repository.exclusion ?? { patterns: [], attachments: false }
    const { record } = choose({ policy: { alphabetical: {} } }, tags, exclusion)
    const stored: readonly unknown[] = Array.isArray(expected['stored']) ? expected['stored'] : []
    const failure = expected['errorContains']
    expect(refused.map(({ flux, place }) => [flux?.includes(String(failure)), place?.line])).toEqual(
      failure === undefined ? [] : [[true, 11]],
    )
    expect([record.winner, record.winner === undefined ? 0 : record.listed - record.excluded.count]).toEqual([
      stored[0],
      stored.length,
    ])
  })

  test.each(of('accessFrom'))('access: %s', (_, each) => {
    const {
      noCrossNamespaceRefs = false,
      crossNamespace,
      policyNamespaceLabels: labels,
      accessFrom,
      expected,
    } = each
    const selectors = accessFrom && {
      accessFrom: { namespaceSelectors: accessFrom.map((matchLabels) => ({ matchLabels })) },
    }
    const namespace = crossNamespace === true ? 'other' : 'flux-system'
    const { policies, problems } = readRoot(
      {
        'a.yaml': 'error' in expected ? null : aRepository({ ...selectors }, { namespace }),
        'b.yaml': aPolicy({ imageRepositoryRef: { name: 'web', namespace } }),
        'c.yaml': labels
          ? JSON.stringify({
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: 'flux-system', labels },
            }).replace('"kind":"Namespace"', '"kind": Namespace')
          : null,
      },
      { noCrossNamespaceRefs },
    )
    expect(policies[0]?.policy !== undefined).toBe(expected['accessible'] ?? false)
    expect(problems.map(({ code }) => code)).toEqual(
      expected['accessible'] === true
        ? []
        : ['error' in expected ? 'flux-reference-unknown' : 'flux-access-denied'],
    )
  })
})

describe('a policy and its repository', () => {
  test.each<[what: string, list: unknown, patterns: readonly string[], version?: string]>([
    ['none', undefined, ['^.*\\.sig$']],
    ['an empty one', [], ['^.*\\.sig$']],
    ['null', null, ['^.*\\.sig$']],
    ['none in an old version, which knew no default', undefined, ['^.*\\.sig$'], 'v1beta1'],
    ['an own one', ['-debug$', '^x'], ['-debug$', '^x']],
  ])('exclude by what the list says, or by default: %s', (_, exclusionList, patterns, version = 'v1') => {
    const spec = { image: 'a/b', interval: '1m', exclusionList }
    const { policies } = readRoot({
      'a.yaml': anObject('ImageRepository', { name: 'web', namespace: 'flux-system' }, spec, version),
      'b.yaml': aPolicy(),
    })
    expect(policies[0]?.policy?.repository.exclusion).toEqual({ patterns, attachments: false })
  })

  test.each<[spec: object, access: unknown]>([
    [{}, undefined],
    [{ provider: 'generic', insecure: false }, undefined],
    [
      { insecure: true, secretRef: { name: 'login' } },
      { insecure: true, secretRef: 'flux-system/login' },
    ],
    [{ provider: 'aws', secretRef: { name: 'login' } }, { provider: 'aws' }],
  ])('reach the registry as the repository says: %j', (spec, access) => {
    expect(pair(spec).policies[0]?.policy?.repository.access).toEqual(access)
  })

  test('say what is not taken over', () => {
    const spec = { certSecretRef: { name: 'a' }, proxySecretRef: { name: 'b' }, serviceAccountName: 'c' }
    const { problems, policies, repositories } = pair(spec)
    expect(policies[0]).toHaveProperty('policy')
    expect(repositories).toMatchObject([{ certSecretRef: 'a', proxySecretRef: 'b', serviceAccountName: 'c' }])
    expect(messagesOf(problems)).toEqual([
      "flux-field-unused: `certSecretRef`, `proxySecretRef` and `serviceAccountName` of the ImageRepository `flux-system/web` are not taken over: the cluster's secrets are not here.",
    ])
  })

  test.each(['Never', 'IfNotPresent', undefined])('reflect digests: %s', (digestReflectionPolicy) => {
    expect(pair({}, { digestReflectionPolicy }).policies[0]?.policy?.digestReflection).toBe(
      digestReflectionPolicy ?? 'Never',
    )
  })

  test('reflect digests always with an interval only, and have an interval only for that', () => {
    const always = { digestReflectionPolicy: 'Always' }
    expect(pair({}, { ...always, interval: '5m' })).toMatchObject({
      problems: [],
      policies: [{ policy: { digestReflection: 'Always' } }],
    })
    expect(pair({}, always)).toMatchObject({
      policies: [{ problem: { code: 'flux-object-invalid' } }],
      problems: [
        {
          level: 'error',
          flux: "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'",
          place: { line: 13 },
        },
      ],
    })
    expect(pair({}, { interval: '5m' })).toMatchObject({
      policies: [{ policy: { digestReflection: 'Never' } }],
      problems: [
        {
          level: 'warning',
          flux: "spec.interval is only accepted when spec.digestReflectionPolicy is set to 'Always'",
        },
      ],
    })
  })

  test.each<[spec: object, annotation: string | undefined, suspend: boolean, problems: number]>([
    [{}, undefined, false, 0],
    [{ suspend: true }, undefined, true, 0],
    [{ suspend: true }, 'false', false, 0],
    [{}, 'true', true, 0],
    [{ suspend: true }, 'maybe', true, 1],
  ])('are suspended by %j with the annotation %s: %s', (spec, annotation, suspend, told) => {
    const annotations = annotation === undefined ? {} : { 'image-bump/suspend': annotation }
    const { policies, problems } = readRoot({
      'a.yaml': aRepository(spec, { annotations }),
      'b.yaml': aPolicy(spec, { annotations }),
    })
    expect(policies).toMatchObject([{ suspend, policy: { repository: { suspend } } }])
    expect(placesOf(problems)).toHaveLength(2 * told)
  })

  test('know each other by namespace and name', () => {
    const { policies, problems } = readRoot({
      'a.yaml': aRepository({}, { name: 'web' }) + aRepository({}, { name: 'api', namespace: 'apps' }),
      'b.yaml': aPolicy({ imageRepositoryRef: { name: 'wbe' } }),
      'c.yaml': aPolicy({}, { namespace: 'apps' }),
    })
    expect(policies.map(({ key, problem }) => `${key} ${problem?.code}`)).toEqual([
      'flux-system:web flux-reference-unknown',
      'apps:web flux-reference-unknown',
    ])
    expect(problems).toMatchObject([
      {
        level: 'error',
        message: 'There is no ImageRepository `flux-system/wbe` for this ImagePolicy; did you mean `web`?',
        place: { file: 'b.yaml', line: 9, column: 11 },
        flux: 'failed to get the referred ImageRepository: referenced ImageRepository does not exist: ImageRepository.image.toolkit.fluxcd.io "wbe" not found',
      },
      { message: 'There is no ImageRepository `apps/web` for this ImagePolicy; known here: `api`' },
    ])
  })

  test('tell once what is wrong with an image that many policies use', () => {
    const { policies, problems } = readRoot({
      'a.yaml': aRepository({ image: 'https://ghcr.io/acme/web' }),
      'b.yaml': aPolicy() + aPolicy({}, { name: 'other' }),
    })
    expect(problems).toMatchObject([
      {
        code: 'image-invalid',
        place: { file: 'a.yaml', line: 8, column: 10 },
        flux: "image 'https://ghcr.io/acme/web' should not include URL scheme; remove 'https://'",
      },
    ])
    expect(policies.map(({ problem, spec }) => [problem, spec !== undefined])).toEqual([
      [problems[0], true],
      [problems[0], true],
    ])
  })
})

describe('a repository of another namespace', () => {
  const abroad = (accessFrom: object | undefined, namespaceLabels?: object) =>
    readRoot({
      'a.yaml': aRepository({ accessFrom }, { namespace: 'shared' }),
      'b.yaml': aPolicy({ imageRepositoryRef: { name: 'web', namespace: 'shared' } }, { namespace: 'apps' }),
      'c.yaml': namespaceLabels
        ? `apiVersion: v1\nkind: Namespace\nmetadata: { name: apps, labels: ${JSON.stringify(namespaceLabels)} }\n`
        : null,
    })
  const from = (...labels: readonly object[]) => ({
    namespaceSelectors: labels.map((matchLabels) => ({ matchLabels })),
  })

  test.each<
    [what: string, accessFrom: object | undefined, labels: object | undefined, told: readonly string[]]
  >([
    [
      'is refused without accessFrom',
      undefined,
      undefined,
      ["flux-access-denied missing ACL labels on 'accessFrom'"],
    ],
    [
      'is refused without a selector',
      from(),
      undefined,
      ["flux-access-denied ACL labels mismatch on namespace 'apps'"],
    ],
    ['is allowed by an empty selector', from({ a: 'b' }, {}), undefined, []],
    [
      'is allowed by the name of the namespace',
      from({ 'kubernetes.io/metadata.name': 'apps' }),
      undefined,
      [],
    ],
    [
      'is refused to another name',
      from({ 'kubernetes.io/metadata.name': 'other' }),
      undefined,
      ["flux-access-denied ACL labels mismatch on namespace 'apps'"],
    ],
    ['is allowed by labels that the namespace has', from({ team: 'a' }), { team: 'a', tier: 'b' }, []],
    [
      'is refused by labels that it has not',
      from({ team: 'a', tier: 'c' }),
      { team: 'a', tier: 'b' },
      ["flux-access-denied ACL labels mismatch on namespace 'apps'"],
    ],
    [
      'counts as allowed where the labels are not known',
      from({ team: 'a' }),
      undefined,
      ['flux-access-assumed'],
    ],
  ])('%s', (_, accessFrom, labels, told) => {
    const { policies, problems } = abroad(accessFrom, labels)
    expect(
      problems.map(({ code, flux }) => [code, flux?.split(' due to ')[1]].filter(Boolean).join(' ')),
    ).toEqual(told)
    expect(policies[0]?.policy === undefined).toBe(told.some((each) => each.startsWith('flux-access-denied')))
  })
})

test.each<[labels: Record<string, string>, isSelectedBy: string]>([
  [{ a: '1', b: '2' }, 'none match in exists'],
  [{ a: '2' }, 'none notIn'],
  [{}, 'none notIn doesNotExist'],
])('labels %j are selected by: %s', (labels, names) => {
  const expression = (operator: string, ...values: readonly string[]) => ({
    matchLabels: {},
    matchExpressions: [{ key: 'a', operator, values }],
  })
  const selectors = {
    none: undefined,
    match: { matchLabels: { a: '1', b: '2' }, matchExpressions: [] },
    in: expression('In', '0', '1'),
    notIn: expression('NotIn', '1'),
    exists: { matchLabels: { b: '2' }, matchExpressions: expression('Exists').matchExpressions },
    doesNotExist: expression('DoesNotExist'),
  }
  const selecting = Object.entries(selectors).filter(([, selector]) => isSelected(labels, selector))
  expect(selecting.map(([name]) => name).join(' ')).toBe(names)
})
