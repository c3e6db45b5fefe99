/** Flux's own cases for ImageUpdateAutomation, as far as manifests decide them. */
import { describe, expect, test } from '@jest/globals'
import { fluxEnvironments } from '../../../../src/pipeline/config/flux/environments.ts'
import { readCases } from '../../../support/cases.ts'
import { aPolicy, anObject, aRepository, read, readRoot } from './reading.ts'

interface Case {
  readonly group: 'gitConfig' | 'source' | 'policySelector'
  readonly name: string
  readonly checkout?: object
  readonly push?: object
  readonly gitRepositoryRef?: object
  readonly gitRepositoryTimeout?: string
  readonly url?: string
  readonly sourceRef?: object
  readonly selector?: object
  readonly namespace?: string
  readonly policies?: readonly {
    readonly name: string
    readonly namespace: string
    readonly labels: object
  }[]
  readonly expected: {
    readonly checkout?: string
    readonly push?: string
    readonly switchBranch?: boolean
    readonly error?: string | true
    readonly policies?: readonly string[]
  }
}

const { cases }: { readonly cases: readonly Case[] } = readCases('flux-git')
const of = (group: Case['group']) =>
  cases.filter((each) => each.group === group).map((each) => [each.name, each] as const)

function automation(spec: object, namespace = 'flux-system'): string {
  const sourceRef = { kind: 'GitRepository', name: 'fleet' }
  return anObject(
    'ImageUpdateAutomation',
    { name: 'images', namespace },
    { interval: '1m', sourceRef, ...spec },
  )
}

const commit = { author: { email: 'bot@acme.org' } }

function madeFrom({ checkout, push, gitRepositoryRef, gitRepositoryTimeout, url }: Case) {
  const source = anObject(
    'GitRepository',
    { name: 'fleet', namespace: 'flux-system' },
    {
      interval: '1m',
      url: url ?? 'https://example.com',
      ...(gitRepositoryRef && { ref: gitRepositoryRef }),
      ...(gitRepositoryTimeout !== undefined && { timeout: gitRepositoryTimeout }),
    },
  )
  const git = { commit, ...(checkout && { checkout: { ref: checkout } }), ...(push && { push }) }
  const { roots, problems } = read({ 'a.yaml': automation({ git }) + source })
  const made = fluxEnvironments(roots, { branch: 'trunk' })
  return { environment: made.environments[0], problems: [...problems, ...made.problems] }
}

const isRight = ([, { expected }]: readonly [string, Case]) => expected.error === undefined

describe('checkout and push branch', () => {
  test.each(of('gitConfig').filter(isRight))('%s', (_, each) => {
    const { environment, problems } = madeFrom(each)
    const { checkout = '', push, switchBranch } = each.expected
    const { delivery, branch } = environment ?? {}
    expect(problems).toEqual([])
    expect(branch).toBe(checkout.replace(/<default: (.*)>/, '$1'))
    expect(delivery?.kind === 'pull-request' ? delivery.pushBranch : branch).toBe(push)
    expect(delivery?.kind).toBe(switchBranch === true ? 'pull-request' : 'commit')
  })

  test.each(of('gitConfig').filter((each) => !isRight(each)))('told: %s', (_, each) => {
    const { error } = each.expected
    const told = error === true ? [undefined] : [error]
    expect(madeFrom(each).problems.map(({ flux }) => flux)).toEqual(told)
  })
})

test.each(of('source'))('the source: %s', (_, { sourceRef, expected }) => {
  const { automations, problems } = readRoot({
    'a.yaml': automation({ sourceRef: { name: 'fleet', ...sourceRef } }),
  })
  expect(automations).toEqual([])
  expect(problems.map(({ flux }) => flux)).toEqual([expected.error])
})

test.each(of('policySelector'))('policies: %s', (_, { namespace, selector, policies = [], expected }) => {
  const objects = policies.map(
    ({ name, labels, ...each }) =>
      aRepository({}, { name, namespace: each.namespace }) +
      aPolicy({ imageRepositoryRef: { name } }, { name, namespace: each.namespace, labels }),
  )
  const git = { commit, checkout: { ref: { branch: 'main' } } }
  const { roots } = read({
    'a.yaml': automation({ git, policySelector: selector }, namespace) + objects.join(''),
  })
  const [environment] = fluxEnvironments(roots, { branch: 'main' }).environments
  expect(environment?.policies.map(({ key }) => key)).toEqual(
    expected.policies?.map((name) => `${namespace}:${name}`),
  )
})
