import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  findState,
  formatOwnPart,
  formatState,
  type RequestState,
  withOwnPart,
  withState,
} from '../../src/model/request-state.ts'

const state: RequestState = {
  environment: 'production',
  group: 'web',
  bumps: [{ policy: 'production:web', tag: '1.2.3', digest: `sha256:${'a'.repeat(64)}` }],
  heads: ['1'.repeat(40)],
  title: 'Bump web to 1.2.3 in production',
}

describe('what a request remembers', () => {
  test('is read back from the end of its body, which people may have changed', () => {
    const body = `Read this first.\n\n${formatState(state)}`
    expect(findState(body)).toEqual(state)
    expect(findState(body.replaceAll('\n', '\r\n'))).toEqual(state)
  })

  test('is the last one where a body quotes another', () => {
    const other = formatState({ ...state, environment: 'dev' })
    expect(findState(`${other}\n${formatState(state)}`)?.environment).toBe('production')
  })

  test('stands in one part with our words, which takes the place of the former one and leaves what people wrote', () => {
    const part = formatOwnPart('From 1 to 2.', state)
    const newer = formatOwnPart('From 1 to 3.', { ...state, title: 'Bump web to 3' })
    expect(withOwnPart(`Before.\n${part}\nAfter.`, newer)).toBe(`Before.\n${newer}\nAfter.`)
    expect(withOwnPart(' \n', newer)).toBe(newer)
    expect(withOwnPart('Something else.\n', newer)).toBe(`Something else.\n\n${newer}`)
    expect(findState(newer)?.title).toBe('Bump web to 3')
  })

  test('can be changed where it stands, however it was written and also where there was more than room for', () => {
    const bumps = Array.from({ length: 5000 }, (_, index) => ({ policy: `a:b${index}` as const, tag: '1' }))
    const first = formatState({ ...state, bumps })
    const body = withState(`Before.\n${first}\nAfter.`, (known) => ({ ...known, retired: true }))
    expect(body).toMatch(/^Before\.\n.*\nAfter\.$/)
    expect(findState(body)).toMatchObject({ isCut: true, title: state.title, retired: true })
    expect(withState('Hello', () => state)).toBe('Hello')
  })

  test('leaves our words only the room that the words of people have left, and is kept whole itself', () => {
    const part = formatOwnPart('word '.repeat(10_000), state, 50_000)
    expect(part.length).toBe(65_536 - 50_000)
    expect(findState(part)).toEqual(state)
    expect(findState(formatOwnPart('word', state, 65_500))).toEqual(state)
    expect(formatOwnPart('a few words', state, 1000)).toBe(formatOwnPart('a few words', state))
  })

  test('keeps the latest heads only', () => {
    const heads = Array.from({ length: 30 }, (_, index) => index.toString(16).padStart(40, '0'))
    expect(findState(formatState({ ...state, heads }))?.heads).toEqual(heads.slice(-20))
  })

  test('keeps as much as there is room for, and says that there was more', () => {
    const bumps = Array.from({ length: 5000 }, (_, index) => ({
      policy: `a:b${index}` as const,
      tag: '1.2.3',
    }))
    const text = formatState({ ...state, bumps })
    expect(text.length).toBeLessThan(35_000)
    expect(findState(text)).toMatchObject({
      isCut: true,
      bumps: expect.arrayContaining([bumps[0], bumps[1000]]),
    })
  })

  test.each([
    ['nothing', ''],
    ['a body without a state', 'Hello'],
    ['a state cut off', formatState(state).slice(0, -10)],
    ['no JSON', '<!-- image-bump:state hello -->'],
    ['another version', formatState(state).replace('"version":1', '"version":2')],
    ['a policy that is none', formatState(state).replace('"production:web"', '"web"')],
  ])('is not found in %s', (_, body) => {
    expect(findState(body)).toBeUndefined()
  })

  test('no text in it ends the comment or reads as a mention or as markup', () => {
    const texts = fc.string({
      unit: fc.constantFrom('-', '>', '<', '!', '@', '#', '&', 'a', '"', '\\', '\n', 'é', '😀'),
    })
    fc.assert(
      fc.property(texts, texts, (title, tag) => {
        const written = { ...state, title, bumps: [{ policy: 'a:b' as const, tag }] }
        const text = formatState(written)
        expect(findState(text)).toEqual(written)
        expect(text.slice('<!-- image-bump:state '.length, -' -->'.length)).not.toMatch(/[<>@]/)
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})
