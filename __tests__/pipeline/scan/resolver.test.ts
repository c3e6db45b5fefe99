import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../src/model/environment.ts'
import type { Problem } from '../../../src/model/problem.ts'
import { scan } from '../../../src/pipeline/scan/scan.ts'
import { anEnvironment, aPolicy, aRequest, byRequest, lookingAt } from '../../support/builders.ts'
import { createInMemoryGit } from '../../support/in-memory-git.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'
import { createInMemoryWorktree } from '../../support/in-memory-worktree.ts'

const web = aPolicy('flux-system:web')
const broken: Problem = { code: 'flux-reference-unknown', level: 'error', message: 'no such image' }

/** An environment as an automation gives it, on the whole of main. */
function ofFlux(name: string, overrides: Partial<Environment> = {}): Environment {
  const [namespace = '', automation = ''] = name.split('/')
  const flux = {
    automation: { namespace, name: automation },
    path: '',
    messageTemplate: '',
    messageTemplateValues: {},
    place: { file: 'flux.yaml' },
  }
  return anEnvironment({ name, namespace, policies: [], flux, ...overrides })
}

async function markersOf(environments: readonly Environment[], key = 'flux-system:web') {
  const git = createInMemoryGit({ 'a.yaml': `tag: 1.0.0 # {"$imagepolicy": "${key}:tag"}\n` })
  const ports = { git, registry: createInMemoryRegistry(), worktree: createInMemoryWorktree() }
  const { environments: scanned } = await scan({ environments }, aRequest(), ports)
  return {
    by: scanned.filter(({ manifests }) => manifests.length > 0).map(({ environment }) => environment.name),
    problems: [
      ...new Set(
        scanned.flatMap(({ problems }) => problems.map(({ code, message }) => `${code}: ${message}`)),
      ),
    ],
  }
}

const contested = (names: string) =>
  `marker-ambiguous: The policy flux-system:web is one of ${names}, and they do not agree on it, so neither writes this value.`

test('automations with push branches of their own do not agree on how a value gets in', async () => {
  const pushing = (pushBranch: string) => ({ policies: [web], delivery: byRequest({ pushBranch }) })
  const environments = [ofFlux('flux-system/b', pushing('b')), ofFlux('flux-system/a', pushing('a'))]
  expect(await markersOf(environments)).toEqual({
    by: [],
    problems: [contested('flux-system/a and flux-system/b')],
  })
})

describe('in a file that automations share, a marker belongs to', () => {
  test.each([
    ['the one that has the policy', [ofFlux('apps/a'), ofFlux('flux-system/b', { policies: [web] })]],
    [
      'the first of two that mean the same',
      [ofFlux('flux-system/c', { policies: [web] }), ofFlux('flux-system/b', { policies: [web] })],
    ],
    [
      'the first of two that share a push branch',
      [
        ofFlux('flux-system/c', { policies: [web], delivery: byRequest() }),
        ofFlux('flux-system/b', { policies: [web], delivery: byRequest({ pushBranch: 'bump' }) }),
      ],
    ],
    [
      'the one that is not suspended',
      [
        ofFlux('flux-system/a', { policies: [web], suspend: true }),
        ofFlux('flux-system/b', { policies: [lookingAt('ghcr.io/acme/other', web)] }),
      ],
    ],
    [
      'the automation, where our own environment has no such policy',
      [anEnvironment({ name: 'dev' }), ofFlux('flux-system/b', { policies: [web] })],
    ],
    [
      'the one whose policy cannot be used',
      [
        ofFlux('apps/a'),
        ofFlux('flux-system/b', { unusable: [{ key: 'flux-system:web', problem: broken }] }),
      ],
    ],
  ])('%s', async (_, environments) => {
    expect(await markersOf(environments)).toEqual({ by: ['flux-system/b'], problems: [] })
  })

  test.each([
    ['choose otherwise', { policies: [{ ...web, spec: { policy: { semver: { range: '2.x' } } } }] }],
    ['look at another image', { policies: [lookingAt('ghcr.io/acme/other', web)] }],
    ['deliver otherwise', { policies: [web], delivery: byRequest({ pushBranch: 'bump' }) }],
    ['cannot be used', { unusable: [{ key: 'flux-system:web', problem: broken }] }],
  ] as const)('none where two have the policy and %s', async (_, other) => {
    const environments = [ofFlux('flux-system/b', { policies: [web] }), ofFlux('flux-system/a', other)]
    expect(await markersOf(environments)).toEqual({
      by: [],
      problems: [contested('flux-system/a and flux-system/b')],
    })
  })

  test('none where our own environment has a policy of that name, too', async () => {
    const own = anEnvironment({ name: 'dev', namespace: 'flux-system', policies: [web] })
    expect(await markersOf([own, ofFlux('flux-system/b', { policies: [web] })])).toEqual({
      by: [],
      problems: [contested('dev and flux-system/b')],
    })
  })
})

test.each([
  ['apps:wep', 'apps/z'],
  ['gone:web', 'apps/z'],
  ['flux-system:wep', 'flux-system/b'],
])('%s, which nobody has, is told once, by %s', async (key, teller) => {
  const environments = [ofFlux('flux-system/b', { policies: [web] }), ofFlux('apps/z')]
  const { by, problems } = await markersOf(environments, key)
  expect(by).toEqual([])
  expect(problems).toEqual([expect.stringMatching(`^policy-unknown: .* names no policy of ${teller};`)])
})
