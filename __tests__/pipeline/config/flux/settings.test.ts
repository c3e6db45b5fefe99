/** What our own file sets for a root of Flux's objects and for single automations. */
import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../../src/model/environment.ts'
import { problemsOf } from '../../../../src/model/problem.ts'
import { readConfig, type Defaults } from '../../../../src/pipeline/config/config.ts'
import { filesOf } from '../../../support/repository.ts'
import { aPolicy, anObject, aRepository } from './reading.ts'

const file = '.github/image-bump.yaml'
const author = { email: 'bot@acme.org' }
const anAutomation = (name: string, spec: object = {}, more: object = {}) =>
  anObject(
    'ImageUpdateAutomation',
    { name, namespace: 'flux-system' },
    {
      interval: '30m',
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      git: {
        checkout: { ref: { branch: 'main' } },
        commit: { author, ...more },
        push: { branch: `bump-${name}` },
      },
      ...spec,
    },
  )
const objects = [
  anAutomation('dev'),
  anAutomation('production'),
  anAutomation('broken', { update: { strategy: 'Magic' } }),
  aRepository(),
  aPolicy(),
].join('')

const rootOf = (settings: string) => `version: 1\nflux:\n  - name: a\n    path: clusters/a\n${settings}`

function readAll(settings: string, defaults: Partial<Defaults> = {}, manifests = objects) {
  const source = { file, text: rootOf(settings), manifests: filesOf({ 'clusters/a/a.yaml': manifests }) }
  return readConfig(source, { branch: 'main', ...defaults }).config.environments
}

function problemsWith(settings: string): readonly string[] {
  try {
    readAll(settings)
    return []
  } catch (thrown) {
    return problemsOf(thrown).map(({ message, place }) => `${place?.line}:${place?.column} ${message}`)
  }
}

type Told = readonly [way: string, downgrade: string, hold: string, suspend: boolean]
function told({ delivery, downgrade, hold, suspend }: Environment): Told {
  const way =
    delivery.kind === 'commit'
      ? 'commit'
      : [delivery.bare ? 'bare' : 'request', delivery.group.kind, delivery.pushBranch ?? ''].join(' ').trim()
  return [way, downgrade, hold, suspend]
}

test('without settings all is as Flux has it', () => {
  expect(readAll('').map(told)).toEqual([
    ['request environment bump-dev', 'allow', 'ignore', false],
    ['request environment bump-production', 'allow', 'ignore', false],
  ])
})

