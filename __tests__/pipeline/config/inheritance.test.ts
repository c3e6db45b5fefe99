import { describe, expect, test } from '@jest/globals'
import { problemsIn, read } from './reading.ts'

const images = ['version: 1', 'images: { web: acme/web, api: acme/api }']

describe('a policy that extends another', () => {
  test.each([
    [
      'has the fields of the other',
      ['  base: { filterTags: { pattern: ^v }, policy: { numerical: {} }, digestReflectionPolicy: Always }'],
      '{ extends: base }',
      {
        spec: { filterTags: { pattern: '^v' }, policy: { numerical: {} } },
        digestReflection: 'Always',
      },
    ],
    [
      'keeps its own where it has them, each as a whole',
      ['  base: { filterTags: { pattern: ^v(.*), extract: $1 }, policy: { numerical: { order: desc } } }'],
      '{ extends: base, filterTags: { pattern: ^w }, policy: { alphabetical: {} } }',
      { spec: { filterTags: { pattern: '^w' }, policy: { alphabetical: {} } } },
    ],
    [
      'may leave it to the other to choose, and the other to it',
      ['  filtered: { filterTags: { pattern: ^v } }'],
      '{ extends: filtered, policy: { semver: { range: 1.x } } }',
      { spec: { filterTags: { pattern: '^v' }, policy: { semver: { range: '1.x' } } } },
    ],
    [
      'extends what the other extends',
      [
        '  base: { policy: { numerical: {} }, digestReflectionPolicy: Always, suspend: true }',
        '  middle: { extends: base, filterTags: { pattern: ^v } }',
        '  top: { extends: middle, suspend: false }',
      ],
      'top',
      {
        spec: { filterTags: { pattern: '^v' }, policy: { numerical: {} } },
        digestReflection: 'Always',
      },
    ],
    [
      'is suspended with it',
      ['  base: { policy: { numerical: {} }, suspend: true }'],
      '{ extends: base }',
      { suspend: true },
    ],
    [
      'can be pinned',
      ['  base: { policy: { numerical: {} } }'],
      '{ extends: base, pin: { tag: 1.10, reason: INC-42 } }',
      { pin: { tag: '1.10', reason: 'INC-42' } },
    ],
  ])('%s', (_, policies, written, expected) => {
    const environments = ['environments:', '  dev:', `    policies: { web: ${written} }`]
    const { config, warnings } = read(...images, 'policies:', ...policies, ...environments)
    expect(warnings).toEqual([])
    const [policy] = config.environments[0]?.policies ?? []
    expect(policy).toMatchObject(expected)
    expect('suspend' in (policy ?? {})).toBe('suspend' in expected)
  })

  test.each([
    [
      'a name that is not there',
      ['base: { policy: { numerical: {} } }', 'top: { extends: bsae }'],
      'top',
      ['5:19 config-invalid there is no policy `bsae` in `policies`; did you mean `base`?'],
    ],
    [
      'a name that is not there, in its place',
      ['base: { policy: { numerical: {} } }'],
      '{ extends: bsae }',
      ['5:52 config-invalid there is no policy `bsae` in `policies`; did you mean `base`?'],
    ],
    ['itself', ['a: { extends: a }'], 'a', ['4:17 config-invalid `a` extends itself; wanted an end']],
    [
      'a circle',
      ['a: { extends: b }', 'b: { extends: c }', 'c: { extends: a, policy: { numerical: {} } }'],
      'a',
      [
        '4:17 config-invalid `a` extends itself, by way of `b` and `c`; wanted an end',
        '5:17 config-invalid `b` extends itself, by way of `c` and `a`; wanted an end',
        '6:17 config-invalid `c` extends itself, by way of `a` and `b`; wanted an end',
      ],
    ],
    [
      'one that does not say how to choose either',
      ['base: { digestReflectionPolicy: Always }', 'top: { extends: base }'],
      'top',
      [
        '5:3 choice-missing `top` does not say how to choose; wanted one of `semver`, `alphabetical` and `numerical` in `policy`',
      ],
    ],
    [
      'and is used itself without saying how to choose',
      ['base: {}', 'top: { extends: base, policy: { numerical: {} } }'],
      'base',
      [
        '4:3 choice-missing `base` does not say how to choose; wanted one of `semver`, `alphabetical` and `numerical` in `policy`',
      ],
    ],
  ])('cannot extend %s', (_, policies, written, expected) => {
    const named = policies.map((line) => `  ${line}`)
    expect(
      problemsIn(
        ...images,
        'policies:',
        ...named,
        `environments: { dev: { policies: { web: ${written} } } }`,
      ),
    ).toEqual(expected)
  })
})

test('a pin is a tag that an image can have', () => {
  const web = '{ policy: { numerical: {} }, pin: { tag: "1.0:x" } }'
  expect(problemsIn(...images, `environments: { dev: { policies: { web: ${web} } } }`)).toEqual([
    '3:82 config-invalid `1.0:x` is not a tag that an image can have',
  ])
})
