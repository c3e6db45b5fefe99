import { describe, expect, test } from '@jest/globals'
import { rememberMarkers } from '../../../src/pipeline/scan/markers.ts'
import { ownerOf, ownersAmong } from '../../../src/pipeline/scan/owners.ts'
import { aFile, anEnvironment } from '../../support/builders.ts'

const files = [
  'Kustomization',
  'app.yaml',
  'apps/.hidden/web.yaml',
  'apps/dev/Kustomization',
  'apps/dev/api/values.yml',
  'apps/dev/web.yaml',
  'apps/developers.yaml',
  'apps/prod/web.yaml',
  'apps/prod/web.yaml.tpl',
  'apps/prod/README.md',
]
const yaml = files.filter((file) => !file.endsWith('.tpl') && !file.endsWith('.md'))

describe('an environment owns the files of its paths, less what it excludes', () => {
  test.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
    ['everything', [], [], yaml],
    ['everything, said in another way', ['./'], [], yaml],
    ['a file', ['apps/dev/web.yaml'], [], ['apps/dev/web.yaml']],
    ['a folder, with all below', ['apps/dev'], [], yaml.filter((file) => file.startsWith('apps/dev/'))],
    ['a folder with a slash', ['./apps/dev/'], [], yaml.filter((file) => file.startsWith('apps/dev/'))],
    ['a glob', ['apps/*/web.yaml'], [], ['apps/.hidden/web.yaml', 'apps/dev/web.yaml', 'apps/prod/web.yaml']],
    ['a deep glob', ['**/values.yml'], [], ['apps/dev/api/values.yml']],
    [
      'a glob that matches folders, with all below',
      ['apps/*'],
      [],
      yaml.filter((file) => file.startsWith('apps/')),
    ],
    ['a glob for files of a folder alone', ['apps/*.yaml'], [], ['apps/developers.yaml']],
    ['less a glob that matches folders', ['apps'], ['apps/*e*'], ['apps/prod/web.yaml']],
    ['several', ['app.yaml', 'apps/prod'], [], ['app.yaml', 'apps/prod/web.yaml']],
    [
      'less a file',
      ['apps/dev'],
      ['apps/dev/web.yaml'],
      ['apps/dev/Kustomization', 'apps/dev/api/values.yml'],
    ],
    ['less a folder', ['apps'], ['apps/dev', 'apps/.hidden'], ['apps/developers.yaml', 'apps/prod/web.yaml']],
    ['less a glob', ['apps'], ['**/*.yaml'], ['apps/dev/Kustomization', 'apps/dev/api/values.yml']],
    ['nothing that is there', ['clusters'], [], []],
  ])('%s', (_, paths, exclude, owned) => {
    expect(files.filter(ownerOf(anEnvironment({ paths, exclude })))).toEqual(owned)
  })
})

test('nothing outside of the repository is owned, whatever the paths say', () => {
  const paths = ['..', '../other', 'apps/../../other', '/etc', '**/../*']
  const owns = ownerOf(anEnvironment({ paths }))
  const outside = ['../other/a.yaml', '/etc/a.yaml', 'apps/../../other/a.yaml']
  // The worktree and Git give no such paths; were they given, none of these would be written (see the Worktree port).
  expect(files.filter(owns)).toEqual([])
  expect(outside.filter(ownerOf(anEnvironment({ paths: ['apps'] })))).not.toContain('../other/a.yaml')
})

// image-automation-controller internal/update/filter.go
test.each([
  ['a.yaml', true],
  ['a.yml', true],
  ['.yaml', true],
  ['Kustomization', true],
  ['deep/Kustomization', true],
  ['a.YAML', false],
  ['a.Yml', false],
  ['a.yaml.bak', false],
  ['kustomization', false],
  ['MyKustomization', false],
  ['Kustomization/readme', false],
  ['a.json', false],
])('is %s a file that Flux looks at: %s', (path, is) => {
  expect(ownerOf(anEnvironment())(path)).toBe(is)
})

test('among many, files of the same owners get one list, and a file is read for markers once for all', () => {
  const [all, apps, more] = [
    anEnvironment({ name: 'all' }),
    anEnvironment({ name: 'apps', paths: ['apps'] }),
    anEnvironment({ name: 'more', paths: ['apps', 'docs'] }),
  ]
  const ownersOf = ownersAmong([all, apps, more])
  expect(ownersOf('apps/a.yaml')).toEqual([all, apps, more])
  expect(ownersOf('apps/b.yaml')).toBe(ownersOf('apps/a.yaml'))
  expect(ownersOf('docs/a.yaml')).toEqual([all, more])
  expect(ownersOf('docs/a.md')).toEqual([])
  const [find, file] = [rememberMarkers(), aFile('apps/a.yaml', 'a: 1 # {"$imagepolicy": "a:b:tag"}\n')]
  expect(find(file).manifest.markers).toHaveLength(1)
  expect(find(file)).toBe(find(file))
})
