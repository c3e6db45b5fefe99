import { describe, expect, test } from '@jest/globals'
import type { Grouping } from '../../../src/model/environment.ts'
import type { MarkerField } from '../../../src/model/manifest.ts'
import type { BumpBranch, Change, ExistingBump, Parcel, UpdatePlan } from '../../../src/model/plan.ts'
import type { Selection, Weighed } from '../../../src/model/policy.ts'
import type { ScannedEnvironment } from '../../../src/model/scanned.ts'
import { plan, type Seen } from '../../../src/pipeline/plan/plan.ts'
import {
  aDigest,
  aFile,
  anEnvironment,
  aPolicy,
  aProblem,
  aScanned,
  aSelection,
  byRequest,
} from '../../support/builders.ts'

describe('changes', () => {
  const reference = `ghcr.io/acme/web:1.1.0@${aDigest()}`
  test.each<readonly [MarkerField, string, string]>([
    ['image', 'ghcr.io/acme/web:1.1.0', reference],
    ['name', 'ghcr.io/acme/web', 'ghcr.io/acme/web'],
    ['tag', '1.1.0', '1.1.0'],
    ['digest', '', aDigest()],
  ])('a field %s gets %j, and with a digest %j', (field, plain, pinned) => {
    const scanned = aScanned({ 'a.yaml': line('field', 'old', field) })
    expect(changesOf(planFor(scanned, [aSelection('1.1.0')]))).toEqual([['a.yaml:1', 'old', plain]])
    expect(changesOf(planFor(scanned, [aSelection(reference)]))).toEqual([['a.yaml:1', 'old', pinned]])
  })

  test('tell of a pin that they take away, once for a policy and file', () => {
    const pinned = `ghcr.io/acme/web:1.0.0@${aDigest()}`
    const pins = line('one', pinned, 'image') + line('two', aDigest(), 'digest')
    const scanned = aScanned({ 'a.yaml': pins, 'b.yaml': line('one', '1.0.0'), 'c.yaml': pins })
    const told = (latest: string) =>
      planFor(scanned, [aSelection(latest)]).environments.flatMap(({ problems }) => problems)
    expect(told('1.1.0')).toMatchObject([
      { code: 'digest-dropped', level: 'warning', place: { file: 'a.yaml', line: 1 } },
      { code: 'digest-dropped', place: { file: 'c.yaml' } },
    ])
    expect(told(`ghcr.io/acme/web:1.1.0@${aDigest()}`)).toEqual([])
  })

  test('come in the order of files and lines, and only where the value is another', () => {
    const scanned = aScanned({
      'b.yaml': line('one', '1.0.0'),
      'a.yaml': line('one', '1.1.0') + line('two', '1.0.0') + line('three', '0.9.0'),
    })
    expect(changesOf(planFor(scanned, [aSelection('1.1.0')]))).toEqual([
      ['a.yaml:2', '1.0.0', '1.1.0'],
      ['a.yaml:3', '0.9.0', '1.1.0'],
      ['b.yaml:1', '1.0.0', '1.1.0'],
    ])
  })

  test('have the name as the configuration writes it, not its canonical form', () => {
    const policy = aPolicy('dev:web')
    const scanned = aScanned({ 'a.yaml': line('name', 'old', 'name') })
    expect(changesOf(planFor(scanned, [aSelection('docker.io/alpine:3', policy)]))).toEqual([
      ['a.yaml:1', 'old', 'docker.io/alpine'],
    ])
  })

  test.each<readonly [string, Selection]>([
    ['undecided', { kind: 'undecided', policy: aPolicy(), problem: aProblem() }],
    ['failed', { ...aSelection(), kind: 'failed', problem: aProblem() }],
  ])('are none where the policy is %s, and those of other policies are made', (_, selection) => {
    const scanned = aScanned({ 'a.yaml': line('one', '1.0.0') + line('two', '1.0.0', 'tag', 'dev:api') })
    const planned = planFor(scanned, [selection, aSelection('2.0.0', aPolicy('dev:api'))])
    expect(changesOf(planned)).toEqual([['a.yaml:2', '1.0.0', '2.0.0']])
  })

  test.each(['', '-x', '1.0.0 ', '1.0.0\n', 'a/b', 'a'.repeat(129)])(
    'are none for the tag %j, which no reference can have, and that is told',
    (tag) => {
      const place = { file: '.github/image-bump.yaml', line: 3, column: 5 }
      const policy = aPolicy('dev:web', { place })
      const bad = aSelection('1.1.0', policy, { latest: { name: policy.repository.name, tag } })
      const scanned = aScanned({ 'a.yaml': line('one', '1.0.0') + line('two', '1.0.0', 'tag', 'dev:api') })
      const planned = planFor(scanned, [bad, aSelection('2.0.0', aPolicy('dev:api'))])
      expect(changesOf(planned)).toEqual([['a.yaml:2', '1.0.0', '2.0.0']])
      expect(planned.environments[0]?.problems).toEqual([
        {
          code: 'tag-invalid',
          level: 'error',
          message: `dev:web: ${JSON.stringify(tag)} is not a tag that an image reference can have.`,
          place,
        },
      ])
    },
  )
})

