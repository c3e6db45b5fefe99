import { describe, expect, test } from '@jest/globals'
import { exclude, readExclusion } from '../../../src/pipeline/policies/exclude.ts'
import { filterTags, readFilter } from '../../../src/pipeline/policies/filter-tags.ts'
import { compareBytes } from '../../../src/pipeline/policies/tags.ts'
import { readCases } from '../../support/cases.ts'

interface Case {
  readonly name: string
  readonly group: string
  readonly tags: readonly string[]
  readonly filterTags?: { readonly pattern: string; readonly extract: string }
  readonly exclusionList?: readonly string[]
  readonly expected: {
    readonly keyToOriginalTag?: Readonly<Record<string, string>>
    readonly kept?: readonly string[]
    readonly latestTags?: readonly string[]
    readonly error?: string
  }
}

const { cases }: { readonly cases: readonly Case[] } = readCases('flux-filter')

describe('a filter hands the policy the keys that Flux hands it', () => {
  test.each(cases.filter(({ group }) => group === 'filterTags'))('$name', (one) => {
    expect(filtered(one)).toEqual(one.expected)
  })
})

describe('an exclusion list leaves the tags that Flux leaves', () => {
  // An absent or empty list stands for Flux's default, which the configuration reader fills in.
  const lists = cases.filter(({ exclusionList }) => (exclusionList ?? []).length > 0)
  test.each(lists)('$name', ({ exclusionList = [], tags, expected }) => {
    const { tags: kept, problem } = exclude(
      tags,
      readExclusion({ patterns: exclusionList, attachments: false }),
    )
    expect(problem?.flux).toBe(expected.error)
    expect(kept.toSorted()).toEqual((expected.kept ?? []).toSorted())
  })
})

describe('tags are in the order of their bytes', () => {
  test.each(cases.filter(({ group }) => group === 'latestTags'))('$name', ({ tags, expected }) => {
    expect(tags.toSorted((a, b) => compareBytes(b, a)).slice(0, 10)).toEqual(expected.latestTags)
  })

  const texts = ['', 'A', 'a', 'a.b', 'a_b', 'é', 'éa', '\ud7ff', '\ue000', '\uffff', '😀', '😀a', '😁']
  test.each(texts.flatMap((a) => texts.map((b) => [a, b] as const)))('%j and %j', (a, b) => {
    const wanted = Buffer.compare(Buffer.from(a), Buffer.from(b))
    expect(Math.sign(compareBytes(a, b))).toBe(wanted)
  })
})

function filtered({ filterTags: written, tags }: Case): Case['expected'] {
  const filter = readFilter(written)
  if ('code' in filter) return { error: filter.flux ?? '' }
  const { keys, tagOf } = filterTags(tags, filter)
  return { keyToOriginalTag: Object.fromEntries(keys.map((key) => [key, tagOf(key)])) }
}
