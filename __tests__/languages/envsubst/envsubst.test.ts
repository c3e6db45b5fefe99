/** Rows by the rules of fluxcd/pkg/envsubst. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { expand } from '../../../src/languages/envsubst/envsubst.ts'

const values: Readonly<Record<string, string | null>> = {
  name: 'prod',
  path: 'team/a/web.tar.gz',
  long: 'abcABC123ABCabc',
  umlaut: 'ä1',
  empty: '',
  secret: null,
}
const lookup = (name: string) => values[name]

describe('a variable is filled in:', () => {
  test.each([
    ['nothing to do: $name $ } { #', 'nothing to do: $name $ } { #'],
    ['${name}', 'prod'],
    ['a-${name}-b-${name}', 'a-prod-b-prod'],
    ['${gone}', ''],
    ['${gone:=1.x}', '1.x'],
    ['${gone:->=1.0.0 <2.0.0}', '>=1.0.0 <2.0.0'],
    ['${gone=x}', 'x'],
    ['${empty:=x}', 'x'],
    ['${name:=x}', 'prod'],
    ['${gone:?x}', 'x'],
    ['${name:+x}', 'prod'],
    ['${gone:=}', ''],
    ['${gone:=a${name}b${gone:-c}}', 'aprodbc'],
    ['$${name}', '${name}'],
    ['$$', '$'],
    ['$$$${name}', '$${name}'],
    ['$${name}$${gone:=${name}}', '${name}${gone:=prod}'],
    ['${#name}', '4'],
    ['${#umlaut}', '3'],
    ['${name^}${name^^}', 'ProdPROD'],
    ['${long,}${long,,}', 'abcABC123ABCabcabcabc123abcabc'],
    ['${name:1}', 'rod'],
    ['${name:1:2}', 'ro'],
    ['${name:-}', 'prod'],
    ['${name:0:-1}', 'pro'],
    ['${name:9}', ''],
    ['${name:3:-2}', ''],
    ['${name:x}', 'prod'],
    ['${long/abc/x}', 'xABC123ABCabc'],
    ['${long//abc/x}', 'xABC123ABCx'],
    ['${long/#abc/x}', 'xABC123ABCabc'],
    ['${long/%abc/x}', 'abcABC123ABCx'],
    ['${name/#/x-}${name/%/-x}', 'x-prodprod-x'],
    [String.raw`${'$'}{path/\//-}`, 'team-a/web.tar.gz'],
    [String.raw`${'$'}{gone:=^v\\.\/x}`, String.raw`^v\\.\/x`],
    ['${path//a/}', 'tem//web.tr.gz'],
    ['${path#*/}', 'a/web.tar.gz'],
    ['${path##*/}', 'web.tar.gz'],
    ['${path%.*}', 'team/a/web.tar'],
    ['${path%%.*}', 'team/a/web'],
    ['${path#x}', 'team/a/web.tar.gz'],
    ['${path%[xyz]}', 'team/a/web.tar.g'],
    ['${path#t?am}', '/a/web.tar.gz'],
  ])('%s', (text, expected) => {
    expect(expand(text, lookup)).toEqual({ kind: 'expanded', text: expected })
  })
})

test.each([
  ['${', 'unable to parse variable name'],
  ['${}', 'unable to parse variable name'],
  ['${-x}', 'unable to parse variable name'],
  ['${name', 'missing closing brace'],
  ['${name-x}', 'missing closing brace'],
  ['${name.x}', 'missing closing brace'],
  ['${name:=x', 'bad substitution'],
  ['${name/x}', 'bad substitution'],
  ['${#}', 'bad substitution'],
])('what cannot be read is said in the words of Flux: %s', (text, message) => {
  expect(expand(text, lookup)).toEqual({ kind: 'broken', message })
})

test('what nobody can know stays as it stands', () => {
  const text = 'a ${secret} b ${secret:=1.x} $${name} ${gone:=${secret}}'
  const expected = 'a ${secret} b ${secret:=1.x} ${name} ${secret}'
  expect(expand(text, lookup)).toEqual({ kind: 'expanded', text: expected })
})

const signs = (letters: string) => fc.string({ unit: fc.constantFrom(...Array.from(letters)) })
const laws = { seed: 7, numRuns: 2000 }

test('text without a dollar sign is never changed', () => {
  const unchanged = (text: string) => expect(expand(text, lookup)).toEqual({ kind: 'expanded', text })
  fc.assert(fc.property(signs('{}:=#%/-^,\\ab1'), unchanged), laws)
})

test('nothing is thrown', () => {
  const ends = (text: string) => expect(['expanded', 'broken']).toContain(expand(text, lookup).kind)
  fc.assert(fc.property(signs('${}:=#%/-^,\\ab1'), ends), laws)
})
