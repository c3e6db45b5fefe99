import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../src/model/environment.ts'
import { divide, takeOverNote, wouldPublish } from '../../src/pipeline/take-over.ts'
import { aCommitParcel, anEnvironment, aPlannedCommit, aRequestParcel } from '../support/builders.ts'

const flux = {
  automation: { namespace: 'flux-system', name: 'fleet' },
  path: '',
  messageTemplate: '',
  messageTemplateValues: {},
  place: { file: 'flux.yaml', line: 1, column: 1 },
}
const own = anEnvironment({ name: 'own' })
const fleet = anEnvironment({ name: 'fleet', flux })

const parcelOf = (...environments: readonly Environment[]) => ({
  parcel: aCommitParcel(),
  commits: environments.map((environment) => ({ planned: aPlannedCommit({ environment }), files: [] })),
})
const namesIn = (parcels: ReturnType<typeof divide>['ours']) =>
  parcels.map(({ commits }) => commits.map(({ planned }) => planned.environment.name))

describe("what Flux's objects lead to", () => {
  const parcels = [parcelOf(own, fleet), parcelOf(fleet), parcelOf(own)]
  test('is shown until somebody takes over, and stands in the way of nothing else', () => {
    for (const request of [{}, { takeOver: false }]) {
      const { ours, shown } = divide(parcels, request)
      expect(namesIn(ours)).toEqual([['own'], ['own']])
      expect(namesIn(shown)).toEqual([['fleet'], ['fleet']])
    }
  })

  test('is delivered once somebody has', () => {
    const { ours, shown } = divide(parcels, { takeOver: true })
    expect(ours).toEqual(parcels)
    expect(shown).toEqual([])
  })

  test('is told as planned, with branch and group', () => {
    const parcel = aRequestParcel({ branch: 'bump' })
    const commits = [{ planned: aPlannedCommit({ environment: fleet, group: 'g' }), files: [], message: '' }]
    expect(wouldPublish({ parcel, commits })).toEqual([
      { environment: 'fleet', group: 'g', branch: 'bump', kind: 'planned' },
    ])
  })
})

describe('that nobody has taken over', () => {
  const config = { environments: [own, fleet, { ...fleet, name: 'second' }] }
  test('is told once', () => {
    expect(takeOverNote(config, { from: 'commits' })).toMatchObject([
      {
        code: 'take-over-needed',
        level: 'note',
        place: flux.place,
        message: expect.stringContaining('2 ImageUpdateAutomations'),
      },
    ])
  })

  test.each([
    ['somebody has', config, { from: 'commits', takeOver: true }],
    ['files on disk are read', config, { from: 'disk' }],
    ["there is nothing of Flux's", { environments: [own] }, { from: 'commits' }],
  ] as const)('is not told where %s', (_, given, request) => {
    expect(takeOverNote(given, request)).toEqual([])
  })
})
