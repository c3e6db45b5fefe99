import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { aPolicy, anObject, aRepository, messagesOf, placesOf, read, readRoot } from './reading.ts'

const named = { name: 'web', namespace: 'flux-system' }
const author = { name: 'bot', email: 'bot@acme.org' }

describe('every API version of', () => {
  test.each(['v1alpha1', 'v1alpha2', 'v1beta1', 'v1beta2', 'v1'])(
    'ImageRepository and ImagePolicy: %s',
    (version) => {
      const repository = {
        image: 'ghcr.io/acme/web',
        interval: '1m0s',
        timeout: '30s',
        secretRef: { name: 'login' },
      }
      const policy = {
        imageRepositoryRef: { name: 'web' },
        filterTags: { pattern: '^v', extract: '$0' },
        policy: { numerical: { order: 'desc' } },
      }
      const { repositories, policies, problems } = readRoot({
        'web.yaml':
          anObject('ImageRepository', named, repository, version) +
          anObject('ImagePolicy', named, policy, version),
      })
      expect(problems).toEqual([])
      expect(repositories).toMatchObject([
        {
          apiVersion: `image.toolkit.fluxcd.io/${version}`,
          image: 'ghcr.io/acme/web',
          secretRef: 'login',
          suspend: false,
        },
      ])
      expect(policies.map((each) => each.policy)).toEqual([
        {
          key: 'flux-system:web',
          repository: {
            name: { text: 'ghcr.io/acme/web', registry: 'ghcr.io', repository: 'acme/web' },
            exclusion: { patterns: ['^.*\\.sig$'], attachments: false },
            suspend: false,
            access: { secretRef: 'flux-system/login' },
          },
          spec: { filterTags: { pattern: '^v', extract: '$0' }, policy: { numerical: { order: 'desc' } } },
          digestReflection: 'Never',
          place: { file: 'web.yaml', line: 14, column: 1 },
        },
      ])
    },
  )

  const later = {
    interval: '30m',
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
    git: {
      checkout: { ref: { branch: 'main' } },
      commit: { author, messageTemplate: '{{ . }}', signingKey: { secretRef: { name: 'key' } } },
      push: { branch: 'bump' },
    },
    update: { strategy: 'Setters', path: './clusters/dev' },
  }
  const first = {
    interval: '30m',
    checkout: { gitRepositoryRef: { name: 'fleet' }, branch: 'main' },
    commit: {
      authorName: 'bot',
      authorEmail: 'bot@acme.org',
      messageTemplate: '{{ . }}',
      signingKey: { secretRef: { name: 'key' } },
    },
    push: { branch: 'bump' },
    update: { strategy: 'Setters', path: './clusters/dev' },
  }
  test.each([
    ['v1alpha1', first],
    ['v1alpha2', later],
    ['v1beta1', later],
    ['v1beta2', later],
    ['v1', later],
  ])('ImageUpdateAutomation: %s', (version, spec) => {
    const source = anObject(
      'GitRepository',
      { name: 'fleet', namespace: 'flux-system' },
      { url: 'ssh://git@x/y', ref: { branch: 'trunk' } },
    )
    const { automations, problems } = readRoot({
      'a.yaml': anObject('ImageUpdateAutomation', named, spec, version),
      'b.yaml': source,
    })
    expect(problems).toEqual([])
    expect(automations).toEqual([
      {
        kind: 'ImageUpdateAutomation',
        apiVersion: `image.toolkit.fluxcd.io/${version}`,
        ...named,
        labels: {},
        annotations: {},
        suspend: false,
        place: { file: 'a.yaml', line: 2, column: 1 },
        interval: '30m',
        sourceRef: { kind: 'GitRepository', name: 'fleet' },
        source: expect.objectContaining({
          kind: 'GitRepository',
          url: 'ssh://git@x/y',
          ref: { branch: 'trunk' },
        }),
        checkout: { branch: 'main' },
        commit: {
          author,
          messageTemplate: '{{ . }}',
          messageWritten: {
            text: '{{ . }}',
            source: '"{{ . }}"',
            place: { file: 'a.yaml', line: expect.any(Number), column: expect.any(Number) },
          },
          messageTemplateValues: {},
          signingKey: { type: 'gpg', secretRef: 'key' },
        },
        push: expect.objectContaining({ branch: 'bump' }),
        update: { strategy: 'Setters', path: './clusters/dev' },
      },
    ])
  })

  test.each(['v1beta1', 'v1beta2', 'v1'])('GitRepository: %s', (version) => {
    const spec = {
      url: 'https://git.acme.org/fleet',
      ref: { tag: 'v1' },
      timeout: '2m',
      secretRef: { name: 'key' },
      gitImplementation: 'go-git',
    }
    const { gitRepositories, problems } = readRoot({
      'a.yaml': anObject('GitRepository', named, spec, version),
    })
    expect(problems).toEqual([])
    expect(gitRepositories).toMatchObject([
      { url: spec.url, ref: { tag: 'v1' }, timeout: '2m', secretRef: 'key', provider: 'generic' },
    ])
  })
})