describe('a change is held', () => {
  const fields =
    line('name', 'old', 'name') +
    line('tag', '1.2.0') +
    line('other', '1.0.0') +
    line('digest', aDigest(), 'digest')

  test('with all fields of its policy, if one of them would go back and the environment refuses that', () => {
    const weighed: readonly Weighed[] = [
      { tag: '1.0.0', fits: true, age: 'older' },
      { tag: '1.2.0', fits: true, age: 'newer' },
    ]
    const refusing = anEnvironment({ downgrade: 'refuse', policies: [aPolicy(), aPolicy('dev:api')] })
    const scanned = aScanned({ 'a.yaml': fields + line('api', '1.0.0', 'tag', 'dev:api') }, refusing)
    const planned = planFor(scanned, [
      aSelection('1.1.0', aPolicy(), { weighed }),
      aSelection('2.0.0', aPolicy('dev:api')),
    ])
    expect(changesOf(planned)).toEqual([['a.yaml:5', '1.0.0', '2.0.0']])
    expect(heldOf(planned)).toEqual([
      ['a.yaml:1', 'downgrade'],
      ['a.yaml:2', 'downgrade'],
      ['a.yaml:3', 'downgrade'],
      ['a.yaml:4', 'downgrade'],
    ])
    expect(planned.environments[0]?.problems).toEqual([
      {
        code: 'downgrade-held',
        level: 'warning',
        message:
          'dev:web: 1.2.0 is not changed to 1.1.0. 1.2.0 stands in the files and is newer than what the policy chose.',
        place: { file: 'a.yaml', line: 2, column: 6 },
      },
    ])
  })

  describe('by an undecided policy that shares its pull request', () => {
    const line2 = line('w', '1.0.0') + line('a', '1.0.0', 'tag', 'dev:api')
    const shared = (group: Grouping) =>
      aScanned(
        { 'a.yaml': line2 },
        anEnvironment({
          delivery: byRequest({ group }),
          policies: [aPolicy(), aPolicy('dev:api')],
        }),
      )
    const selections: readonly Selection[] = [
      aSelection('1.1.0'),
      { kind: 'undecided', policy: aPolicy('dev:api') },
    ]
    const named: Grouping = { kind: 'named', groups: new Map([['shop', ['web', 'api']]]) }
    const begun = { branch: aBranch({ ours: true }), past: [] }
    const none = { past: [] }

    test.each<readonly [string, Grouping, string, ExistingBump, boolean]>([
      ['an environment that has a request', { kind: 'environment' }, 'image-bump/dev', begun, true],
      ['an environment that has none', { kind: 'environment' }, 'image-bump/dev', none, false],
      ['a named group that has a request', named, 'image-bump/dev--shop', begun, true],
      ['a named group that has none', named, 'image-bump/dev--shop', none, true],
      ['policies with a request each', { kind: 'policy' }, 'image-bump/dev--web', begun, false],
    ])('in %s', (...[, group, branch, existing, isHeld]) => {
      const planned = planFor(shared(group), selections, underWay({ [branch]: existing }))
      expect(heldOf(planned)).toEqual(isHeld ? [['a.yaml:1', 'undecided']] : [])
      expect(planned.parcels).toHaveLength(isHeld ? 0 : 1)
    })
  })

  test.each([
    ['older', false],
    ['same', true],
    ['older', true],
    ['unknown', true],
  ] as const)('not by a tag that is %s (in the policy: %s)', (age, fits) => {
    const weighed = [{ tag: '1.0.0', fits, age }]
    const refusing = anEnvironment({ downgrade: 'refuse' })
    const scanned = aScanned({ 'a.yaml': line('tag', '1.0.0') }, refusing)
    expect(heldOf(planFor(scanned, [aSelection('1.1.0', aPolicy(), { weighed })]))).toEqual([])
  })

  test('by a suspended run', () => {
    const planned = planFor(aScanned({ 'a.yaml': fields }), [aSelection('1.3.0')], { suspend: true })
    expect(changesOf(planned)).toEqual([])
    expect(heldOf(planned)).toHaveLength(4)
    expect(planned.parcels).toEqual([])
    expect(planned.environments[0]?.problems).toMatchObject([
      { code: 'suspended', level: 'note', message: expect.stringContaining('suspended by its input') },
    ])
  })

  test('by a suspended environment, and others go on', () => {
    const off = aScanned({ 'a.yaml': line('a', '1.0.0') }, anEnvironment({ suspend: true }))
    const on = aScanned({ 'b.yaml': line('b', '1.0.0') }, anEnvironment({ name: 'on', namespace: 'dev' }))
    const planned = planAll([off, on], [aSelection('1.1.0')])
    expect(heldOf(planned)).toEqual([['a.yaml:1', 'suspended']])
    expect(changesOf(planned)).toEqual([['b.yaml:1', '1.0.0', '1.1.0']])
  })

  test("by a person's commit on its bump branch, and other groups go on", () => {
    const production = anEnvironment({ name: 'production', namespace: 'dev', delivery: byRequest() })
    const scanned = aScanned(
      { 'a.yaml': line('w', '1.0.0') + line('a', '1.0.0', 'tag', 'dev:api') },
      production,
    )
    const seen = underWay({
      'image-bump/production--web': { branch: aBranch({ ours: false }), past: [] },
      'image-bump/production--api': { past: [] },
    })
    const selections = [aSelection('1.1.0'), aSelection('2.0.0', aPolicy('dev:api'))]
    const planned = planFor(scanned, selections, seen)
    expect(heldOf(planned)).toEqual([['a.yaml:1', 'edited']])
    expect(planned.parcels.map(({ branch }) => branch)).toEqual(['image-bump/production--api'])
    expect(planned.environments[0]?.problems).toMatchObject([
      {
        code: 'pull-request-edited',
        level: 'warning',
        message: expect.stringContaining('image-bump/production--web'),
      },
    ])
    const direct = aScanned(
      { 'a.yaml': line('w', '1.0.0') },
      anEnvironment({ name: 'production', namespace: 'dev' }),
    )
    expect(heldOf(planFor(direct, selections, seen))).toEqual([])
  })

  test('not by a bump branch of our own', () => {
    const production = anEnvironment({ name: 'production', namespace: 'dev', delivery: byRequest() })
    const existing: ExistingBump = { branch: aBranch({ ours: true }), past: [] }
    const planned = planFor(
      aScanned({ 'a.yaml': line('w', '1.0.0') }, production),
      [aSelection('1.1.0')],
      underWay({ 'image-bump/production--web': existing }),
    )
    expect(planned.parcels).toMatchObject([{ branch: 'image-bump/production--web', existing }])
  })
})