describe('settings', () => {
  test.each<[what: string, settings: string, dev: Told, production: Told]>([
    [
      'of the root hold for all, and those of an automation before them, key by key',
      `    hold: respect
    downgrade: propose
    delivery: commit
    automations:
      flux-system/production: { downgrade: refuse, delivery: { pullRequest: { group: { all: [web] } } } }
`,
      ['commit', 'propose', 'respect', false],
      ['request named', 'refuse', 'respect', false],
    ],
    [
      'that suspend add to each other',
      '    automations: { flux-system/dev: { suspend: true } }\n',
      ['request environment bump-dev', 'allow', 'ignore', true],
      ['request environment bump-production', 'allow', 'ignore', false],
    ],
    [
      'of a root that suspends cannot be lifted for one',
      '    suspend: true\n    automations: { flux-system/dev: { suspend: false } }\n',
      ['request environment bump-dev', 'allow', 'ignore', true],
      ['request environment bump-production', 'allow', 'ignore', true],
    ],
    [
      'may leave the push branch without a request, but for one',
      '    pullRequests: false\n    automations: { flux-system/production: { pullRequests: true } }\n',
      ['bare environment bump-dev', 'allow', 'ignore', false],
      ['request environment bump-production', 'allow', 'ignore', false],
    ],
    [
      'for one go before the delivery of the root, whichever of the two they give',
      `    delivery: { pullRequest: { group: policy } }
    automations: { flux-system/dev: { pullRequests: false } }
`,
      ['bare environment bump-dev', 'allow', 'ignore', false],
      ['request policy', 'allow', 'ignore', false],
    ],
    [
      'with a delivery by request open one, though the root wants none',
      `    pullRequests: false
    automations: { flux-system/production: { delivery: { pullRequest: { group: environment } } } }
`,
      ['bare environment bump-dev', 'allow', 'ignore', false],
      ['request environment bump-production', 'allow', 'ignore', false],
    ],
  ])('%s', (_, settings, dev, production) => {
    expect(readAll(settings).map(told)).toEqual([dev, production])
  })

  test('of the workflow are the last: it wants no requests, and the file does for one', () => {
    const one = '    automations: { flux-system/production: { pullRequests: true } }\n'
    expect(readAll(one, { pullRequests: false }).map((each) => told(each)[0])).toEqual([
      'bare environment bump-dev',
      'request environment bump-production',
    ])
    const all = '    delivery: pullRequest\n'
    expect(readAll(all, { pullRequests: false }).map((each) => told(each)[0])).toEqual([
      'request policy',
      'request policy',
    ])
  })

  test.each([
    [
      'an automation that is not there',
      '    automations: { flux-system/prodution: { suspend: true } }\n',
      [
        '5:20 the root `a` has no ImageUpdateAutomation `flux-system/prodution`; did you mean `flux-system/production`?',
      ],
    ],
    [
      'an automation without its namespace',
      '    automations: { dev: { suspend: true } }\n',
      [expect.stringContaining('has no ImageUpdateAutomation `dev`; known here: `flux-system/')],
    ],
    [
      'a member of a group that is no policy there',
      '    delivery: { pullRequest: { group: { all: [wbe] } } }\n',
      ['3:5 a group names `wbe`, and there is no such ImagePolicy; did you mean `web`?'],
    ],
    [
      'both ways at once',
      '    automations: { flux-system/dev: { pullRequests: false, delivery: pullRequest } }\n',
      [expect.stringMatching(/^5:\d+ `pullRequests` is false, and `delivery` beside it is by pull request/)],
    ],
    [
      'a key of an environment that Flux has itself',
      '    automations: { flux-system/dev: { branch: main } }\n',
      [expect.stringContaining('unknown key `branch`')],
    ],
    [
      'a template that cannot be read',
      "    automations: { flux-system/dev: { delivery: { pullRequest: { title: '{{ x' } } } }\n",
      [expect.stringContaining('the template cannot be read')],
    ],
  ])('that name %s stop the run, since a gate may be missing', (_, settings, messages) => {
    expect(problemsWith(settings)).toEqual(messages)
  })

  test('for an automation that Flux would refuse stop nothing: that is told by itself', () => {
    expect(problemsWith('    automations: { flux-system/broken: { suspend: true } }\n')).toEqual([])
  })
})

describe('the key that an automation signs with', () => {
  const signed =
    anAutomation('dev', {}, { signingKey: { secretRef: { name: 'signing' } } }) + aRepository() + aPolicy()
  test.each([
    ['of its namespace', ['signing', 'flux-system/signing'], 'flux-system/signing'],
    ['of every namespace', ['apps/signing', 'signing'], 'signing'],
    ['of another namespace is not its own', ['apps/signing'], undefined],
  ])('is chosen by the name of its secret: one %s', (_, signingKeys, expected) => {
    expect(readAll('', { signingKeys }, signed)[0]?.signingKey).toBe(expected)
  })
})

describe('gates', () => {
  const promoted = `    automations:
      flux-system/production:
        delivery: pullRequest
        from: { environment: a/flux-system/dev, soak: 24h }
        windows: { allow: [Mon-Thu 09:00-16:00], timezone: Europe/Berlin }
`

  test('of one automation are those of an environment of our own', () => {
    const [dev, production] = readAll(promoted)
    expect(dev).not.toHaveProperty('from')
    expect(production).toMatchObject({
      from: { sources: [{ environment: 'a/flux-system/dev', soak: 86_400_000 }], need: 'all' },
      windows: { timezone: 'Europe/Berlin' },
    })
  })

  test.each([
    [
      'an environment that nothing makes',
      promoted.replace('a/flux-system/dev', 'a/flux-system/dve'),
      /takes from `a\/flux-system\/dve`, and there is no such environment; did you mean `a\/flux-system\/dev`\?/,
    ],
    [
      'a circle',
      `${promoted}      flux-system/dev: { from: { environment: a/flux-system/production } }\n`,
      /so none of them would ever take anything/,
    ],
    ['a window that cannot be read', promoted.replace('Mon-Thu', 'always'), /is no window/],
  ])('are refused for %s', (_, settings, message) => {
    expect(problemsWith(settings).join('\n')).toMatch(message)
  })
})