test('an automation says all that the newest version knows, and what is missing has the defaults of the API server', () => {
  const spec = {
    interval: '5m',
    sourceRef: { kind: 'GitRepository', name: 'fleet', namespace: 'sources' },
    git: {
      checkout: { ref: { name: 'refs/heads/main', commit: 'abc', semver: '1.x', tag: 'v1' } },
      commit: {
        author: { email: 'bot@acme.org' },
        messageTemplateValues: { cluster: 'dev' },
        signingKey: { type: 'ssh', secretRef: { name: 'key' } },
      },
      push: { refspec: 'refs/heads/main:refs/for/main', options: { 'ci.skip': '' } },
    },
    policySelector: {
      matchLabels: { team: 'a' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['web'] }],
    },
    suspend: true,
  }
  const { automations } = readRoot({ 'a.yaml': anObject('ImageUpdateAutomation', named, spec) })
  expect(automations).toMatchObject([
    {
      suspend: true,
      sourceRef: { namespace: 'sources', name: 'fleet' },
      checkout: { name: 'refs/heads/main', commit: 'abc', semver: '1.x', tag: 'v1' },
      commit: {
        author: { name: '', email: 'bot@acme.org' },
        messageTemplateValues: { cluster: 'dev' },
        signingKey: { type: 'ssh', secretRef: 'key' },
      },
      push: { refspec: 'refs/heads/main:refs/for/main', options: { 'ci.skip': '' } },
      policySelector: spec.policySelector,
      update: { strategy: 'Setters' },
    },
  ])
})

test("v1alpha1's first releases wrote `setters` in place of a strategy", () => {
  const spec = {
    checkout: { gitRepositoryRef: { name: 'a' } },
    update: { setters: {} },
    commit: { authorName: 'a', authorEmail: 'b' },
    interval: '1m',
  }
  const { automations } = readRoot({ 'a.yaml': anObject('ImageUpdateAutomation', named, spec, 'v1alpha1') })
  expect(automations).toMatchObject([
    { update: { strategy: 'Setters' }, commit: { author: { name: 'a', email: 'b' } } },
  ])
  expect(automations[0]).not.toHaveProperty('checkout')
})

