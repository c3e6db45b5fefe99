/** What stands beside markers. */
import { expect, test } from '@jest/globals'
import type { Manifest, Marker } from '../../src/model/manifest.ts'
import { tagsStanding } from '../../src/model/standing.ts'
import { aDigest, aFile, aMarker } from '../support/builders.ts'

const manifest = (...markers: readonly Marker[]): Manifest => ({ file: aFile('a.yaml', ''), markers })

test.each<[what: string, markers: readonly Partial<Marker>[], tags: readonly string[]]>([
  ['each tag once, in order', [{ value: 'b' }, { value: 'a' }, { value: 'b' }], ['b', 'a']],
  ['of a whole image', [{ field: 'image', value: 'ghcr.io/acme/web:1.0.0' }], ['1.0.0']],
  ['behind an alias', [{ field: 'image', value: 'web=ghcr.io/acme/web:1.0.0' }], ['1.0.0']],
  ['none of a digest alone', [{ field: 'image', value: `ghcr.io/acme/web@${aDigest()}` }], []],
  ['none of a name, a digest and an empty tag', [{ field: 'name' }, { field: 'digest' }, { value: '' }], []],
])('tags that stand in a file: %s', (_, markers, tags) => {
  expect([...tagsStanding([manifest(...markers.map(aMarker))])]).toEqual([['dev:web', new Set(tags)]])
})

test('a policy that no marker names is not there', () => {
  expect(tagsStanding([manifest()])).toEqual(new Map())
})
