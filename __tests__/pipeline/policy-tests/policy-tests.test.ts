import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { stringify } from 'yaml'
import type { Config } from '../../../src/model/environment.ts'
import type { PolicySpec } from '../../../src/model/policy.ts'
import { formatTests, readPolicyTests, withSpecs } from '../../../src/pipeline/policy-tests/policy-tests.ts'
import { anEnvironment, aPolicy, problemsThrownBy } from '../../support/builders.ts'

const read = (text: string) => readPolicyTests({ file: 'tests.yaml', text })
const any = { spec: { policy: { alphabetical: {} } } }

describe('a file of tests', () => {
  test('says everything about a test', () => {
    const text = `tests:
  - name: "1"
    spec: { filterTags: { pattern: ^v, extract: $0 }, policy: { semver: { range: 1.x } } }
    tags: [v1.0.0]
    exclusionList: [debug]
    current: v0.9.0
    expect: { tag: v1.0.0 }
`
    expect(read(text)).toEqual([
      {
        name: '1',
        place: { file: 'tests.yaml', line: 2, column: 5 },
        policy: {
          kind: 'written',
          spec: {
            filterTags: { pattern: '^v', extract: '$0' },
            policy: { semver: { range: '1.x' } },
          },
        },
        tags: ['v1.0.0'],
        exclusionList: ['debug'],
        current: 'v0.9.0',
        expect: { tag: 'v1.0.0' },
      },
    ])
  })

  test('gives a test without a name its number', () => {
    const text = JSON.stringify({
      tests: [
        { ...any, tags: [] },
        { name: 'b', ...any, tags: [] },
        { ...any, tags: [] },
      ],
    })
    expect(read(text).map(({ name }) => name)).toEqual(['test 1', 'b', 'test 3'])
  })

  test.each([
    ['YAML', 'tests: [{ spec: {}, tags: [1.10, 007, 0x1F, true, null, ~, 1e3, 2026-01-01, "", "a b"] }]'],
    [
      'YAML that begins with a bracket',
      '{ tests: [{ spec: {}, tags: [1.10, 007, 0x1F, true, null, ~, 1e3, 2026-01-01, "", a b] }] }',
    ],
    [
      'JSON',
      '\uFEFF\n{"tests": [{"spec": {}, "tags": ["1.10", "007", "0x1F", "true", "null", "~", "1e3", "2026-01-01", "", "a b"]}]}',
    ],
  ])('has text alone: %s', (_, text) => {
    expect(read(text)[0]?.tags).toEqual([
      '1.10',
      '007',
      '0x1F',
      'true',
      'null',
      '~',
      '1e3',
      '2026-01-01',
      '',
      'a b',
    ])
  })

  test('may leave keys null in JSON, as in Kubernetes', () => {
    const nothing = { name: null, exclusionList: null, current: null, expect: null }
    const spec = { filterTags: null, policy: { semver: null, numerical: {} } }
    expect(read(JSON.stringify({ tests: [{ ...nothing, spec, policy: null, tags: ['1'] }] }))).toEqual([
      {
        name: 'test 1',
        place: { file: 'tests.yaml', line: 1, column: 11 },
        policy: { kind: 'written', spec: { policy: { numerical: {} } } },
        tags: ['1'],
        exclusionList: [],
      },
    ])
  })

  const whole = {
    imageRepositoryRef: { name: 'web', namespace: 'flux-system' },
    digestReflectionPolicy: 'Always',
    interval: '10m',
    suspend: false,
    filterTags: { pattern: '^v' },
    policy: { semver: { range: '1.x' } },
  }
  test.each([
    ['JSON', JSON.stringify({ tests: [{ spec: whole, tags: [] }] })],
    ['YAML', stringify({ tests: [{ spec: whole, tags: [] }] })],
    [
      'YAML with CRLF and a byte order mark',
      `\uFEFF${stringify({ tests: [{ spec: whole, tags: [] }] })}`.replaceAll('\n', '\r\n'),
    ],
  ])('may hold the whole spec of an ImagePolicy: %s', (_, text) => {
    const { filterTags, policy } = whole
    expect(read(text)[0]?.policy).toMatchObject({ kind: 'written', spec: { filterTags, policy } })
  })

  test('may name a tag twice, which counts once', () => {
    expect(read('tests: [{ spec: {}, tags: [b, a, b] }]')[0]?.tags).toEqual(['b', 'a'])
  })

  test('may repeat itself by YAML aliases', () => {
    const text = 'tests: [{ spec: &s { policy: {} }, tags: &t [a, b] }, { spec: *s, tags: *t }]'
    const [first, second] = read(text)
    expect(second).toMatchObject({ policy: first?.policy, tags: ['a', 'b'] })
  })
})

