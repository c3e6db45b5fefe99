import { describe, expect, test } from '@jest/globals'
import { type PolicyKey, reachOf } from '../../../src/model/policy.ts'
import { rememberMarkers } from '../../../src/pipeline/scan/markers.ts'
import { ownersAmong } from '../../../src/pipeline/scan/owners.ts'
import { scanEnvironment } from '../../../src/pipeline/scan/scan-environment.ts'
import { anEnvironment, aPolicy } from '../../support/builders.ts'
import { filesOf } from '../../support/repository.ts'

const keys: readonly PolicyKey[] = [
  'dev:web',
  'dev:teams/cart/web',
  'dev:teams/cart/deep/web',
  'dev:teams/cart/basket',
  'dev:teams/search/index',
]

describe('a marker', () => {
  test.each([
    ['dev:web', 'apps/a.yaml', 'dev:web'],
    ['dev:web', 'teams/cart/a.yaml', 'dev:teams/cart/web'],
    ['dev:web', 'teams/cart/sub/a.yaml', 'dev:teams/cart/web'],
    ['dev:web', 'teams/cart/deep/a.yaml', 'dev:teams/cart/deep/web'],
    ['dev:basket', 'teams/cart/deep/a.yaml', 'dev:teams/cart/basket'],
    ['dev:web', 'teams/cartoon/a.yaml', 'dev:web'],
    ['dev:web', 'teams/cart.yaml', 'dev:web'],
    ['dev:web', 'teams/search/a.yaml', 'dev:web'],
  ])('of %s in %s means %s', (word, path, key) => {
    const { manifests, problems } = scanned(word, path)
    expect(problems).toEqual([])
    expect(manifests.flatMap(({ markers }) => markers)).toMatchObject([
      { policy: key, setter: `${word}:tag` },
    ])
  })

  test.each([
    ['dev:basket', 'apps/a.yaml', 'teams/cart has it for its own files.'],
    ['dev:index', 'teams/cart/a.yaml', 'teams/search has it for its own files.'],
    ['dev:indx', 'teams/search/a.yaml', 'did you mean "dev:index"?'],
    ['dev:baskt', 'apps/a.yaml', 'did you mean "dev:web"?'],
    ['dev:teams/cart/basket', 'teams/cart/a.yaml', 'did you mean "dev:basket"?'],
  ])('of %s in %s means nothing: %s', (word, path, advice) => {
    const { manifests, problems } = scanned(word, path)
    expect(manifests).toEqual([])
    expect(problems.map(({ message }) => message)).toEqual([
      `The marker "${word}:tag" names no policy of dev; ${advice}`,
    ])
  })

  test('means one policy for all who share a file: the nearest of them', () => {
    const flux = {
      automation: { namespace: 'dev', name: 'all' },
      path: '',
      messageTemplate: '',
      messageTemplateValues: {},
      place: { file: 'flux.yaml' },
    }
    const policies = [aPolicy('dev:web')]
    const automation = anEnvironment({ name: 'flux', namespace: 'dev', policies, flux })
    const own = environment()
    const view = {
      files: files('dev:web', 'teams/cart/a.yaml'),
      kustomizations: [],
      problems: [],
      markersIn: rememberMarkers(),
      ownersOf: ownersAmong([own, automation]),
    }
    expect(scanEnvironment(automation, [own], view).manifests).toEqual([])
    expect(scanEnvironment(own, [automation], view).manifests).toHaveLength(1)
  })
})

test.each([
  ['dev:web', 'dev:web', ''],
  ['dev:teams/cart/web', 'dev:web', 'teams/cart'],
  ['a/b:web', 'a/b:web', ''],
] as const)('the key %s reaches %s below "%s"', (key, word, folder) => {
  expect(reachOf(key)).toEqual({ word, folder })
})

function scanned(word: string, path: string) {
  const own = environment()
  return scanEnvironment(own, [], {
    ownersOf: ownersAmong([own]),
    files: files(word, path),
    kustomizations: [],
    problems: [],
    markersIn: rememberMarkers(),
  })
}

function environment() {
  return anEnvironment({ policies: keys.map((key) => aPolicy(key)) })
}

function files(word: string, path: string) {
  return filesOf({ [path]: `tag: 1.0.0 # {"$imagepolicy": "${word}:tag"}\n` })
}
