import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../../src/model/environment.ts'
import { fluxEnvironments } from '../../../../src/pipeline/config/flux/environments.ts'
import type { FileTree } from '../../../support/repository.ts'
import { aPolicy, anObject, aRepository, messagesOf, read } from './reading.ts'

const author = { name: 'fluxcdbot', email: 'bot@acme.org' }
const named = { name: 'fleet', namespace: 'flux-system' }

function anAutomation(
  git: object = {},
  { metadata = {}, ...spec }: { readonly metadata?: object; readonly [field: string]: unknown } = {},
): string {
  return anObject(
    'ImageUpdateAutomation',
    { ...named, ...metadata },
    {
      interval: '30m',
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      git: { checkout: { ref: { branch: 'main' } }, commit: { author }, ...git },
      update: { path: './apps', strategy: 'Setters' },
      ...spec,
    },
  )
}

function aSource(spec: object = {}): string {
  return anObject('GitRepository', named, { url: 'https://github.com/acme/fleet', interval: '1m', ...spec })
}

function environmentsOf(tree: FileTree, branch = 'main', taken: readonly string[] = []) {
  return fluxEnvironments(read(tree).roots, { branch, taken })
}

function only(...documents: readonly string[]): Environment | undefined {
  const { environments } = environmentsOf({ 'a.yaml': documents.join('') })
  return environments[0]
}

describe('an automation is an environment', () => {
  test('with all that it says', () => {
    const message = {
      messageTemplate: '{{ .Values.x }}',
      messageWritten: {
        text: '{{ .Values.x }}',
        source: '"{{ .Values.x }}"',
        place: { file: 'a.yaml', line: 20, column: 24 },
      },
      messageTemplateValues: { x: '1' },
    }
    const { environments, problems } = environmentsOf({
      'a.yaml': anAutomation({ commit: { author, ...message } }) + aSource() + aRepository() + aPolicy(),
    })
    expect(problems).toEqual([])
    expect(environments).toEqual([
      {
        name: 'flux-system/fleet',
        branch: 'main',
        namespace: 'flux-system',
        paths: ['apps'],
        exclude: [],
        delivery: { kind: 'commit', onRefusal: 'report' },
        policies: [expect.objectContaining({ key: 'flux-system:web' })],
        unusable: [],
        suspend: false,
        downgrade: 'allow',
        hold: 'ignore',
        author,
        flux: {
          automation: { namespace: 'flux-system', name: 'fleet' },
          path: 'apps',
          ...message,
          place: { file: 'a.yaml', line: 2, column: 1 },
        },
      },
    ])
  })

  test('with the policies of its namespace that its selector wants, usable or not', () => {
    const labels = { team: 'a' }
    const environment = only(
      anAutomation({}, { policySelector: { matchLabels: labels } }),
      aSource(),
      aRepository(),
      aPolicy({}, { name: 'wanted', labels }),
      aPolicy({ imageRepositoryRef: { name: 'gone' } }, { name: 'broken', labels }),
      aPolicy({}, { name: 'unlabelled' }),
      aRepository({}, { namespace: 'other' }),
      aPolicy({}, { name: 'foreign', namespace: 'other', labels }),
      aPolicy({ suspend: true }, { name: 'paused', labels }),
    )
    expect(environment?.policies).toMatchObject([
      { key: 'flux-system:wanted' },
      { key: 'flux-system:paused', suspend: true },
    ])
    expect(environment?.unusable).toMatchObject([
      { key: 'flux-system:broken', problem: { code: 'flux-reference-unknown' } },
    ])
  })

  test.each([
    [undefined, [], ''],
    ['./', [], ''],
    ['./clusters/dev/', ['clusters/dev'], 'clusters/dev'],
    ['/apps/web.yaml', ['apps/web.yaml'], 'apps/web.yaml'],
    ['../../apps', ['apps'], 'apps'],
    ['apps/[x]', [String.raw`apps/\[x\]`], 'apps/[x]'],
  ])('with the path %s, which is no glob and does not lead out', (path, paths, from) => {
    const update = { strategy: 'Setters', ...(path !== undefined && { path }) }
    const environment = only(anAutomation({}, { update }), aSource())
    expect([environment?.paths, environment?.flux?.path]).toEqual([paths, from])
  })

  test('suspended, pushing with options and a refspec, by an author without a name', () => {
    const push = { branch: 'main', refspec: 'refs/heads/main:refs/for/main', options: { skip: 'ci' } }
    const git = { push, commit: { author: { email: 'bot@acme.org' } } }
    expect(only(anAutomation(git, { suspend: true }), aSource())).toMatchObject({
      suspend: true,
      push: { refspec: push.refspec, options: push.options },
      author: { name: '', email: 'bot@acme.org' },
      flux: { messageTemplate: '' },
    })
  })
})

