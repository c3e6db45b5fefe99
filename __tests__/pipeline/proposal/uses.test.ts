import { describe, expect, test } from '@jest/globals'
import { findImages, mayNameImages } from '../../../src/pipeline/proposal/proposal.ts'
import { aFile } from '../../support/builders.ts'

/** `image:tag` with the fields that would be marked, and what is left with the reason. */
function found(files: Readonly<Record<string, string>>) {
  const { uses, leftOut } = findImages(Object.entries(files).map(([path, text]) => aFile(path, text)))
  return {
    uses: uses.map(
      ({ image, tag, marks }) => `${image.text}:${tag} ${marks.map(({ field }) => field).join()}`,
    ),
    leftOut: leftOut.map(({ what, why }) => `${what}: ${why}`),
  }
}

describe('images are found', () => {
  const inPod = 'spec: { containers: [\n  { name: a,\n    image: a/b:1.0.0\n  }] }\n'
  test.each<[what: string, text: string, uses: readonly string[]]>([
    [
      'in containers, also those that begin',
      'initContainers:\n  - image: a/b:1\ncontainers:\n  - image: "a/c:2"\n',
      ['a/b:1 image', 'a/c:2 image'],
    ],
    ['in braces that go over lines', inPod, ['a/b:1.0.0 image']],
    [
      'in every document of a file',
      'image: a/b:1\n---\nsteps:\n- image: a/c:2\n',
      ['a/b:1 image', 'a/c:2 image'],
    ],
    ['with port and digest', `image: h:5000/bb:1@sha256:${'a'.repeat(64)}\n`, ['h:5000/bb:1 image']],
    ['in values of a chart', 'image:\n  repository: a/b\n  tag: 1.0.0\n', ['a/b:1.0.0 tag']],
    [
      'with the registry apart',
      'image:\n  registry: ghcr.io\n  repository: a/b\n  tag: v1\n',
      ['ghcr.io/a/b:v1 tag'],
    ],
    ['with an empty registry', 'image:\n  registry: ""\n  repository: a/b\n  tag: v1\n', ['a/b:v1 tag']],
    [
      'with the digest apart',
      `image:\n  repository: a/b\n  tag: v1\n  digest: sha256:${'a'.repeat(64)}\n`,
      ['a/b:v1 tag,digest'],
    ],
    ['beside their tag', 'web:\n  image: ghcr.io/a/b\n  tag: 1.0.0\n', ['ghcr.io/a/b:1.0.0 tag']],
    ['beside imageTag', 'image: a/b\nimageTag: "1.0.0"\n', ['a/b:1.0.0 tag']],
    [
      'in images of a kustomization',
      'images:\n  - name: b\n    newName: a/b\n    newTag: v1\n',
      ['a/b:v1 tag'],
    ],
    ['in images that keep their names', 'images:\n  - name: a/b\n    newTag: v1\n', ['a/b:v1 tag']],
    [
      "in Argo CD's list",
      'spec:\n  source:\n    kustomize:\n      images:\n        - b=a/b:1.0.0\n',
      ['a/b:1.0.0 image'],
    ],
    ["in CloudNativePG's clusters", 'spec:\n  imageName: a/pg:16.4\n', ['a/pg:16.4 image']],
    [
      'in OCI repositories of Flux',
      'spec:\n  url: oci://ghcr.io/a/charts/b\n  ref:\n    tag: 1.0.0\n',
      ['ghcr.io/a/charts/b:1.0.0 tag'],
    ],
    ['with an anchor', 'image: &web a/b:1\nother: *web\n', ['a/b:1 image']],
  ])('%s', (_, text, uses) => {
    expect(found({ 'a.yaml': text })).toEqual({ uses, leftOut: [] })
  })
})

describe('nothing is made of', () => {
  test.each([
    'image: /static/logo\n',
    'image: logo.png\n',
    'image: https://acme.example/a:1\n',
    'image: { type: string }\n',
    'chart: { repository: https://charts.example, tag: 1.0.0 }\n',
    'ref: { tag: v1.0.0 }\n',
    'images: [one, two]\n',
    'text: |\n  image: a/b:1\n',
  ])('%j', (text) => {
    expect(found({ 'a.yaml': text })).toEqual({ uses: [], leftOut: [] })
  })
})

describe('a value that cannot be marked is told', () => {
  test.each<[text: string, told: string]>([
    ['image: a/b\n', 'a/b: it has no tag, which means latest'],
    [`image: a/b@sha256:${'a'.repeat(64)}\n`, 'a digest alone says nothing of what is newer'],
    [
      'image: a/b:1 # keep\n',
      'a/b:1: a comment stands behind it already, and a line has room for one: move # keep',
    ],
    ['image: a/b:1 # {"$imagepolicy": "x:y"}\n', 'a/b:1: it has a marker already'],
    ['web: { image: a/b:1 }\n', 'a/b:1: no comment can stand right behind it'],
    ['image: >-\n  a/b:1\n', 'a/b:1: no comment can stand right behind it'],
    ['image: "{{ .Values.image }}"\n', 'something else fills it in'],
    ['image: $(params.image)\n', 'something else fills it in'],
    ['image: ${HOST}/web:1\n', 'something else fills it in'],
    ['image:\n  tag: 1.0.0\n', '1.0.0: nothing beside it says which image it is of'],
    ['image:\n  repository: a/b\n  tag: ""\n', 'a/b: its tag is empty'],
    ['image: a/b:{{ .Tag }}\n{{ end }}\n', 'its images: the file is a template and no YAML'],
    ['image: a/b:1\n  x: [\n', 'its images: the file cannot be read as YAML'],
    ['- image: a/b:1\n', 'a/b:1: The file has markers and is no file of objects'],
    ['image: a/b:1\nsops:\n  mac: ENC[x]\n', 'its images: SOPS has sealed the file'],
  ])('%j: %s', (text, told) => {
    const { uses, leftOut } = found({ 'a.yaml': text })
    expect(uses).toEqual([])
    expect(leftOut).toEqual([expect.stringContaining(told)])
  })
})

test('an image that kustomize replaces on the way is left, where the kustomization leads to it', () => {
  const tree = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': 'a:\n  image: web:1\nb:\n  image: other:1\n',
    'bare/kustomization.yaml': 'resources: [web.yaml]\n',
    'bare/web.yaml': 'image: web:2\n',
    'overlays/dev/kustomization.yaml': 'resources: [../../base]\nimages:\n- name: web\n  newTag: 1.0.0\n',
  }
  expect(found(tree)).toEqual({
    uses: ['other:1 image', 'web:2 image', 'web:1.0.0 tag'],
    leftOut: ['web:1: the images of overlays/dev/kustomization.yaml put another tag in its place'],
  })
})

test('what flux bootstrap writes is left', () => {
  const { uses, leftOut } = found({
    'c/flux-system/gotk-components.yaml': 'image: ghcr.io/fluxcd/x:v1.0.0\n',
  })
  expect([uses, leftOut]).toEqual([[], [expect.stringContaining('flux bootstrap writes this file')]])
})

test.each([
  ['apps/web.yaml', true],
  ['Kustomization', true],
  ['.gitlab-ci.yml', true],
  ['site/node_modules/x/a.yaml', false],
  ['web.json', false],
])('may %s name images? %s', (path, may) => {
  expect(mayNameImages(path)).toBe(may)
})
