import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { policyTest } from '../../src/commands/policy-test.ts'
import { problemError } from '../../src/model/problem.ts'
import { problemsThrownBy } from '../support/builders.ts'
import { readCases } from '../support/cases.ts'
import { configFile, createWorld } from './world.ts'

const run = (files: Readonly<Record<string, string>>, world = createWorld()) =>
  policyTest({
    files: Object.keys(files),
    read: (file) => {
      const text = files[file]
      if (text === '') throw problemError('files-failed', `${file} cannot be read.`, { file })
      return text ?? ''
    },
    config: configFile,
    ports: world,
  })
const runTests = (...tests: readonly object[]) => run({ 'tests.json': JSON.stringify({ tests }) })
const semver = (range: string) => ({ policy: { semver: { range } } })

describe('each test comes to', () => {
  const table: readonly (readonly [what: string, test: object, exitCode: 0 | 1, result: object])[] = [
    [
      'a tag, where nothing was expected',
      { name: 'a', spec: semver('1.x'), tags: ['1.0.0', '2.0.0'] },
      0,
      { name: 'a', passed: null, actual: { tag: '1.0.0', key: '1.0.0' } },
    ],
    [
      'the tag that was expected, with its key',
      {
        spec: { filterTags: { pattern: '^b-(.*)', extract: '$1' }, policy: { numerical: {} } },
        tags: ['b-2', 'b-10'],
        expect: { tag: 'b-10' },
      },
      0,
      { name: 'test 1', passed: true, actual: { tag: 'b-10', key: '10' } },
    ],
    [
      'another tag',
      { spec: semver('*'), tags: ['1.0.0'], expect: { tag: '1.1.0' } },
      1,
      { name: 'test 1', passed: false, actual: { tag: '1.0.0', key: '1.0.0' } },
    ],
    [
      'the problem that was expected',
      { spec: semver('2.x'), tags: ['1.0.0'], expect: { problem: 'no-tag-fits' } },
      0,
      {
        name: 'test 1',
        passed: true,
        actual: {
          problem: 'no-tag-fits',
          message: expect.stringContaining('"2.x"'),
          flux: 'unable to determine latest version from provided list',
        },
      },
    ],
    [
      'another problem',
      { spec: { policy: {} }, tags: [], expect: { problem: 'no-tags' } },
      1,
      {
        name: 'test 1',
        passed: false,
        actual: { problem: 'choice-missing', message: expect.any(String), flux: expect.any(String) },
      },
    ],
    [
      'a tag where a problem was expected',
      { spec: semver('*'), tags: ['1.0.0'], expect: { problem: 'no-tags' } },
      1,
      { name: 'test 1', passed: false, actual: { tag: '1.0.0', key: '1.0.0' } },
    ],
    [
      'a tag that is not excluded, unless the test excludes it',
      { spec: { policy: { alphabetical: {} } }, tags: ['1', '2.sig', '3'], exclusionList: ['3'] },
      0,
      { name: 'test 1', passed: null, actual: { tag: '2.sig', key: '2.sig' } },
    ],
    [
      'a tag, and the current one against it',
      { spec: semver('1.x'), tags: ['1.0.0'], current: '2.0.0' },
      0,
      {
        name: 'test 1',
        passed: null,
        actual: { tag: '1.0.0', key: '1.0.0', weighed: { tag: '2.0.0', fits: false, age: 'newer' } },
      },
    ],
    [
      'a problem, against which nothing can be weighed',
      { spec: semver('1.x'), tags: ['latest'], current: '2.0.0' },
      0,
      {
        name: 'test 1',
        passed: null,
        actual: { problem: 'no-tag-fits', message: expect.any(String), flux: expect.any(String) },
      },
    ],
  ]
  test.each(table)('%s', async (_, one, exitCode, result) => {
    expect(await runTests(one)).toMatchObject({ exitCode, json: [result] })
    expect((await runTests(one)).json).toEqual([result])
  })
})