describe('branches', () => {
  const byRequest = (pushBranch: string) => ({
    kind: 'pull-request',
    group: { kind: 'environment' },
    pushBranch,
  })
  test.each([
    ['the checkout ref', { checkout: { ref: { branch: 'aaa' } } }, {}, 'aaa', { kind: 'commit' }],
    ['an equal push branch', { push: { branch: 'main' } }, {}, 'main', { kind: 'commit' }],
    ['another push branch', { push: { branch: 'bump' } }, {}, 'main', byRequest('bump')],
    ['the GitRepository', { checkout: undefined }, { ref: { branch: 'ccc' } }, 'ccc', { kind: 'commit' }],
    [
      'the GitRepository and a push branch',
      { checkout: undefined, push: { branch: 'ddd' } },
      { ref: { branch: 'ccc' } },
      'ccc',
      byRequest('ddd'),
    ],
    [
      'nothing but a push branch',
      { checkout: undefined, push: { branch: 'x' } },
      {},
      'master',
      byRequest('x'),
    ],
    [
      'a name of a branch',
      { checkout: { ref: { name: 'refs/heads/main' } }, push: { branch: 'main' } },
      {},
      'main',
      { kind: 'commit' },
    ],
  ])('by %s', (...[, git, source, branch, delivery]) => {
    expect(only(anAutomation(git), aSource(source))).toMatchObject({ branch, delivery })
  })

  test('are the default branch where the GitRepository is nowhere to be seen', () => {
    const { environments } = environmentsOf({ 'a.yaml': anAutomation({ checkout: undefined }) }, 'trunk')
    expect(environments).toMatchObject([{ branch: 'trunk', delivery: { kind: 'commit' } }])
  })

  const noPush = 'says no branch to push to'
  test.each([
    ['a tag', { ref: { tag: 'v1' } }, { branch: 'bump' }, 'checks out the tag `v1`, which is no branch'],
    [
      'a commit',
      { ref: { commit: 'c0ffee', branch: 'main' } },
      undefined,
      'checks out the commit `c0ffee`, which is no branch',
    ],
    [
      'versions',
      { ref: { semver: '1.x' } },
      { branch: 'bump' },
      'checks out the semver `1.x`, which is no branch',
    ],
    [
      'a tag by name',
      { ref: { name: 'refs/tags/v1' } },
      { branch: 'bump' },
      'checks out the name `refs/tags/v1`, which is no branch',
    ],
    ['a tag and no push branch', { ref: { tag: 'v1' } }, undefined, noPush],
    ['nothing at all', undefined, undefined, noPush],
    [
      'the default branch as push branch',
      { ref: { branch: 'dev' } },
      { branch: 'trunk' },
      'pushes to `trunk`, which is not its own: other work starts from it',
    ],
    [
      'the branch of our own file as push branch',
      { ref: { branch: 'dev' } },
      { branch: 'ours' },
      'pushes to `ours`, which is not its own: other work starts from it',
    ],
  ])('that cannot be delivered to: %s', (_, checkout, push, why) => {
    const tree = { 'a.yaml': anAutomation({ checkout, push }) + aSource() }
    const { environments, problems } = environmentsOf(tree, 'trunk', ['ours'])
    expect(environments).toEqual([])
    expect(problems).toMatchObject([
      {
        code: 'flux-branch-unusable',
        level: 'error',
        message: `The ImageUpdateAutomation \`flux-system/fleet\` ${why}, so nothing is delivered for it.`,
      },
    ])
    expect(problems[0]?.flux?.includes('push spec not provided')).toBe(why === noPush ? true : undefined)
  })

  test('that two automations push to are the first one’s; the second proposes from a branch of ours', () => {
    const push = { push: { branch: 'bump' } }
    const { environments, problems } = environmentsOf({
      'a.yaml': anAutomation(push) + anAutomation(push, { metadata: { name: 'second' } }) + aSource(),
    })
    expect(environments).toMatchObject([
      { delivery: byRequest('bump') },
      { delivery: { kind: 'pull-request', group: { kind: 'environment' } } },
    ])
    expect(environments[1]?.delivery).not.toHaveProperty('pushBranch')
    expect(problems).toMatchObject([{ code: 'flux-branch-unusable', level: 'warning' }])
  })
})

