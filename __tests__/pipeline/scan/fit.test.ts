import { describe, expect, test } from '@jest/globals'
import type { MarkerField } from '../../../src/model/manifest.ts'
import { findMisfit } from '../../../src/pipeline/scan/fit.ts'

type Row = readonly [field: MarkerField, key: string, value: string, why: string | undefined]
const digest = `sha256:${'0'.repeat(64)}`

describe('a field fits the key and the value it stands at', () => {
  test.each<Row>([
    ['image', 'image', 'ghcr.io/acme/web:1.0.0', undefined],
    ['image', 'image', `ghcr.io/acme/web:1.0.0@${digest}`, undefined],
    ['image', 'image', 'nginx', undefined],
    ['image', 'image', '', undefined],
    ['image', 'sidecarImage', 'ghcr.io/acme/web:1.0.0', undefined],
    ['image', 'images', 'web=ghcr.io/acme/web:1.0.0', undefined],
    ['image', 'image', 'localhost:5000/web:1.0.0', undefined],
    ['image', 'image', '[::1]:5000/web:1.0.0', undefined],
    ['image', 'image', 'ghcr.io/Acme/Web:1.0.0', undefined],
    ['image', 'image', '  nginx:1 ', undefined],
    ['image', 'image', '${IMAGE:=nginx}', undefined],
    ['image', 'image', '$(REGISTRY)/web:1', undefined],
    ['image', 'image', '%IMAGE%', undefined],
    ['image', 'image', '<image>', undefined],
    ['image', 'image', '@@IMAGE@@', undefined],
    ['image', 'image', '__IMAGE__', undefined],
    ['tag', 'newTag', '1.0.0', undefined],
    ['tag', 'tag', 'main-abc1234', undefined],
    ['tag', 'tag', '', undefined],
    ['tag', 'tag', '${TAG}', undefined],
    ['tag', 'version', '8.6.3', undefined],
    ['tag', 'value', 'v1', undefined],
    ['name', 'newName', 'ghcr.io/acme/web', undefined],
    ['name', 'newName', 'localhost:5000/web', undefined],
    ['name', 'repository', 'ghcr.io/acme/web', undefined],
    ['name', 'image', 'nginx', undefined],
    ['digest', 'digest', digest, undefined],
    ['digest', 'digest', '', undefined],
    ['digest', 'newDigest', 'sha256:1234567890abcdef', undefined],
    ['registry', 'registry', 'localhost:5000', undefined],
    ['registry', 'imageRegistry', 'ghcr.io', undefined],
    ['repository', 'repository', 'acme/web', undefined],
    ['repository', 'image', 'acme/web', undefined],
  ])('%s at %s: %s', (field, key, value, why) => {
    expect(findMisfit(field, { path: ['spec', key], value })).toBe(why)
  })
})

describe('a field does not fit', () => {
  test.each<Row>([
    ['image', 'newTag', '1.0.0', 'writes a whole image, and the key newTag takes a tag.'],
    ['image', 'tag', 'ghcr.io/acme/web:1.0.0', 'writes a whole image, and the key tag takes a tag.'],
    ['image', 'imageTag', '', 'writes a whole image, and the key imageTag takes a tag.'],
    [
      'image',
      'newName',
      'ghcr.io/acme/web',
      'writes a whole image, and the key newName takes a name or a repository.',
    ],
    [
      'image',
      'repository',
      'acme/web',
      'writes a whole image, and the key repository takes a name or a repository.',
    ],
    ['image', 'digest', '', 'writes a whole image, and the key digest takes a digest.'],
    [
      'tag',
      'image',
      'ghcr.io/acme/web:1.0.0',
      'writes a tag, and the key image takes a whole image or a name or a repository.',
    ],
    ['digest', 'tag', '1.0.0', 'writes a digest, and the key tag takes a tag.'],
    ['name', 'registry', 'ghcr.io', 'writes a name, and the key registry takes a registry.'],
    [
      'registry',
      'repository',
      'acme/web',
      'writes a registry, and the key repository takes a name or a repository.',
    ],
    // What stands there speaks, where the key does not.
    ['image', 'version', '1.0.0', 'writes a whole image, and a version stands there.'],
    ['image', 'version', 'v1.0-rc.1', 'writes a whole image, and a version stands there.'],
    [
      'image',
      'image',
      'docker://ghcr.io/acme/web:1',
      'writes a whole image, and an address with a scheme stands there.',
    ],
    ['name', 'url', 'oci://ghcr.io/acme/web', 'writes a name, and an address with a scheme stands there.'],
    ['image', 'image', 'the newest one', 'writes a whole image, and a text of several words stands there.'],
    ['tag', 'tag', 'see below', 'writes a tag, and a text of several words stands there.'],
    ['image', 'image', 'a:1,b:2', 'writes a whole image, and no image stands there.'],
    ['image', 'image', '{"name":"web"}', 'writes a whole image, and no image stands there.'],
    ['image', 'pin', digest, 'writes a whole image, and a digest stands there.'],
    [
      'tag',
      'container',
      'ghcr.io/acme/web:1.0.0',
      'writes a tag, and an image or more than a tag stands there.',
    ],
    ['tag', 'tag', `1.0.0@${digest}`, 'writes a tag, and an image or more than a tag stands there.'],
    ['tag', 'pin', digest, 'writes a tag, and a digest stands there.'],
    ['name', 'image', 'ghcr.io/acme/web:1.0.0', 'writes a name, and an image with its tag stands there.'],
    ['name', 'app', '1.0.0', 'writes a name, and a version stands there.'],
    ['digest', 'pin', '1.0.0', 'writes a digest, and a version stands there.'],
    ['digest', 'pin', 'acme/web', 'writes a digest, and an image stands there.'],
    ['registry', 'registry', 'ghcr.io/acme', 'writes a registry, and more than a registry stands there.'],
    [
      'repository',
      'repository',
      'ghcr.io/acme/web',
      'writes a repository, and a name with its registry stands there.',
    ],
    ['repository', 'app', 'acme/web:1', 'writes a repository, and an image with its tag stands there.'],
    ['repository', 'app', '2.0', 'writes a repository, and a version stands there.'],
  ])('%s at %s: %s', (field, key, value, why) => {
    expect(findMisfit(field, { path: ['spec', key], value })).toBe(why)
  })
})

test('charts may call a tag "image", and containers of Pods may not', () => {
  const spot = { value: '5.1.20', path: ['spec', 'values', 'image'] }
  expect(findMisfit('tag', spot)).toBeUndefined()
  expect(findMisfit('tag', { ...spot, path: ['spec', 'containers', 0, 'image'] })).toMatch(/^writes a tag/)
  expect(findMisfit('tag', { ...spot, path: ['spec', 'initContainers', 0, 'image'] })).toMatch(
    /^writes a tag/,
  )
})

test('an item of a list is judged by its value alone', () => {
  expect(findMisfit('tag', { path: ['tag', 0], value: '1.0.0' })).toBeUndefined()
  expect(findMisfit('image', { path: ['tag', 0], value: 'nginx' })).toBeUndefined()
  expect(findMisfit('tag', { path: ['images', 0], value: 'web=ghcr.io/acme/web:1' })).toMatch(/^writes a tag/)
})