describe('for people', () => {
  test('a test is a line, and a failure says what was wanted, what came, and why', async () => {
    const { lines } = await runTests(
      { name: 'shown', spec: semver('*'), tags: ['1.0.0'] },
      { name: 'right', spec: semver('*'), tags: ['1.0.0'], expect: { tag: '1.0.0' } },
      {
        name: 'wrong',
        spec: semver('1.x'),
        tags: ['1.0.0', '1.1.0', '2.0.0', 'a', 'b', 'c', 'd', '1.0.0-debug'],
        exclusionList: ['-debug$'],
        expect: { tag: '2.0.0' },
      },
      { name: 'no problem', spec: semver('1.x'), tags: ['1.0.0'], expect: { problem: 'no-tags' } },
    )
    expect(lines).toEqual([
      'shown   shown: 1.0.0',
      'passed  right: 1.0.0',
      expect.stringMatching(/^failed {2}wrong \(tests\.json:1:\d+\)$/),
      '    wanted        2.0.0',
      '    got           1.1.0',
      '    why           2.0.0 is outside the range 1.x',
      '    rule          highest version in 1.x',
      '    listed        8',
      '    excluded      1: 1.0.0-debug',
      '    not matched   0',
      '    not parsable  4: d, c, b, ...',
      '    out of range  1: 2.0.0',
      '    runners-up    1.0.0',
      expect.stringMatching(/^failed {2}no problem/),
      '    wanted        the problem no-tags',
      '    got           1.0.0',
      ...Array.from({ length: 7 }, () => expect.any(String)),
      '1 passed, 2 failed, 1 without an expectation.',
    ])
  })
})

describe('files', () => {
  const one = (tag: string) =>
    `tests: [{ name: of ${tag}, spec: { policy: { semver: { range: '*' } } }, tags: [${tag}] }]`

  test('make one list, in their order', async () => {
    const { json } = await run({ 'b.yaml': one('2.0.0'), 'a.yaml': one('1.0.0') })
    expect(json).toMatchObject([{ name: 'of 2.0.0' }, { name: 'of 1.0.0' }])
  })

  test('are told of together, and nothing runs, where some cannot be read', async () => {
    const problems = await problemsThrownBy(() =>
      run({ 'a.yaml': 'tests: 1', 'good.yaml': one('1.0.0'), 'none.yaml': '', 'c.json': '{"tests": [1]}' }),
    )
    expect(problems.map(({ code, place }) => `${code} ${place?.file}`)).toEqual([
      'tests-invalid a.yaml',
      'files-failed none.yaml',
      'tests-invalid c.json',
      'tests-invalid c.json',
    ])
  })
})

describe('policies of the configuration', () => {
  const named = { 'a.yaml': "tests: [{ policy: 'dev:web', tags: [1.5.0, 2.0.0], expect: { tag: 1.5.0 } }]" }

  test('are tested as they stand on disk', async () => {
    expect(await run(named)).toMatchObject({ exitCode: 0, json: [{ passed: true }] })
  })

  test('need a configuration that is right', async () => {
    const problems = await problemsThrownBy(() => run(named, createWorld({ [configFile]: 'version: 2' })))
    expect(problems).toContainEqual(expect.objectContaining({ code: 'config-invalid' }))
  })

  test('are not looked for where no test names one', async () => {
    const world = createWorld({ [configFile]: 'version: 2' })
    const own = { 'a.yaml': 'tests: [{ spec: {}, tags: [a] }]' }
    expect(await run(own, world)).toMatchObject({
      exitCode: 0,
      json: [{ actual: { problem: 'choice-missing' } }],
    })
  })
})