test('clusters whose objects have equal names are told apart by their roots', () => {
  const bootstrap = (cluster: string) =>
    aSource({ ref: { branch: 'main' } }) +
    anObject('Kustomization', named, {
      path: `./clusters/${cluster}`,
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
    })
  const cluster = (name: string) => ({
    [`clusters/${name}/flux-system/gotk-sync.yaml`]: bootstrap(name),
    [`clusters/${name}/images.yaml`]: anAutomation() + aRepository() + aPolicy(),
  })
  const { environments } = environmentsOf({ ...cluster('dev'), ...cluster('production') })
  expect(environments.map(({ name }) => name)).toEqual([
    'clusters/dev/flux-system/fleet',
    'clusters/production/flux-system/fleet',
  ])
})

test('an automation that clusters have in common is one environment, unless its policies differ', () => {
  const root = (name: string) => ({
    [`clusters/${name}/flux-system/gotk-sync.yaml`]: anObject('Kustomization', named, {
      path: `./clusters/${name}`,
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
    }),
    [`clusters/${name}/kustomization.yaml`]: 'resources: [../../images, flux-system/gotk-sync.yaml]\n',
  })
  const tree = {
    ...root('dev'),
    ...root('production'),
    'images/kustomization.yaml': 'resources: [all.yaml]\n',
    'images/all.yaml': anAutomation({ push: { branch: 'bump' } }) + aRepository() + aPolicy(),
  }
  const { environments, problems } = environmentsOf(tree)
  expect(problems).toEqual([])
  expect(environments.map(({ name }) => name)).toEqual(['clusters/dev/flux-system/fleet'])
  const own = { 'clusters/production/more.yaml': aPolicy({}, { name: 'more' }) }
  expect(environmentsOf({ ...tree, ...own }).environments.map(({ name }) => name)).toEqual([
    'clusters/dev/flux-system/fleet',
    'clusters/production/flux-system/fleet',
  ])
})

test('an automation for another repository is told, without what its address may hold', () => {
  const other = anObject(
    'GitRepository',
    { name: 'other', namespace: 'flux-system' },
    {
      url: 'https://bot:secret@github.com/acme/other',
    },
  )
  const sync = anObject('Kustomization', named, {
    path: './',
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
  })
  const { environments, problems } = environmentsOf({
    'flux-system/gotk-sync.yaml': aSource() + sync,
    'a.yaml': anAutomation({}, { sourceRef: { kind: 'GitRepository', name: 'other' } }) + other,
  })
  expect(environments).toEqual([])
  expect(messagesOf(problems)).toEqual([
    'flux-source-elsewhere: The ImageUpdateAutomation `flux-system/fleet` updates `github.com/acme/other`, which is another repository than this one.',
  ])
})

test('a signing key of the cluster is told as not taken over', () => {
  const commit = { author, signingKey: { secretRef: { name: 'key' } } }
  const { problems } = environmentsOf({ 'a.yaml': anAutomation({ commit }) + aSource() })
  expect(problems).toMatchObject([{ code: 'flux-field-unused', level: 'note' }])
})
