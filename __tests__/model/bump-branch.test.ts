import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { bumpBranchName, findBump, groupOf, policyName } from '../../src/model/bump-branch.ts'
import { anEnvironment, byRequest } from '../support/builders.ts'

const branchOf = (name: string, group?: string) =>
  bumpBranchName(anEnvironment({ name, policies: [] }), group)

describe('the branch of an environment and a group', () => {
  test.each([
    ['production', undefined, 'image-bump/production'],
    ['production', 'web', 'image-bump/production--web'],
    ['eu-west_1', 'web-v1.2', 'image-bump/eu-west_1--web-v1.2'],
    ['a.lockfile', undefined, 'image-bump/a.lockfile'],
  ])('%s and %s is %s', (name, group, branch) => {
    expect(branchOf(name, group)).toBe(branch)
  })

  test.each([
    ['team a/prod', undefined, /^image-bump\/team-a-prod-[0-9a-f]{6}$/],
    ['a--b', undefined, /^image-bump\/a--b-[0-9a-f]{6}$/],
    ['a-', 'b', /^image-bump\/a---b-[0-9a-f]{6}$/],
    ['.hidden', undefined, /^image-bump\/-hidden-[0-9a-f]{6}$/],
    ['x.lock', undefined, /^image-bump\/x-lock-[0-9a-f]{6}$/],
    ['a..b', 'web', /^image-bump\/a--b--web-[0-9a-f]{6}$/],
    ['prod', 'über', /^image-bump\/prod---ber-[0-9a-f]{6}$/],
    ['', undefined, /^image-bump\/-[0-9a-f]{6}$/],
  ])('%j and %s gets a hash, since it could not be told apart or is no name', (name, group, branch) => {
    expect(branchOf(name, group)).toMatch(branch)
  })

  test('is the same every time', () => {
    expect(branchOf('team a/prod', 'web')).toBe(branchOf('team a/prod', 'web'))
    expect(branchOf('team a/prod')).toBe('image-bump/team-a-prod-0f29f4')
  })
})

test('a branch that was given is taken as it is, for all policies and whichever way they lead', () => {
  const delivery = byRequest({ group: { kind: 'environment' }, pushBranch: 'flux/updates' })
  const environment = anEnvironment({ delivery, downgrade: 'allow' })
  const expected = { branch: 'flux/updates', group: undefined, course: 'forward' }
  expect(findBump(environment, 'dev:web', 'forward')).toEqual(expected)
  expect(findBump(environment, 'dev:api', 'back')).toEqual(expected)
})

const awkward = fc.string({
  unit: fc.constantFrom(...Array.from('aB1-._/ ~^:?*[\\@{\u0000\u007fü😀')),
  maxLength: 6,
})
const lockish = fc.constantFrom('x.lock', 'a--b', 'a-', '-a', 'a.', '.a', '@', 'web-abcdef', 'n'.repeat(300))
const name = fc.oneof(awkward, lockish)
const pair = fc.tuple(name, fc.option(name, { nil: undefined }))
const fixed = { seed: 20_260_101, numRuns: 2000 }

test('two pairs never share a branch', () => {
  fc.assert(
    fc.property(pair, pair, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other))
      expect(branchOf(...one)).not.toBe(branchOf(...other))
    }),
    fixed,
  )
})

test('every name obeys git-check-ref-format and fits into a file name', () => {
  fc.assert(
    fc.property(pair, (one) => {
      const branch = branchOf(...one)
      expect(findBreach(branch)).toBeUndefined()
      expect(Buffer.byteLength(branch)).toBeLessThan(250)
    }),
    fixed,
  )
})

test('git itself takes a sample of them', () => {
  const sample = [...fc.sample(pair, { seed: 7, numRuns: 12 }), ['x.lock', undefined], ['', '']] as const
  for (const [name, group] of sample) {
    const ref = `refs/heads/${branchOf(name, group)}`
    expect(execFileSync('git', ['check-ref-format', '--normalize', ref], { encoding: 'utf8' })).toBe(
      `${ref}\n`,
    )
  }
})

describe('the group of a policy', () => {
  const named = { kind: 'named', groups: new Map([['shop', ['web', 'api']]]) } as const
  test.each([
    [{ kind: 'policy' }, 'web'],
    [{ kind: 'environment' }, undefined],
    [named, 'shop'],
  ] as const)('%j', (grouping, group) => {
    expect(groupOf(grouping, 'production:web')).toBe(group)
  })

  test('is the policy itself where no group names it', () => {
    expect(groupOf(named, 'production:job')).toBe('job')
  })
})

test('the name of a policy stands behind the first colon', () => {
  expect(policyName('production:web')).toBe('web')
})

/** The rules of git-check-ref-format(1), numbered as there; rule 2 holds since the prefix has a slash. */
function findBreach(ref: string): string | undefined {
  const rules: readonly (readonly [string, boolean])[] = [
    ['1', ref.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))],
    ['3', ref.includes('..')],
    ['4', /[\p{Cc} ~^:]/u.test(ref)],
    ['5', /[?*[]/.test(ref)],
    ['6', /^\/|\/$|\/\//.test(ref)],
    ['7', ref.endsWith('.')],
    ['8', ref.includes('@{')],
    ['9', ref === '@'],
    ['10', ref.includes('\\')],
  ]
  return rules.find(([, isBroken]) => isBroken)?.[0]
}