describe('parcels', () => {
  test('of direct commits: one a branch, with one commit an environment, before all pull requests', () => {
    const environments = [
      anEnvironment({ name: 'p', namespace: 'dev', delivery: byRequest() }),
      anEnvironment({ name: 'a', namespace: 'dev' }),
      anEnvironment({ name: 'other', namespace: 'dev', branch: 'other' }),
      anEnvironment({ name: 'b', namespace: 'dev' }),
      anEnvironment({ name: 'idle', namespace: 'dev' }),
    ]
    const scanned = environments.map((environment) =>
      aScanned(
        { [`${environment.name}.yaml`]: line('w', environment.name === 'idle' ? '1.1.0' : '1.0.0') },
        environment,
      ),
    )
    expect(planAll(scanned, [aSelection('1.1.0')]).parcels.map(inShort)).toEqual([
      {
        kind: 'commit',
        branch: 'main',
        base: 'c0ffee0',
        commits: [
          ['a', 'a.yaml:1'],
          ['b', 'b.yaml:1'],
        ],
      },
      { kind: 'commit', branch: 'other', base: 'c0ffee0', commits: [['other', 'other.yaml:1']] },
      {
        kind: 'pull-request',
        branch: 'image-bump/p--web',
        into: 'main',
        base: 'c0ffee0',
        commits: [['p', 'p.yaml:1']],
      },
    ])
  })

  test.each<
    readonly [string, Grouping, readonly (readonly [string, string | undefined, readonly string[]])[]]
  >([
    [
      'a policy',
      { kind: 'policy' },
      [
        ['image-bump/production--web', 'web', ['a.yaml:1', 'a.yaml:3']],
        ['image-bump/production--api', 'api', ['a.yaml:2']],
        ['image-bump/production--job', 'job', ['a.yaml:4']],
      ],
    ],
    [
      'the environment',
      { kind: 'environment' },
      [['image-bump/production', undefined, ['a.yaml:1', 'a.yaml:2', 'a.yaml:3', 'a.yaml:4']]],
    ],
    [
      'a named group',
      { kind: 'named', groups: new Map([['shop', ['api', 'web']]]) },
      [
        ['image-bump/production--shop', 'shop', ['a.yaml:1', 'a.yaml:2', 'a.yaml:3']],
        ['image-bump/production--job', 'job', ['a.yaml:4']],
      ],
    ],
  ])('of pull requests: one for %s', (_, group, expected) => {
    const production = anEnvironment({ name: 'production', namespace: 'dev', delivery: byRequest({ group }) })
    const text =
      line('w', '1.0.0') +
      line('a', '1.0.0', 'tag', 'dev:api') +
      line('n', 'old', 'name') +
      line('j', '1.0.0', 'tag', 'dev:job')
    const keys = ['dev:web', 'dev:api', 'dev:job'] as const
    const selections = keys.map((key) => aSelection('1.1.0', aPolicy(key)))
    const { parcels } = planFor(aScanned({ 'a.yaml': text }, production), selections)
    expect(
      parcels.map((parcel) =>
        parcel.kind === 'pull-request'
          ? [parcel.branch, parcel.commit.group, parcel.commit.changes.map(placeOf)]
          : parcel,
      ),
    ).toEqual(expected)
  })

  test('of files on disk have no base', () => {
    const onDisk = (scanned: ScannedEnvironment): ScannedEnvironment => {
      const { base: _, ...rest } = scanned
      return rest
    }
    const production = anEnvironment({ name: 'production', namespace: 'dev', delivery: byRequest() })
    const planned = planAll(
      [
        onDisk(aScanned({ 'a.yaml': line('w', '1.0.0') })),
        onDisk(aScanned({ 'b.yaml': line('w', '1.0.0') }, production)),
      ],
      [aSelection('1.1.0')],
    )
    expect(planned.parcels.map(({ base }) => base)).toEqual([undefined, undefined])
    expect(planned.environments.map((each) => 'base' in each)).toEqual([false, false])
  })
})

