/** Which environments have work, and how they are divided among jobs. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Environment } from '../../../src/model/environment.ts'
import type { UpdatePlan } from '../../../src/model/plan.ts'
import { formatState, type RequestState } from '../../../src/model/request-state.ts'
import { parseNames } from '../../../src/entry/inputs.ts'
import { notKnown } from '../../../src/model/pull-request.ts'
import { matrixJson, matrixRows, mostJobs } from '../../../src/pipeline/matrix/matrix.ts'
import type { Foreseen } from '../../../src/pipeline/matrix/work.ts'
import {
  aDigest,
  anEnvironment,
  anEnvironmentPlan,
  aPlan,
  aPolicy,
  aPullRequest,
  aRequestParcel,
  byRequest,
} from '../../support/builders.ts'

const dev = anEnvironment()
const test2 = anEnvironment({ name: 'test' })
const edge = anEnvironment({ name: 'edge', branch: 'edge' })
const production = anEnvironment({ name: 'production', delivery: byRequest() })
const all = [dev, test2, edge, production]

function foreseen(more: Partial<Foreseen> = {}, plan: Partial<UpdatePlan> = {}): Foreseen {
  const environments = all.map((environment) => anEnvironmentPlan({ environment }))
  return { publications: [], sightings: [], ...more, plan: aPlan({ environments, ...plan }) }
}

const wouldDo = (...names: readonly string[]): Foreseen['publications'] =>
  names.map((environment) => ({ environment, branch: 'any', kind: 'planned' }))

describe('an environment has work', () => {
  const request = (state: Partial<RequestState> = {}) =>
    aPullRequest({
      body: formatState({ environment: 'production', bumps: [], heads: [], title: '', ...state }),
    })
  const unchanged: Foreseen['publications'] = [
    { environment: 'production', branch: 'any', kind: 'unchanged' },
  ]
  const parcel = (state: Partial<RequestState>) =>
    aRequestParcel({ existing: { past: [], request: request(state) } })
  const aged = { ...production, policies: [aPolicy('production:web', { minimumAge: 1 })] }
  const sightings = [{ image: 'ghcr.io/acme/web', tag: '1.1.0', digest: aDigest(), at: 0 }]

  test.each<[what: string, rows: number, seen: Foreseen]>([
    ['where nothing is to be done: no', 0, foreseen()],
    ['where something would be written', 1, foreseen({ publications: wouldDo('production') })],
    [
      'where something cannot be written, so that the job says so',
      1,
      foreseen({ publications: [{ environment: 'production', branch: 'any', kind: 'failed' }] }),
    ],
    [
      'where its request is true already: no',
      0,
      foreseen({ publications: unchanged }, { parcels: [parcel({})] }),
    ],
    [
      'where its request has not got its people yet',
      1,
      foreseen({ publications: unchanged }, { parcels: [parcel({ unfinished: true })] }),
    ],
    [
      'where its request is not armed yet',
      1,
      foreseen({ publications: unchanged }, { parcels: [parcel({ unarmed: true })] }),
    ],
    [
      'where a request is to be closed',
      1,
      foreseen({}, { closings: [{ environment: 'production', request: request() }] }),
    ],
    [
      'where a request is to be told something',
      1,
      foreseen({}, { notices: [{ environment: 'production', request: request(), about: '', text: '' }] }),
    ],
    [
      'where a gate is to be told',
      1,
      foreseen(
        {},
        {
          gatings: [{ environment: 'production', branch: '', gates: [], rules: aRequestParcel().rules }],
        },
      ),
    ],
    ['where a request is to be disarmed', 1, foreseen({}, { disarmed: [request()] })],
    [
      'where an age begins to count',
      1,
      foreseen({ sightings }, { environments: [anEnvironmentPlan({ environment: aged })] }),
    ],
    [
      'where its branch asks requests of others for our gates',
      1,
      foreseen({ rules: new Map([['main', { ...notKnown, known: true, checks: ['image-bump/soak'] }]]) }),
    ],
    [
      'where its branch asks for the checks of others: no',
      0,
      foreseen({ rules: new Map([['main', { ...notKnown, known: true, checks: ['test'] }]]) }),
    ],
    ['where nobody asks for the age of what was seen: no', 0, foreseen({ sightings })],
  ])('%s', (_, rows, seen) => {
    expect(matrixRows(seen)).toHaveLength(rows)
  })
})

describe('rows', () => {
  test.each<[what: string, names: readonly string[], rows: readonly object[]]>([
    [
      'keep together what commits to one branch',
      ['dev', 'test'],
      [{ environments: 'dev,test', branch: 'main' }],
    ],
    [
      'part branches, and requests from commits',
      ['dev', 'edge', 'production'],
      [
        { environments: 'dev', branch: 'main' },
        { environments: 'edge', branch: 'edge' },
        { environments: 'production', branch: 'main' },
      ],
    ],
    ['leave out what has no work', ['production'], [{ environments: 'production', branch: 'main' }]],
  ])('%s', (_, names, rows) => {
    expect(matrixJson(matrixRows(foreseen({ publications: wouldDo(...names) })))).toEqual({ include: rows })
  })

  test('are no more than GitHub makes jobs of, and hold all environments', () => {
    const many = Array.from({ length: 600 }, (_, at) =>
      anEnvironment({ name: `e${at}`, branch: `b${at % 3}`, delivery: byRequest() }),
    )
    const rows = matrixRows(seenWith(many))
    expect(rows).toHaveLength(mostJobs)
    expect(new Set(rows.map(({ environments }) => environments.length))).toEqual(new Set([2, 3]))
    expect(rows[0]).toEqual({ environments: ['e0', 'e1'], branches: ['b0', 'b1'] })
  })
})

test('every environment with work stands in one row, beside all that commit to its branch', () => {
  const one = fc.record({
    branch: fc.constantFrom('main', 'develop', 'edge'),
    isRequest: fc.boolean(),
    hasWork: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (drawn, atMost) => {
      const environments = drawn.map(({ branch, isRequest }, at) =>
        anEnvironment({ name: `e${at}`, branch, ...(isRequest && { delivery: byRequest() }) }),
      )
      const busy = environments.filter((_, at) => drawn[at]?.hasWork)
      const rows = matrixRows(seenWith(environments, busy), atMost)
      expect(rows.length).toBeLessThanOrEqual(atMost)
      expect(rows.flatMap((row) => row.environments).toSorted()).toEqual(
        busy.map(({ name }) => name).toSorted(),
      )
      for (const { branch, name, delivery } of busy) {
        const row = rows.find((each) => each.environments.includes(name))
        expect(row?.branches).toContain(branch)
        if (delivery.kind !== 'commit') continue
        const beside = busy.filter((each) => each.branch === branch && each.delivery.kind === 'commit')
        expect(row?.environments).toEqual(expect.arrayContaining(beside.map((each) => each.name)))
      }
      const sizes = rows.map((row) => row.environments.length)
      expect(sizes).not.toContain(0)
    }),
    { seed: 1, numRuns: 300 },
  )
})

function seenWith(environments: readonly Environment[], busy = environments): Foreseen {
  const publications = wouldDo(...busy.map(({ name }) => name))
  const planned = environments.map((environment) => anEnvironmentPlan({ environment }))
  return { plan: aPlan({ environments: planned }), publications, sightings: [] }
}

test('whatever environments are called, the input reads what the matrix writes', () => {
  const odd = fc.constantFrom(
    'eu, west/apps/web',
    ' dev',
    '["dev"]',
    'Überblick',
    `it's "one"`,
    'a\nb',
    '__proto__',
  )
  const plain = fc.string({ minLength: 1 }).filter((name) => name.trim() !== '')
  fc.assert(
    fc.property(fc.array(fc.oneof(odd, plain), { minLength: 1 }), (environments) => {
      const [row] = JSON.parse(JSON.stringify(matrixJson([{ environments, branches: [] }]))).include
      expect(parseNames(row.environments)).toEqual(environments)
    }),
    { seed: 11 },
  )
  expect(parseNames('dev, test\n')).toEqual(['dev', 'test'])
  expect(matrixJson([{ environments: ['dev', 'test'], branches: ['main'] }])).toEqual({
    include: [{ environments: 'dev,test', branch: 'main' }],
  })
})
