import { expect, test } from '@jest/globals'
import type { Environment } from '../../../src/model/environment.ts'
import type { Change, WrittenParcel } from '../../../src/model/plan.ts'
import { rewriteFile, stack } from '../../../src/pipeline/rewrite/rewrite.ts'
import { findMarkers } from '../../../src/pipeline/scan/markers.ts'
import { aCommitParcel, aFile, anEnvironment, aPlannedCommit } from '../../support/builders.ts'

const lines = ['web', 'api', 'job'].map((name) => `${name}: 1.0.0 # {"$imagepolicy": "dev:${name}:tag"}\n`)
const file = aFile('a.yaml', lines.join(''))
const other = aFile('b.yaml', lines[0] ?? '')

/** Commits as `rewrite` leaves them: each made from the files that were read. */
function parcelOf(
  ...all: readonly (readonly [policy: string, to: string, of?: typeof file])[]
): WrittenParcel {
  const commits = all.map(([policy, to, of = file]) => {
    const changes: readonly Change[] = findMarkers(of)
      .manifest.markers.filter((marker) => marker.policy === `dev:${policy}`)
      .map((marker) => ({ marker, to }))
    const result = rewriteFile(of, changes)
    if (result.kind !== 'rewritten') throw new Error(result.kind)
    const environment: Environment = anEnvironment({ name: policy })
    return { planned: aPlannedCommit({ environment, changes }), files: [result.file] }
  })
  return { parcel: aCommitParcel({ commits: commits.map(({ planned }) => planned) }), commits }
}

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()
const told = (parcels: readonly WrittenParcel[]) =>
  parcels.flatMap(({ commits }) =>
    commits.map(({ files }) =>
      files.map(({ before, after }) =>
        [before, after].map(({ bytes }) =>
          text(bytes)
            .match(/\d\.\d\.\d/g)
            ?.join(' '),
        ),
      ),
    ),
  )

test('a commit keeps what the ones before it wrote into the same file', () => {
  const { parcels, problems } = stack([parcelOf(['web', '2.0.0'], ['api', '3.0.0'], ['job', '4.0.0'])])
  expect(problems).toEqual([])
  expect(told(parcels)).toEqual([
    [['1.0.0 1.0.0 1.0.0', '2.0.0 1.0.0 1.0.0']],
    [['2.0.0 1.0.0 1.0.0', '2.0.0 3.0.0 1.0.0']],
    [['2.0.0 3.0.0 1.0.0', '2.0.0 3.0.0 4.0.0']],
  ])
})

test('commits of other files and of other parcels are as they were', () => {
  const given = [parcelOf(['web', '2.0.0'], ['web', '3.0.0', other]), parcelOf(['api', '4.0.0'])]
  expect(stack(given)).toEqual({ parcels: given, problems: [] })
})
