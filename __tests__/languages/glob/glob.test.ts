/** Globs mean what they mean to picomatch, and nobody waits for them. */
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import picomatch from 'picomatch'
import { globOf } from '../../../src/languages/glob/glob.ts'

const piece = fc.constantFrom('a', 'b', 'ab', '.a', '*', '**', '?', '{a,b}', '+(a|b)', '[ab]', 'a*', '*.b')
const part = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''))
const negation = fc.constantFrom('', '', '', '!')
const glob = fc
  .tuple(negation, fc.array(part, { minLength: 1, maxLength: 4 }))
  .map(([not, parts]) => not + parts.join('/'))
const name = fc.stringMatching(/^\.?[ab]{1,3}(\.b)?$/)
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'))

test.each([{}, { bash: true }, { nonegate: true }])('a glob fits what picomatch says: %j', (options) => {
  fc.assert(
    fc.property(glob, path, (pattern, short) => {
      const isWanted = picomatch(pattern, { dot: true, ...options })
      // A path that is long enough is matched in the other way.
      for (const each of [short, `${short}/${'a'.repeat(301)}`, `${'b/'.repeat(151)}${short}`])
        expect([pattern, each, globOf(pattern, options)(each)]).toEqual([pattern, each, isWanted(each)])
    }),
    { seed: 5, numRuns: 400 },
  )
})

test.each([
  `apps/${'*a'.repeat(30)}*b`,
  `${'**/a/'.repeat(20)}b`,
  `!(b)${'*a'.repeat(30)}b`,
  `apps/${'{a,aa}'.repeat(30)}b`,
  `!apps/${'*a'.repeat(30)}*b`,
])(
  'what would take for ever is told at once: %s',
  (pattern) => {
    const isLed = pattern.startsWith('!apps')
    for (const text of [`apps/${'a'.repeat(250)}`, 'a/'.repeat(400) + 'c'])
      expect(globOf(pattern)(text)).toBe(isLed)
  },
  2000,
)
