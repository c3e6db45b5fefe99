import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { parseChallenges } from '../../../src/adapters/registry/challenge.ts'

describe('challenges are read as registries write them', () => {
  test.each<[string, string, [string, Record<string, string>][]]>([
    ['nothing', '', []],
    ['a Basic challenge', 'Basic realm="Registry Realm"', [['basic', { realm: 'Registry Realm' }]]],
    ['an unquoted value (zot)', 'basic realm=zot', [['basic', { realm: 'zot' }]]],
    [
      'commas inside a quoted scope',
      'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:acme/web:pull,push"',
      [
        [
          'bearer',
          {
            realm: 'https://auth.example.com/token',
            service: 'registry.example.com',
            scope: 'repository:acme/web:pull,push',
          },
        ],
      ],
    ],
    [
      'blanks around commas and equals signs',
      'Bearer realm = "https://a/t" , service= "a" ,scope ="x"',
      [['bearer', { realm: 'https://a/t', service: 'a', scope: 'x' }]],
    ],
    [
      'Bearer and Basic in one line (Forgejo)',
      'Bearer realm="https://codeberg.org/v2/token",service="container_registry",scope="*",Basic realm="Gitea"',
      [
        ['bearer', { realm: 'https://codeberg.org/v2/token', service: 'container_registry', scope: '*' }],
        ['basic', { realm: 'Gitea' }],
      ],
    ],
    [
      'names in any case',
      'BEARER Realm="https://a/t",SERVICE="a"',
      [['bearer', { realm: 'https://a/t', service: 'a' }]],
    ],
    [
      'escapes',
      String.raw`Basic realm="say \"friend\" \\ enter"`,
      [['basic', { realm: String.raw`say "friend" \ enter` }]],
    ],
    [
      'a scheme without parameters first',
      'Negotiate, Basic realm="x"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    [
      'a token behind a scheme',
      'Negotiate YWJj, Basic realm="x"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'x' }],
      ],
    ],
    [
      'a bare URL as a value',
      'Bearer realm=https://a/t?x=y,service=a',
      [['bearer', { realm: 'https://a/t?x=y', service: 'a' }]],
    ],
    ['an empty value', 'Bearer realm="",service="a"', [['bearer', { realm: '', service: 'a' }]]],
    ['a quotation that never ends', 'Basic realm="oops', [['basic', { realm: 'oops' }]]],
    ['parameters that belong to nothing', 'realm="x"', []],
    [
      'what a refused token is told',
      'Bearer realm="https://a/t",error="insufficient_scope"',
      [['bearer', { realm: 'https://a/t', error: 'insufficient_scope' }]],
    ],
  ])('%s', (_, header, expected) => {
    const challenges = parseChallenges(header)
    expect(challenges.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])).toEqual(
      expected,
    )
  })

  test('any text is read to its end without a throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', ',', '=', '\\', ' ', 'a', 'B'), maxLength: 60 }),
        (header) => {
          expect(parseChallenges(header).every(({ scheme }) => /^[^\s,"]+$/.test(scheme))).toBe(true)
        },
      ),
      { seed: 1, numRuns: 500 },
    )
  })
})
