import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { longest, staysIn, type Version } from '../../../src/pipeline/prove/stays.ts'

/** One version a step, an hour apart; tags of a step are separated by commas, an empty text is a file without any. */
function versions(...steps: readonly string[]): readonly Version[] {
  return steps.map((tags, hour) => ({
    commit: `c${hour}`,
    date: hour,
    standing: tags === '' ? [] : tags.split(',').map((tag) => ({ tag })),
  }))
}

/** `tag since`, in the order of their coming. */
function told(...steps: readonly string[]): readonly string[] {
  return staysIn(versions(...steps)).map(({ tag, since }) => `${tag} ${since}`)
}

describe('what stood in a file', () => {
  test.each([
    { name: 'counts from when it came', steps: ['1'], stays: ['1 0'] },
    {
      name: 'goes on counting when something new takes its place',
      steps: ['1', '2', '3'],
      stays: ['1 0', '2 1', '3 2'],
    },
    { name: 'counts no more once the file goes back', steps: ['1', '2', '1'], stays: ['1 0'] },
    {
      name: 'counts no more if it came behind what is there again',
      steps: ['1', '2', '3', '1'],
      stays: ['1 0'],
    },
    {
      name: 'counts if it came before what is there again',
      steps: ['1', '2', '3', '2'],
      stays: ['1 0', '2 1'],
    },
    { name: 'counts anew when it comes again', steps: ['1', '2', '1', '2'], stays: ['1 0', '2 3'] },
    {
      name: 'goes on when something new comes after a step back',
      steps: ['1', '2', '1', '3'],
      stays: ['1 0', '3 3'],
    },
    { name: 'counts no more when the file loses it', steps: ['1', '2', ''], stays: ['1 0'] },
    { name: 'counts anew in a file that comes again', steps: ['1', '', '1'], stays: ['1 2'] },
    { name: 'counts beside others', steps: ['1', '1,2', '2,3'], stays: ['1 0', '2 1', '3 2'] },
    {
      name: 'is not begun anew by commits that change something else',
      steps: ['1', '1', '1'],
      stays: ['1 0'],
    },
  ])('$name', ({ steps, stays }) => {
    expect(told(...steps)).toEqual(stays)
  })

  test('is another reference where the digest is another', () => {
    const standing = (digest: string) => [{ tag: '1', digest }]
    const stays = staysIn([
      { commit: 'a', date: 0, standing: standing('sha256:a') },
      { commit: 'b', date: 1, standing: standing('sha256:b') },
    ])
    expect(stays.map(({ digest, since }) => [digest, since])).toEqual([
      ['sha256:a', 0],
      ['sha256:b', 1],
    ])
  })

  test('counts by the file in which it has stood longest', () => {
    const [one, other] = [staysIn(versions('1', '2')), staysIn(versions('2'))]
    expect(longest([...one, ...other]).map(({ tag, since }) => [tag, since])).toEqual([
      ['1', 0],
      ['2', 0],
    ])
  })

  test('is what is there, and never what was taken out by a step back, whatever the past', () => {
    const step: fc.Arbitrary<string> = fc.constantFrom('1', '2', '3', '4')
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const stays = staysIn(versions(...steps))
        const last = steps.length - 1
        expect(stays.map(({ tag }) => tag)).toContain(steps[last])
        for (const { tag, since } of stays) {
          expect(steps[since]).toBe(tag)
          // After it came, the file never went back to what had been there before.
          const before = new Set(steps.slice(0, steps.indexOf(tag)))
          expect(steps.slice(since).filter((each) => before.has(each))).toEqual([])
        }
      }),
      { seed: 9, numRuns: 2000 },
    )
  })
})
