/** Flux's objects in the place of our file, and beside it. */
import { describe, expect, test } from '@jest/globals'
import { problemsOf } from '../../../../src/model/problem.ts'
import { readConfig } from '../../../../src/pipeline/config/config.ts'
import { type FileTree, filesOf } from '../../../support/repository.ts'
import { aPolicy, anObject, aRepository, messagesOf } from './reading.ts'

const file = '.github/image-bump.yaml'
const automation = anObject(
  'ImageUpdateAutomation',
  { name: 'fleet', namespace: 'flux-system' },
  {
    interval: '30m',
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
    git: { checkout: { ref: { branch: 'main' } }, commit: { author: { email: 'bot@acme.org' } } },
  },
)
const source = anObject(
  'GitRepository',
  { name: 'fleet', namespace: 'flux-system' },
  { url: 'https://github.com/acme/fleet', interval: '1m' },
)
const objects = automation + source + aRepository() + aPolicy()

function readAll(text: string | undefined, tree: FileTree) {
  const manifests = filesOf(tree)
  return readConfig(
    { file, where: 'in commit c0ffee0', manifests, ...(text !== undefined && { text }) },
    { branch: 'main' },
  )
}

function problemsWith(text: string | undefined, tree: FileTree): readonly string[] {
  try {
    readAll(text, tree)
    return []
  } catch (thrown) {
    return messagesOf(problemsOf(thrown))
  }
}

const namesOf = ({ config }: ReturnType<typeof readAll>) => config.environments.map(({ name }) => name)

describe('without a file of ours', () => {
  test("Flux's objects are the configuration", () => {
    const read = readAll(undefined, { 'a.yaml': objects })
    expect(namesOf(read)).toEqual(['flux-system/fleet'])
    expect(read.warnings).toEqual([])
  })

  test('one object that is wrong costs itself alone', () => {
    const wrong = aPolicy({ imageRepositoryRef: { name: 'gone' } }, { name: 'wrong' })
    const read = readAll(undefined, { 'a.yaml': objects + wrong })
    expect(namesOf(read)).toEqual(['flux-system/fleet'])
    expect(read.warnings).toMatchObject([{ code: 'flux-reference-unknown', level: 'error' }])
  })

  const neither = `config-not-found: There is no ${file} in commit c0ffee0, and no ImageUpdateAutomation of Flux that could be followed instead.`
  test('and without an automation of Flux it is said that both were looked for', () => {
    expect(problemsWith(undefined, {})).toEqual([neither])
    expect(problemsWith(undefined, { 'a.yaml': aRepository() + aPolicy() })).toEqual([neither])
  })

  test('and with automations that cannot be followed it is said why, too', () => {
    const unpushed = automation.replace('branch: main', 'tag: v1') + source
    expect(problemsWith(undefined, { 'a.yaml': unpushed })).toEqual([
      neither,
      expect.stringMatching(/^flux-branch-unusable: .* says no branch to push to, /),
    ])
  })
})

describe('beside a file of ours', () => {
  const own =
    'images: { web: ghcr.io/acme/web }\nenvironments:\n  dev: { policies: { web: { policy: { alphabetical: {} } } } }\n'
  const cluster = { 'clusters/a/a.yaml': objects, 'clusters/b/b.yaml': objects }

  test('they are read from the roots that it names, and its own environments come first', () => {
    const text = `version: 1\n${own}flux: [{ name: a, path: clusters/a }, { name: b, path: ./clusters/b }]\n`
    expect(namesOf(readAll(text, cluster))).toEqual(['dev', 'a/flux-system/fleet', 'b/flux-system/fleet'])
  })

  test('a delivery of a root is that of its automations, and the push branch stays where it fits', () => {
    const pushing = objects.replace('    commit:', '    push:\n      branch: bump\n    commit:')
    const text = [
      'version: 1',
      'flux:',
      '  - { name: a, path: clusters/a, delivery: pullRequest, downgrade: propose }',
      '  - { name: b, path: clusters/b }',
      '  - { name: c, path: clusters/c, delivery: { pullRequest: { group: environment, draft: true } } }',
      '  - { name: d, path: clusters/d, delivery: pullRequest }',
      '',
    ].join('\n')
    const tree = {
      ...cluster,
      'clusters/c/c.yaml': pushing,
      'clusters/d/d.yaml': pushing.replace('bump', 'other'),
    }
    const { config } = readAll(text, tree)
    expect(config.environments.map(({ delivery, downgrade }) => [delivery, downgrade])).toMatchObject([
      [{ kind: 'pull-request', group: { kind: 'policy' } }, 'propose'],
      [{ kind: 'commit' }, 'allow'],
      [{ kind: 'pull-request', group: { kind: 'environment' }, draft: true, pushBranch: 'bump' }, 'allow'],
      [{ kind: 'pull-request', group: { kind: 'policy' } }, 'allow'],
    ])
    expect(config.environments[3]?.delivery).not.toHaveProperty('pushBranch')
  })

  test('a template of a delivery is read there, too', () => {
    const text =
      "version: 1\nflux: [{ name: a, path: clusters/a, delivery: { pullRequest: { title: '{{ x' } } }]\n"
    expect(problemsWith(text, cluster)).toEqual([
      'template-invalid: the template cannot be read: template: title:1: function "x" not defined',
    ])
  })

  test('they may be all that it names', () => {
    expect(namesOf(readAll('version: 1\nflux: [{ name: a, path: clusters/a }]\n', cluster))).toEqual([
      'a/flux-system/fleet',
    ])
  })

  test('they are left alone where it names none', () => {
    expect(namesOf(readAll(`version: 1\n${own}`, cluster))).toEqual(['dev'])
    expect(namesOf(readAll(`version: 1\n${own}flux: []\n`, cluster))).toEqual(['dev'])
  })

  test('a root where nothing stands is told at its place', () => {
    const text = `version: 1\n${own}flux:\n  - { name: a, path: clusters/c }\n`
    const [first] = readAll(text, cluster).warnings
    expect(first).toMatchObject({ code: 'flux-root-empty', place: { file, line: 6, column: 5 } })
  })

  test.each([
    [
      'two roots of one name',
      '[{ name: a, path: x }, { name: a, path: y }]',
      /^config-invalid: two roots are named `a`; wanted a name for each$/,
    ],
    ['a root without a path', '[{ name: a }]', /^config-invalid: .*path/],
    ['an unknown key', '[{ name: a, path: x, rendre: kustomize }]', /^config-invalid: .*rendre/],
  ])('%s is wrong, and nothing else is', (_, roots, message) => {
    expect(problemsWith(`version: 1\nflux: ${roots}\n`, cluster)).toEqual([expect.stringMatching(message)])
  })

  test('a file that names neither environments nor roots is wrong', () => {
    expect(problemsWith('version: 1\nflux: []\n', cluster)).toEqual([
      expect.stringMatching(/^config-invalid: .*at least one/),
    ])
  })
})
