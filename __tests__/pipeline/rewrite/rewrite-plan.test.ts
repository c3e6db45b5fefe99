import { describe, expect, test } from '@jest/globals'
import type { Change, UpdatePlan } from '../../../src/model/plan.ts'
import type { ScannedEnvironment } from '../../../src/model/scanned.ts'
import { rewrite } from '../../../src/pipeline/rewrite/rewrite.ts'
import {
  aCommitParcel,
  aPlan,
  anEnvironment,
  aPlannedCommit,
  aRequestParcel,
  aScanned,
  byRequest,
} from '../../support/builders.ts'
import { type FileTree, textsOf } from '../../support/repository.ts'

const lineOf = (value: string, key = 'tag') => `${key}: ${value} # {"$imagepolicy": "dev:web:tag"}\n`

describe('the changes of a commit', () => {
  test('become the bytes of their files, and files without a change are left out', () => {
    const scanned = aScanned({
      'a.yaml': lineOf('1.0.0') + lineOf('1.0.0', 'other'),
      'b.yaml': lineOf('1.0.0'),
      'c.yaml': lineOf('1.1.0'),
    })
    const changes = changesOf(scanned, '1.1.0')
    const { parcels, problems } = rewrite(planOf(changes), [scanned])
    expect(problems).toEqual([])
    expect(parcels).toHaveLength(1)
    const [commit] = parcels[0]?.commits ?? []
    expect(textsOf(commit?.files.map(({ after }) => after) ?? [])).toEqual({
      'a.yaml': lineOf('1.1.0') + lineOf('1.1.0', 'other'),
      'b.yaml': lineOf('1.1.0'),
    })
    expect(textsOf(commit?.files.map(({ before }) => before) ?? [])).toEqual({
      'a.yaml': lineOf('1.0.0') + lineOf('1.0.0', 'other'),
      'b.yaml': lineOf('1.0.0'),
    })
    expect(commit?.planned.changes).toEqual(changes)
  })

  test('are made in the files of their own environment', () => {
    const tree = { 'a.yaml': lineOf('1.0.0') }
    const all = ['one', 'other'].map((name) =>
      aScanned(tree, anEnvironment({ name, namespace: 'dev', branch: name })),
    )
    const parcels = all.map((scanned, index) =>
      aCommitParcel({
        branch: scanned.environment.branch,
        commits: [
          aPlannedCommit({
            environment: scanned.environment,
            changes: changesOf(scanned, `1.${index + 1}.0`),
          }),
        ],
      }),
    )
    const written = rewrite(aPlan({ parcels }), all).parcels
    expect(
      written.map(({ commits }) => textsOf(commits.flatMap(({ files }) => files.map(({ after }) => after)))),
    ).toEqual([{ 'a.yaml': lineOf('1.1.0') }, { 'a.yaml': lineOf('1.2.0') }])
  })

  test('of two pull requests stay apart, though they are in one file', () => {
    const tree = { 'a.yaml': `${lineOf('1.0.0')}api: 2.0.0 # {"$imagepolicy": "dev:api:tag"}\n` }
    const environment = anEnvironment({ name: 'production', delivery: byRequest() })
    const scanned = aScanned(tree, environment)
    const all = changesOf(scanned, '3.0.0')
    const parcels = all.map((change) =>
      aRequestParcel({
        branch: change.marker.policy,
        commit: aPlannedCommit({ environment, changes: [change] }),
      }),
    )
    const written = rewrite(aPlan({ parcels }), [scanned]).parcels
    expect(
      written.map(({ commits }) => textsOf(commits.flatMap(({ files }) => files.map(({ after }) => after)))),
    ).toEqual([
      { 'a.yaml': tree['a.yaml'].replace('1.0.0', '3.0.0') },
      { 'a.yaml': tree['a.yaml'].replace('2.0.0', '3.0.0') },
    ])
  })
})

describe('a file that cannot be rewritten exactly', () => {
  const tree = { 'a.yaml': lineOf('1.0.0'), 'b.yaml': lineOf('1.0.0') }

  test('is left out with its changes and told, and the others go on', () => {
    const scanned = damaged(tree)
    const { parcels, problems } = rewrite(planOf(changesOf(scanned, '1.1.0')), [scanned])
    expect(problems).toMatchObject([
      { code: 'rewrite-not-exact', level: 'error', place: { file: 'a.yaml', line: 1, column: 6 } },
    ])
    const [commit] = parcels[0]?.commits ?? []
    expect(commit?.files.map(({ after }) => after.path)).toEqual(['b.yaml'])
    expect(commit?.planned.changes.map(({ marker }) => marker.place.file)).toEqual(['b.yaml'])
  })

  test('leaves no commit and no parcel where nothing else was in them', () => {
    const alone = damaged({ 'a.yaml': tree['a.yaml'] })
    const { parcels, problems } = rewrite(planOf(changesOf(alone, '1.1.0')), [alone])
    expect(parcels).toEqual([])
    expect(problems).toHaveLength(1)
  })
})

test('a plan without parcels writes nothing', () => {
  expect(rewrite(aPlan(), [aScanned({ 'a.yaml': lineOf('1.0.0') })])).toEqual({
    parcels: [],
    problems: [],
  })
})

/** Every marker whose value is another gets this one. */
function changesOf({ manifests }: ScannedEnvironment, to: string): readonly Change[] {
  return manifests
    .flatMap(({ markers }) => markers)
    .filter(({ value }) => value !== to)
    .map((marker) => ({ marker, to }))
}

function planOf(changes: readonly Change[]): UpdatePlan {
  return aPlan({ parcels: [aCommitParcel({ commits: [aPlannedCommit({ changes })] })] })
}

/** In a.yaml the marker's span reaches into the comment, as a fault of the scanner would make it. */
function damaged(tree: FileTree): ScannedEnvironment {
  const scanned = aScanned(tree)
  const manifests = scanned.manifests.map(({ file, markers }) => ({
    file,
    markers: markers.map((marker) =>
      file.path === 'a.yaml' ? { ...marker, span: { ...marker.span, end: marker.span.end + 3 } } : marker,
    ),
  }))
  return { ...scanned, manifests }
}