describe('files may hold', () => {
  const keys = (text: string | Uint8Array) =>
    readRoot({ 'a.yaml': text }).policies.map(({ key, place }) => `${key} ${place.line}`)

  test('several documents, other objects, unknown fields and empty keys', () => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: other\n${aPolicy({ later: { than: 'we know' }, suspend: null, filterTags: null }, { name: 'a' })}---\n${aPolicy({}, { name: 'b' })}`
    expect(keys(text)).toEqual(['flux-system:a 6', 'flux-system:b 23'])
    expect(readRoot({ 'a.yaml': text + aRepository() }).problems).toEqual([])
  })

  test.each(['List', 'ImagePolicyList'])('a %s', (kind) => {
    const item = (name: string) => ({
      apiVersion: 'image.toolkit.fluxcd.io/v1',
      kind: 'ImagePolicy',
      metadata: { name },
      spec: {},
    })
    const text = JSON.stringify({ apiVersion: 'v1', kind, items: [item('a'), item('b')] }, undefined, 1)
    expect(keys(text)).toEqual(['flux-system:a 5', 'flux-system:b 13'])
  })

  test('a byte order mark, CRLF, quoted words, anchors and merge keys', () => {
    const text = `\uFEFF"apiVersion": "image.toolkit.fluxcd.io/v1"\nkind: 'ImagePolicy'\nmetadata: &m { name: a }\nspec: { imageRepositoryRef: *m, policy: { <<: { semver: { range: "1" } } } }\n`
    const { policies } = readRoot({ 'a.yaml': text.replaceAll('\n', '\r\n') })
    expect(policies).toMatchObject([
      { key: 'flux-system:a', spec: { policy: { semver: { range: '1' } } }, place: { line: 1, column: 1 } },
    ])
  })

  test('nothing of ours, and then they are not parsed', () => {
    const broken = '{{ not YAML: ['
    const components = `kind: CustomResourceDefinition\nmetadata: { name: imagepolicies.image.toolkit.fluxcd.io }\n${broken}`
    expect(read({ 'a.yaml': broken, 'gotk-components.yaml': components }).problems).toEqual([])
  })
})

describe('what cannot be read is told, and the rest goes on:', () => {
  test('broken YAML and templates', () => {
    const template = aPolicy().replace('spec:', '{{- if .Values.on }}\nspec:')
    const alias = `${aPolicy()}---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nspec: *none\n`
    const { policies, problems } = readRoot({
      'a.yaml': template,
      'b.yaml': `${aPolicy()}---\na: [`,
      'c.yaml': alias,
      'd.yaml': aPolicy({}, { name: 'd' }) + aRepository(),
    })
    expect(policies.map(({ key }) => key)).toEqual(['flux-system:d'])
    expect(placesOf(problems)).toEqual([
      'warning file-not-yaml a.yaml:7:1',
      'warning file-not-yaml b.yaml:14:5',
      'warning file-not-yaml c.yaml:1:1',
    ])
    expect(problems[0]?.message).toMatch(/looks like a template/)
    expect(problems[2]?.message).toMatch(/an alias or a merge key in the file is wrong/)
    expect(problems[1]?.message).not.toMatch(/template/)
  })

  test.each([
    ['an alias inside its own anchor', `${aPolicy()}  later: &a { b: *a }\n`],
    ['a merge key for what is no map', `${aPolicy()}  <<: 1\n`],
    [
      'a list that holds itself',
      `&x { apiVersion: image.toolkit.fluxcd.io/v1, kind: List, items: [*x, { b: *y }] }`,
    ],
  ])('%s', (_, text) => {
    const { policies, problems } = readRoot({ 'a.yaml': text })
    expect(policies).toEqual([])
    expect(problems.filter(({ code }) => code !== 'file-not-yaml')).toEqual([])
  })

  test('values of the wrong type, each at its place', () => {
    const { problems, policies } = readRoot({
      'a.yaml': [
        'apiVersion: image.toolkit.fluxcd.io/v1',
        'kind: ImagePolicy',
        'metadata: { name: web }',
        'spec:',
        '  imageRepositoryRef: web',
        '  policy: { semver: { range: 1.10 } }',
        '  digestReflectionPolicy: Sometimes',
        '  suspend: "yes"',
      ].join('\n'),
      'b.yaml': aRepository({
        insecure: 1,
        exclusionList: 'a',
        provider: 'acme',
        accessFrom: { namespaceSelectors: [{ matchLabels: { a: true } }] },
      }),
      'c.yaml': aRepository({ exclusionList: Array.from({ length: 26 }, String) }, { name: 'long' }),
    })
    expect(messagesOf(problems)).toEqual([
      expect.stringContaining('No namespace is written for `web`'),
      'flux-object-invalid: `spec.imageRepositoryRef` of this ImagePolicy is the text `web`; wanted a map.',
      'flux-object-invalid: `spec.policy.semver.range` of this ImagePolicy is the number `1.10`; wanted text.',
      'flux-object-invalid: `spec.digestReflectionPolicy` of this ImagePolicy is the text `Sometimes`; wanted `Never`, `IfNotPresent` or `Always`.',
      'flux-object-invalid: `spec.suspend` of this ImagePolicy is the text `yes`; wanted `true` or `false`.',
      'flux-object-invalid: `spec.insecure` of this ImageRepository is the number `1`; wanted `true` or `false`.',
      'flux-object-invalid: `spec.exclusionList` of this ImageRepository is the text `a`; wanted a list.',
      'flux-object-invalid: `spec.provider` of this ImageRepository is the text `acme`; wanted `generic`, `aws`, `azure` or `gcp`.',
      'flux-object-invalid: `spec.accessFrom.namespaceSelectors.0.matchLabels.a` of this ImageRepository is the boolean `true`; wanted text.',
      'flux-object-invalid: `spec.exclusionList` of this ImageRepository is a list of 26; wanted at most 25 patterns.',
    ])
    expect(policies).toMatchObject([{ key: 'flux-system:web', problem: { code: 'flux-object-invalid' } }])
    expect(policies[0]).not.toHaveProperty('spec')
  })

  test('YAML 1.1 booleans are what a Kubernetes parser takes them for', () => {
    const text = aRepository().replace('spec:', 'spec:\n  suspend: yes\n  insecure: off')
    expect(readRoot({ 'a.yaml': text }).repositories).toMatchObject([{ suspend: true, insecure: false }])
  })

  test('what Flux requires and the object does not say', () => {
    const { problems, policies, repositories, automations } = readRoot({
      'a.yaml': anObject('ImageRepository', named, {}),
      'b.yaml': anObject(
        'ImageRepository',
        { name: 'api', namespace: 'flux-system' },
        { image: 'ghcr.io/acme/api' },
      ),
      'c.yaml': anObject('ImagePolicy', named, {}),
      'd.yaml': anObject('ImageUpdateAutomation', named, { interval: '1m', git: {} }),
      'e.yaml': anObject('ImagePolicy', { namespace: 'flux-system' }, {}),
    })
    expect(placesOf(problems)).toEqual([
      'warning flux-object-incomplete a.yaml:7:1',
      'warning flux-object-incomplete a.yaml:7:1',
      'warning flux-object-incomplete b.yaml:7:1',
      'warning flux-object-incomplete c.yaml:7:1',
      'warning flux-object-incomplete c.yaml:7:1',
      'warning flux-object-incomplete d.yaml:7:1',
      'warning flux-object-incomplete d.yaml:9:3',
      'warning flux-object-incomplete e.yaml:4:1',
      'warning flux-object-incomplete e.yaml:6:1',
      'warning flux-object-incomplete e.yaml:6:1',
    ])
    expect(problems[2]?.message).toMatch(/`spec.interval` of this ImageRepository is missing/)
    expect(problems[6]?.message).toMatch(/`spec.git.commit.author.email`/)
    expect([
      policies.flatMap(({ policy }) => policy ?? []),
      repositories.map(({ name }) => name),
      automations,
    ]).toEqual([[], ['api'], []])
  })

  test('an automation that Flux would stall', () => {
    const ok = { interval: '1m', sourceRef: { name: 'fleet' }, git: { commit: { author } } }
    const table = [
      { ...ok, sourceRef: { kind: 'OCIRepository', name: 'a' } },
      { ...ok, git: undefined },
      { ...ok, update: { strategy: 'Other' } },
      { ...ok, policySelector: { matchExpressions: [{ key: 'a', operator: 'Has' }] } },
      {
        ...ok,
        policySelector: {
          matchExpressions: [
            { key: 'a', operator: 'In' },
            { key: 'a', operator: 'Exists', values: ['a'] },
            { operator: 'Exists' },
          ],
        },
      },
    ]
    const { automations, problems } = readRoot(
      Object.fromEntries(
        table.map((spec, index) => [
          `${index}.yaml`,
          anObject('ImageUpdateAutomation', { name: `a${index}`, namespace: 'a' }, spec),
        ]),
      ),
    )
    expect(automations).toEqual([])
    expect(problems.map(({ level, code, flux }) => `${level} ${code} ${flux}`)).toEqual([
      "error flux-object-invalid source kind 'OCIRepository' not supported: invalid source configuration",
      "error flux-object-invalid source kind 'GitRepository' necessitates field .spec.git: invalid source configuration",
      'error flux-object-invalid unsupported update strategy: Other',
      'error flux-object-invalid failed to parse policy selector: "Has" is not a valid label selector operator',
      'error flux-object-invalid undefined',
      'error flux-object-invalid undefined',
      'error flux-object-invalid undefined',
    ])
  })

  test('durations that Flux would refuse, which decide nothing here', () => {
    const { repositories, problems } = readRoot({ 'a.yaml': aRepository({ interval: '1d', timeout: '1h' }) })
    expect(repositories).toHaveLength(1)
    expect(placesOf(problems)).toEqual([
      'warning flux-object-invalid a.yaml:9:13',
      'warning flux-object-invalid a.yaml:10:12',
    ])
  })

  test('an automation whose source is not there; it can be used all the same', () => {
    const spec = { interval: '1m', sourceRef: { name: 'flet' }, git: { commit: { author } } }
    const { automations, problems } = readRoot({
      'a.yaml': anObject('ImageUpdateAutomation', named, spec),
      'b.yaml': anObject(
        'GitRepository',
        { name: 'fleet', namespace: 'flux-system' },
        { url: 'https://a/b' },
      ),
    })
    expect(automations).toHaveLength(1)
    expect(automations[0]).not.toHaveProperty('source')
    expect(problems).toMatchObject([
      {
        code: 'flux-reference-unknown',
        level: 'warning',
        message: expect.stringContaining('did you mean `fleet`?'),
        flux: 'failed configuring source manager: referenced git repository does not exist: GitRepository.source.toolkit.fluxcd.io "flet" not found',
      },
    ])
  })
})

describe('the same object twice in a root', () => {
  test('is one where both say the same', () => {
    const { policies, problems } = readRoot({
      'a.yaml': aPolicy({ filterTags: { pattern: 'a', extract: 'b' } }),
      'b.yaml': aPolicy({ filterTags: { extract: 'b', pattern: 'a' } }),
      'c.yaml': aRepository(),
    })
    expect(policies).toHaveLength(1)
    expect(problems).toEqual([])
  })

  test('is none where they differ, nor can what refers to it be used', () => {
    const { policies, repositories, problems } = readRoot({
      'a.yaml': aRepository(),
      'b.yaml': aRepository({ image: 'ghcr.io/acme/other' }),
      'c.yaml': aPolicy(),
    })
    expect(repositories).toEqual([])
    expect(policies).toMatchObject([{ key: 'flux-system:web', problem: { code: 'flux-object-twice' } }])
    expect(messagesOf(problems)).toEqual([
      'flux-object-twice: The ImageRepository `flux-system/web` stands at a.yaml:2 and, with other content, at b.yaml:2; neither is used.',
    ])
  })

  test('is told with both lines where one file has both', () => {
    const [one, other] = [aPolicy(), aPolicy({ policy: { numerical: {} } })]
    const { policies } = readRoot({ 'a.yaml': one + other, 'c.yaml': aRepository() })
    const line = one.split('\n').length + 1
    expect(policies.map(({ problem }) => problem?.message)).toEqual([
      `The ImagePolicy \`flux-system/web\` stands at a.yaml:2 and, with other content, at a.yaml:${line}; neither is used.`,
    ])
  })
})

test('whatever stands in a file, it is read or told, at a place in that file', () => {
  const text =
    aRepository() +
    aPolicy({ filterTags: { pattern: 'a' } }) +
    anObject('Kustomization', named, { path: './a', patches: [{ patch: 'a' }] })
  const slip = fc.oneof(
    fc.constantFrom(
      '- ',
      ': ',
      '&a ',
      '*a',
      '!x ',
      '"',
      '[',
      '{',
      '{{',
      '\n',
      '\n---\n',
      '<<: ',
      '#',
      '\t',
      '~',
    ),
    fc.string({ maxLength: 3 }),
  )
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(12), slip, (at, length, slip) => {
      const { problems, roots } = read({ 'a.yaml': text.slice(0, at) + slip + text.slice(at + length) })
      expect(roots).toHaveLength(1)
      expect(problems.every(({ place }) => place?.file === 'a.yaml' && (place.line ?? 0) > 0)).toBe(true)
    }),
    { seed: 7, numRuns: 500 },
  )
})