describe('what is wrong in a file is told whole, in its order', () => {
  const table: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
    ['nothing in it', '', ['1:1 the file is empty; wanted `tests` with a list in it']],
    [
      'no tests',
      'test: []',
      ['1:1 `tests` is missing; wanted a list', '1:1 unknown key `test`; did you mean `tests`?'],
    ],
    ['a list alone', '["a"]', ['1:1 the file is a list; wanted a map']],
    [
      'no policy, and two',
      'tests:\n- tags: []\n- { spec: {}, policy: a:b, tags: [] }\n',
      [
        '2:3 item 1 of `tests` is a map; wanted `spec` or `policy` in it, and not both',
        '3:3 item 2 of `tests` is a map; wanted `spec` or `policy` in it, and not both',
      ],
    ],
    [
      'two expectations, an unknown one, none',
      'tests:\n- { spec: {}, tags: [], expect: { tag: a, problem: no-tags } }\n- { spec: {}, tags: [], expect: { problem: no-tag } }\n- spec: {}\n  tags: []\n  expect:\n',
      [
        '2:33 `expect` is a map; wanted `tag` or `problem` in it, and not both',
        '3:44 `problem` is `no-tag`; wanted `choice-missing`, `no-tag-fits`, `no-tags`, `order-invalid`, `pattern-invalid`, `range-invalid` or `value-not-a-number`; did you mean `no-tags`?',
        '6:3 `expect` is empty; wanted a map',
      ],
    ],
    [
      'slips in keys',
      'tests:\n- spec: { policy: { semvr: {} }, filterTag: {} }\n  tags: []\n  expects: { tag: a }\n',
      [
        '2:21 unknown key `semvr`; did you mean `semver`?',
        '2:34 unknown key `filterTag`; did you mean `filterTags`?',
        '4:3 unknown key `expects`; did you mean `expect`?',
      ],
    ],
    [
      'a policy that is no key',
      'tests: [{ policy: web, tags: [] }]',
      ['1:19 `policy` is `web`; wanted a policy as `namespace:name`'],
    ],
    [
      'numbers, booleans and nulls of JSON',
      '{"tests": [\n\t{"spec": {"policy": {"semver": {"range": 1}}},\n\t "tags": [1.10, true, null, "a"]}]}',
      [
        '2:43 1 is a JSON number; wanted text: put it in quotes',
        '3:12 1.10 is a JSON number; wanted text: put it in quotes',
        '3:18 true is a JSON boolean; wanted text: put it in quotes',
        '3:24 item 3 of `tags` is empty; wanted text',
      ],
    ],
    [
      'a number under a key that decides nothing, and one under a key that does',
      '{"tests": [{"spec": {"interval": 10, "suspend": true, "policy": {"numerical": {"order": 1}}}, "tags": []}]}',
      ['1:89 1 is a JSON number; wanted text: put it in quotes'],
    ],
    [
      'a key of JSON that stands twice',
      '{"tests": [{"spec": {}, "tags": ["a"], "tags": []}]}',
      ['1:40 the key `tags` stands twice in one map'],
    ],
    [
      'a text that ends too early',
      '{"tests": [{"tags": ["1"',
      [
        '1:25 the file is not valid YAML here: the indentation does not fit the lines above, or a bracket above is not closed',
      ],
    ],
    [
      'JSON without a bottom',
      `{"tests": ${'['.repeat(200)}${']'.repeat(200)}}`,
      ['1:111 the file has more than 100 levels; wanted fewer'],
    ],
  ]
  test.each(table)('%s', async (_, text, told) => {
    const problems = await problemsThrownBy(() => read(text))
    expect(problems.map(({ message, place }) => `${place?.line}:${place?.column} ${message}`)).toEqual(told)
    expect(new Set(problems.map(({ code, place }) => `${code} ${place?.file}`))).toEqual(
      new Set(['tests-invalid tests.yaml']),
    )
  })
})

describe('policies of the configuration', () => {
  const semver = (range: string): PolicySpec => ({ policy: { semver: { range } } })
  const config: Config = {
    environments: [
      anEnvironment({ policies: [aPolicy('dev:web', { spec: semver('1.x') }), aPolicy('dev:api')] }),
      anEnvironment({ name: 'two', policies: [aPolicy('dev:web', { spec: semver('1.x') })] }),
      anEnvironment({ name: 'three', policies: [aPolicy('dev:api', { spec: semver('2.x') })] }),
    ],
  }
  const named = (...keys: readonly string[]) =>
    read(`tests:\n${keys.map((key) => `- { policy: '${key}', tags: [] }\n`).join('')}`)

  test('lend their specs, also where several environments have the same', () => {
    expect(withSpecs(named('dev:web'), config)).toMatchObject([{ spec: semver('1.x') }])
  })

  test('are not needed for a test with its own', () => {
    expect(withSpecs(read('tests: [{ spec: {}, tags: [] }]'), { environments: [] })).toMatchObject([
      { spec: {} },
    ])
  })

  test('that are not there or not one are told at the place of each', async () => {
    const problems = await problemsThrownBy(() => withSpecs(named('dev:wbe', 'dev:web', 'dev:api'), config))
    expect(problems).toEqual([
      {
        code: 'tests-invalid',
        level: 'error',
        message: 'the configuration has no policy `dev:wbe`; did you mean `dev:web`?',
        place: { file: 'tests.yaml', line: 2, column: 13 },
      },
      {
        code: 'tests-invalid',
        level: 'error',
        message: 'several environments have a policy `dev:api`, with different specs; wanted `spec`',
        place: { file: 'tests.yaml', line: 4, column: 13 },
      },
    ])
  })
})

test('a recorded listing reads back as it was', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1.10', 'null', '- a', '#')), {
        maxLength: 20,
      }),
      (tags) => {
        expect(read(formatTests('ghcr.io/acme/web', tags))).toMatchObject([
          {
            name: 'ghcr.io/acme/web',
            policy: { kind: 'written', spec: { policy: { semver: { range: '*' } } } },
            tags,
          },
        ])
      },
    ),
    { seed: 7 },
  )
})