describe("policies of Flux's manifests", () => {
  const test1 = (more = '') => ({
    'a.yaml': `tests: [{ policy: 'flux-system:web', tags: [1.5.0, 2.0.0], ${more} expect: { tag: 1.5.0 } }]`,
  })
  const policy = (range: string, name = 'web') =>
    `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { imageRepositoryRef: { name: none }, policy: { semver: { range: ${range} } } }\n`
  const sync = (path: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: flux-system, namespace: flux-system }\nspec: { path: ./${path}, sourceRef: { kind: GitRepository, name: flux-system } }\n`
  const twoClusters = {
    'clusters/dev/flux-system/gotk-sync.yaml': sync('clusters/dev'),
    'clusters/dev/web.yaml': policy("'*'"),
    'clusters/prod/flux-system/gotk-sync.yaml': sync('clusters/prod'),
    'clusters/prod/web.yaml': policy('1.x'),
  }

  test('are tested without any configuration, and without their ImageRepository', async () => {
    const world = createWorld({ [configFile]: null, 'flux/web.yaml': policy('1.x') })
    expect(await run(test1(), world)).toMatchObject({ exitCode: 0, json: [{ passed: true }] })
  })

  test('are tested beside a configuration that has no such policy, and behind one that has', async () => {
    const world = createWorld({
      'flux/web.yaml':
        policy('1.x') +
        '---\n' +
        policy('2.x', 'dev').replace('flux-system', 'dev').replace('name: dev', 'name: web'),
    })
    expect(await run(test1(), world)).toMatchObject({ exitCode: 0 })
    const own = { 'a.yaml': "tests: [{ policy: 'dev:web', tags: [1.5.0, 2.0.0], expect: { tag: 1.5.0 } }]" }
    expect(await run(own, world)).toMatchObject({ exitCode: 0 })
    const theirs = {
      'a.yaml': "tests: [{ policy: 'dev:web', root: ., tags: [1.5.0, 2.0.0], expect: { tag: 2.0.0 } }]",
    }
    expect(await run(theirs, world)).toMatchObject({ exitCode: 0 })
  })

  test('are told apart by their root', async () => {
    const world = createWorld({ [configFile]: null, ...twoClusters })
    expect(await run(test1('root: clusters/prod,'), world)).toMatchObject({ exitCode: 0 })
    expect(await run(test1('root: clusters/dev,'), world)).toMatchObject({
      exitCode: 1,
      json: [{ actual: { tag: '2.0.0' } }],
    })
  })

  test.each<[what: string, text: string, told: string]>([
    [
      'several without a root',
      test1()['a.yaml'],
      'several roots have a policy `flux-system:web`, with different specs; wanted `root` with `clusters/dev` or `clusters/prod`',
    ],
    [
      'an unknown root',
      test1('root: clusters/prd,')['a.yaml'],
      "there is no root `clusters/prd` of Flux's manifests; did you mean `clusters/prod`?",
    ],
    [
      'an unknown policy',
      "tests: [{ policy: 'flux-system:wbe', tags: [] }]",
      "Flux's manifests have no policy `flux-system:wbe`; did you mean `flux-system:web`?",
    ],
    [
      'an unknown policy of a root',
      "tests: [{ policy: 'flux-system:wbe', root: clusters/dev, tags: [] }]",
      'the root `clusters/dev` has no policy `flux-system:wbe`; did you mean `flux-system:web`?',
    ],
    [
      'one that is not whole',
      "tests: [{ policy: 'flux-system:part', tags: [] }]",
      "the policy `flux-system:part` at clusters/dev/part.yaml:1 has no spec that can be used: `spec.policy.semver.range` of this ImagePolicy holds `${RANGE}`, which something else fills in, such as Flux's `postBuild`.",
    ],
    [
      'a root without a policy',
      'tests: [{ spec: {}, root: clusters/dev, tags: [] }]',
      'item 1 of `tests` is a map; wanted `policy` beside `root`, which says where its Flux manifests lie',
    ],
  ])('that cannot be found are told: %s', async (_, text, told) => {
    const world = createWorld({
      [configFile]: null,
      ...twoClusters,
      'clusters/dev/part.yaml': policy("'${RANGE}'", 'part'),
    })
    const problems = await problemsThrownBy(() => run({ 'a.yaml': text }, world))
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([`tests-invalid ${told}`])
  })

  test('and a configuration are missed where there is neither', async () => {
    const world = createWorld({ [configFile]: null })
    const problems = await problemsThrownBy(() => run(test1(), world))
    expect(problems.map(({ code }) => code)).toEqual(['config-not-found'])
  })
})

interface SemverRow {
  readonly range: string
  readonly tags: readonly string[]
  readonly matches: readonly string[]
}

test('thousands of tests take their tags as sets: shuffled and doubled they come to the same', async () => {
  const { rows }: { readonly rows: readonly SemverRow[] } = readCases('semver-cases')
  const cases = rows.flatMap(({ range, tags }) => [
    { spec: semver(range), tags },
    { spec: semver(range), tags: [...tags.toReversed(), ...tags] },
  ])
  const tests = Array.from({ length: 5000 }, (_, index) => cases[index % cases.length] ?? {})
  const { json } = await runTests(...tests)
  const actual = z
    .array(z.looseObject({ actual: z.looseObject({}) }))
    .parse(json)
    .map((each) => each.actual)
  expect(actual).toHaveLength(5000)
  expect(actual.filter((_, index) => index % 2 === 1)).toEqual(actual.filter((_, index) => index % 2 === 0))
})