test('what scan found wrong stays with its environment', () => {
  const scanned = aScanned({}, anEnvironment(), { problems: [aProblem()] })
  expect(planFor(scanned, []).environments).toEqual([
    { environment: scanned.environment, base: 'c0ffee0', changes: [], holds: [], problems: [aProblem()] },
  ])
})

function line(key: string, value: string, field: MarkerField = 'tag', policy = 'dev:web'): string {
  const setter = field === 'image' ? policy : `${policy}:${field}`
  return `${key}: ${value} # {"$imagepolicy": "${setter}"}\n`
}

function aBranch(overrides: Partial<BumpBranch>): BumpBranch {
  return { head: 'beef', ours: true, files: [aFile('a.yaml', 'w: 1.0.5\n')], ...overrides }
}

function planFor(
  scanned: ScannedEnvironment,
  selections: readonly Selection[],
  seen: Partial<Seen> = {},
): UpdatePlan {
  return planAll([scanned], selections, seen)
}

/** What is under way on these branches. */
function underWay(existing: Readonly<Record<string, ExistingBump>>): Pick<Seen, 'underWay'> {
  return { underWay: { existing: new Map(Object.entries(existing)), rules: new Map(), past: new Map() } }
}

/** Every environment has the same selections. */
function planAll(
  environments: readonly ScannedEnvironment[],
  selections: readonly Selection[],
  seen: Partial<Seen> = {},
): UpdatePlan {
  const all = environments.map(({ environment }) => ({ environment: environment.name, selections }))
  return plan({ environments, selections: all, underWay: undefined, suspend: false, ...seen })
}

function changesOf({ environments }: UpdatePlan) {
  return environments.flatMap(({ changes }) =>
    changes.map((change) => [placeOf(change), change.marker.value, change.to]),
  )
}

function heldOf({ environments }: UpdatePlan) {
  return environments.flatMap(({ holds }) => holds.map(({ change, why }) => [placeOf(change), why]))
}

function placeOf({ marker }: Change): string {
  return `${marker.place.file}:${marker.place.line}`
}

function inShort(parcel: Parcel) {
  const { kind, branch, base } = parcel
  const commits = parcel.kind === 'commit' ? parcel.commits : [parcel.commit]
  return {
    kind,
    branch,
    base,
    ...(parcel.kind === 'pull-request' && { into: parcel.into }),
    commits: commits.map(({ environment, changes }) => [environment.name, ...changes.map(placeOf)]),
  }
}
