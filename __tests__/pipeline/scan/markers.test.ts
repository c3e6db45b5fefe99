import { describe, expect, test } from '@jest/globals'
import { findMarkers, markerTraces } from '../../../src/pipeline/scan/markers.ts'
import { sourceFile } from '../../support/setters.ts'

function markers(text: string) {
  return findMarkers(sourceFile('app.yaml', text)).manifest.markers
}

function problems(text: string) {
  return findMarkers(sourceFile('app.yaml', text)).problems.map(({ code, level, place }) => ({
    code,
    level,
    line: place?.line,
    column: place?.column,
  }))
}

describe('a marker is a JSON object of texts behind its hashes', () => {
  const table: readonly (readonly [string, string, string, string])[] = [
    ['# {"$imagepolicy": "ns:p"}', 'ns:p', 'image', 'ns:p'],
    ['#{"$imagepolicy":"ns:p:tag"}', 'ns:p', 'tag', 'ns:p:tag'],
    ['##  { "$imagepolicy" : "ns:p:name" }  ', 'ns:p', 'name', 'ns:p:name'],
    ['# {"$imagepolicy": "ns:p:digest", "x": "y"}', 'ns:p', 'digest', 'ns:p:digest'],
    ['# {"$imagepolicy": "a:b", "$imagepolicy": "ns:p"}', 'ns:p', 'image', 'ns:p'],
    ['# {"$imagepolicy": "ns%3Ap"}', 'ns:p', 'image', 'ns:p'],
    ['# {"$imagepolicy": "ns:p:registry"}', 'ns:p', 'registry', 'ns:p:registry'],
    ['# {"$imagepolicy": "ns:p:repository"}', 'ns:p', 'repository', 'ns:p:repository'],
  ]
  test.each(table)('%s', (comment, policy, field, setter) => {
    expect(markers(`image: x:1 ${comment}\n`)).toMatchObject([{ policy, field, setter, value: 'x:1' }])
  })

  test('the long form and escaped keys count in a file that has the plain word somewhere', () => {
    const text =
      'a: 1 # {"$ref": "#/definitions/io.k8s.cli.setters.ns:p"}\nb: 2 # {"\\u0024imagepolicy": "ns:p:tag"}\n'
    expect(markers(text)).toEqual([])
    expect(problems(text)).toEqual([
      { code: 'marker-malformed', level: 'warning', line: 1, column: 4 },
      { code: 'marker-malformed', level: 'warning', line: 2, column: 4 },
    ])
    expect(markers(`${text}c: 3 # {"$imagepolicy": "ns:q"}\n`).map(({ setter }) => setter)).toEqual([
      'ns:p',
      'ns:p:tag',
      'ns:q',
    ])
  })
})

describe('a comment that was meant as a marker and is none is told of', () => {
  const table = [
    '# {"$imagepolicy": "p"}',
    '# {"$imagepolicy": "ns: p"}',
    '# {"$imagepolicy": "ns:p "}',
    '# {"$imagepolicy": ":p"}',
    '# {"$imagepolicy": "ns:p:TAG"}',
    '# {"$imagepolicy": "ns:p:image"}',
    '# {"$imagepolicy": "ns:p:"}',
    '# {"$imagepolicy": "ns:p:host"}',
    '# {"$imagepolicy": "ns:p}',
    '# {"$imagepolicy": 1}',
    '# {"$imagepolicy": ""}',
    '# {"$imagepolicy": "ns:p:tag:x"}',
    '# {"$imagepolicy": "ns:p", "x": 1}',
    "# {'$imagepolicy': 'ns:p'}",
    '# ["$imagepolicy", "ns:p"]',
    '# {"$imagepolicy": "ns:p"} please',
    '# {"$imagepolicy": "ns:p"} {"$imagepolicy": "ns:p"}',
    '# see {"$imagepolicy": "ns:p"}',
  ]
  test.each(table)('%s', (comment) => {
    const text = `image: x:1 ${comment}\n`
    expect(markers(text)).toEqual([])
    expect(problems(text)).toEqual([{ code: 'marker-malformed', level: 'warning', line: 1, column: 12 }])
  })

  test.each([
    '{"$ImagePolicy": "ns:p"}',
    '{"$imagePolicy": "ns:p"}',
    '{"imagepolicy": "ns:p"}',
    '{"$imagepolicy ": "ns:p"}',
    "{'$imagepolicy': 'ns:p'}",
    '$imagepolicy: ns:p',
    '{"$image-policy": "ns:p"}',
    '{"$imagepolcy": "ns:p:tag"}',
    '{"$imagepolicies": "ns:p"}',
    '{"$IMAGEPOLICY": "ns:p"}',
  ])('another spelling of the word is told of, with or without a right one in the file: %s', (comment) => {
    const told = [{ code: 'marker-malformed', level: 'warning', line: 1, column: 6 }]
    expect(problems(`a: x # ${comment}\nb: y # other\n`)).toEqual(told)
    expect(problems(`a: x # ${comment}\nb: x # {"$imagepolicy": "ns:p"}\n`)).toEqual(told)
    expect(problems(`a: x # ${comment}\nb: }\n`)).toMatchObject([{ code: 'file-not-yaml' }])
  })

  test.each([
    'kind: ImagePolicy # an ImagePolicy of Flux',
    'a: x # {"$imagetag": "ns:p"}',
    'a: x # {"$openapi": "image"}',
    'a: x # {"$kpt-set": "image"}',
    'a: \'{"$imagepolcy": "ns:p"}\' # quoted',
  ])('what only resembles one is not: %s', (text) => {
    expect(problems(`${text}\n`)).toEqual([])
    expect(problems(`${text}\nb: }\n`)).toEqual([])
  })

  test('a suffix that is not known is told with those that are', () => {
    const { problems: found } = findMarkers(sourceFile('a.yaml', 'a: x # {"$imagepolicy": "ns:p:host"}\n'))
    expect(found.map(({ message }) => message)).toEqual([
      'The suffix ":host" of the marker ns:p:host is not known; there are :tag, :name, :digest, :registry, :repository.',
    ])
  })

  test('prose about markers and lines that are commented out get a note only', () => {
    const text =
      '# Values with a $imagepolicy comment are kept up to date.\n# image: x:1 # {"$imagepolicy": "ns:p"}\na: 1\n'
    expect(problems(text)).toEqual([
      { code: 'marker-malformed', level: 'note', line: 1, column: 1 },
      { code: 'marker-malformed', level: 'note', line: 2, column: 1 },
    ])
  })
})

describe('a marker at no value is told of', () => {
  const table: readonly (readonly [string, string, number, number])[] = [
    ['above a key', '# {"$imagepolicy": "ns:p"}\nimage: x:1\n', 1, 1],
    ['behind a key', 'image: # {"$imagepolicy": "ns:p"}\n  x:1\n', 1, 8],
    ['behind a key without a value', 'image: # {"$imagepolicy": "ns:p"}\nname: x\n', 1, 8],
    ['behind a key with a map below', 'image: # {"$imagepolicy": "ns:p"}\n  name: x\n', 1, 8],
    ['above an item that is a map', 'images:\n# {"$imagepolicy": "ns:p"}\n- name: x\n', 2, 1],
    ['behind braces', 'image: {a: x} # {"$imagepolicy": "ns:p"}\n', 1, 15],
    ['at an alias', 'a: &a x\nimage: *a # {"$imagepolicy": "ns:p"}\n', 2, 11],
    ['below everything', 'image: x\n# {"$imagepolicy": "ns:p"}\n', 2, 1],
    ['behind a document mark', '--- # {"$imagepolicy": "ns:p"}\nimage: x\n', 1, 5],
    ['behind brackets', 'image: [x] # {"$imagepolicy": "ns:p"}\n', 1, 12],
    ['below a repeated key', 'a: x\na: y # {"$imagepolicy": "ns:p"}\n', 2, 6],
  ]
  test.each(table)('%s', (_, text, line, column) => {
    expect(markers(text)).toEqual([])
    expect(problems(text)).toEqual([{ code: 'marker-misplaced', level: 'warning', line, column }])
  })
})

describe('a marker in the text of a block is told of by a note', () => {
  const table: readonly (readonly [string, string, number, number, string])[] = [
    ['a literal one', 'data: |\n  image: x # {"$imagepolicy": "ns:p"}\n', 2, 12, 'marker-misplaced'],
    ['a folded one', 'data: >-\n\n  # {"$imagepolicy": "ns:p"}\n', 3, 3, 'marker-misplaced'],
    ['one in a list', 'a:\n- |\n  b: é # {"$imagepolicy": "ns:p:tag"}\n', 3, 8, 'marker-misplaced'],
    ['bad JSON in it', 'data: |\n  image: x # {"$imagepolicy": "ns:p}\n', 2, 12, 'marker-malformed'],
  ]
  test.each(table)('%s', (...[, text, line, column, code]) => {
    expect(markers(text)).toEqual([])
    expect(problems(text)).toEqual([{ code, level: 'note', line, column }])
  })

  test('the header line of a block is no part of its text', () => {
    const text = 'image: | # {"$imagepolicy": "ns:p"}\n  x:1\n'
    expect(markers(text)).toMatchObject([{ value: 'x:1\n' }])
    expect(problems(text)).toEqual([])
  })
})

describe('a template expression is never written over', () => {
  const table: readonly (readonly [string, string, number])[] = [
    ['quoted', 'image: "{{ .Values.image }}" # {"$imagepolicy": "ns:p"}\n', 30],
    ['a part of a value', 'image: ghcr.io/acme/web:{{ .tag }} # {"$imagepolicy": "ns:p"}\n', 36],
    ['read as a map', 'image: {{ .Values.image }} # {"$imagepolicy": "ns:p"}\n', 28],
  ]
  test.each(table)('%s', (_, text, column) => {
    expect(markers(text)).toEqual([])
    const { problems: found } = findMarkers(sourceFile('app.yaml', text))
    expect(found).toEqual([
      {
        code: 'marker-misplaced',
        level: 'warning',
        message: 'The marker of ns:p stands at a template expression, which would be lost.',
        place: { file: 'app.yaml', line: 1, column },
      },
    ])
  })

  test.each([
    ['{{- if .Values.on }}', '{{- end }}'],
    ['{% if on %}', '{% endif %}'],
    ['<% if (on) { %>', '<% } %>'],
  ])('a template that is no YAML is left alone, with the advice to move the value: %s', (begin, end) => {
    const text = `${begin}\nimage: x # {"$imagepolicy": "ns:p"}\n${end}\n`
    const { manifest, problems: found } = findMarkers(sourceFile('app.yaml', text))
    expect(manifest.markers).toEqual([])
    expect(found).toMatchObject([
      {
        code: 'file-not-yaml',
        level: 'warning',
        message: expect.stringMatching(/It looks like a template: move the values and their markers/),
      },
    ])
  })

  test.each([':tag', ''])('a value that SOPS has encrypted is never written over (%s)', (suffix) => {
    const text = `tag: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str] # {"$imagepolicy": "ns:p${suffix}"}\n`
    const { manifest, problems: found } = findMarkers(sourceFile('app.yaml', text))
    expect(manifest.markers).toEqual([])
    expect(found).toMatchObject([
      { code: 'marker-misplaced', level: 'warning', message: expect.stringMatching(/SOPS has encrypted/) },
    ])
  })

  test('other placeholders are values like any other', () => {
    expect(markers('image: x:${TAG} # {"$imagepolicy": "ns:p"}\n')).toMatchObject([{ value: 'x:${TAG}' }])
  })
})

test('a field that does not fit its place is obeyed and told of', () => {
  const {
    manifest,
    problems: found,
    misfits,
  } = findMarkers(
    sourceFile(
      'app.yaml',
      'images:\n- newTag: 1.0.0 # {"$imagepolicy": "ns:p"}\n  newName: x # {"$imagepolicy": "ns:p:name"}\n',
    ),
  )
  expect(found).toEqual([])
  expect(manifest.markers.map((marker) => misfits.get(marker))).toEqual([
    {
      code: 'marker-unsuited',
      level: 'warning',
      message: 'The marker of ns:p writes a whole image, and the key newTag takes a tag.',
      place: { file: 'app.yaml', line: 2, column: 11 },
    },
    undefined,
  ])
})

describe('what go-yaml reads and strict readers refuse is read as Flux reads it', () => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a key written twice',
      'a: x # {"$imagepolicy": "ns:p"}\na: y\nb: z # {"$imagepolicy": "ns:p"}\n',
      ['x', 'z'],
    ],
    ['a key that is an alias, without a blank', 'a: &k b\n*k: x # {"$imagepolicy": "ns:p"}\n', ['x']],
    ['a key that is an alias', 'a: &k b\n*k : x # {"$imagepolicy": "ns:p"}\n', ['x']],
    ['an anchor used twice', 'a: &k x # {"$imagepolicy": "ns:p"}\nb: &k y\nc: *k\n', ['x']],
    ['a merge key', 'a: &k {b: 1}\nc:\n  <<: *k\n  d: x # {"$imagepolicy": "ns:p"}\n', ['x']],
    [
      'keys that are no text',
      '1: x # {"$imagepolicy": "ns:p"}\n~: y # {"$imagepolicy": "ns:p"}\n',
      ['x', 'y'],
    ],
    [
      'an octal and a word of YAML 1.1',
      'a: 0755 # {"$imagepolicy": "ns:p"}\nb: yes # {"$imagepolicy": "ns:p"}\n',
      ['0755', 'yes'],
    ],
    ['a tag of its own', 'a: !mine x # {"$imagepolicy": "ns:p"}\n', ['x']],
    ['a tab before a comment', 'a: x\t# {"$imagepolicy": "ns:p"}\n', ['x']],
  ]
  test.each(table)('%s', (_, text, values) => {
    expect(markers(text).map(({ value }) => value)).toEqual(values)
    expect(problems(text)).toEqual([])
  })
})

describe('a file that cannot be read as objects is left alone as a whole', () => {
  const marked = 'image: x:1 # {"$imagepolicy": "ns:p"}\n'
  test.each([
    ['a template between keys', `${marked}{{ if .x }}\n`, 2],
    ['a second document that breaks off', `${marked}---\na: [\n`, 4],
  ])('%s', (_, text, line) => {
    expect(markers(text)).toEqual([])
    expect(problems(text)).toMatchObject([{ code: 'file-not-yaml', level: 'warning', line }])
  })

  const table: readonly (readonly [string, string, number])[] = [
    ['a document that is a list', `${marked}---\n- 1\n`, 2],
    ['a JSON patch', '- op: replace\n  value: x:1 # {"$imagepolicy": "ns:p"}\n', 1],
    ['a document that is a single value', 'x:1 # {"$imagepolicy": "ns:p"}\n', 1],
    ['metadata that is no map', `metadata: x\n${marked}`, 1],
    ['annotations that are no map', `metadata:\n  annotations: []\n${marked}`, 1],
    ['a directive', `%YAML 1.1\n---\n${marked}`, 2],
    ['text on the line of a later separator', `${marked}--- {a: 1}\n`, 2],
  ]
  test.each(table)('%s, which is YAML all the same', (_, text, line) => {
    expect(markers(text)).toEqual([])
    expect(problems(text)).toMatchObject([{ code: 'file-not-objects', level: 'warning', line }])
  })

  test.each([
    ['UTF-16', [0xff, 0xfe], (code: number) => [code, 0]],
    ['UTF-16', [0xfe, 0xff], (code: number) => [0, code]],
    ['UTF-32', [0xff, 0xfe, 0, 0], (code: number) => [code, 0, 0, 0]],
    ['UTF-32', [0, 0, 0xfe, 0xff], (code: number) => [0, 0, 0, code]],
  ])('%s with the mark %j', (encoding, mark, encode) => {
    const bytes = (text: string) =>
      Uint8Array.from(
        [...mark, ...new TextEncoder().encode(text)].flatMap((code, at) =>
          at < mark.length ? code : encode(code),
        ),
      )
    const found = findMarkers(sourceFile('a.yaml', bytes(marked)))
    expect(found.manifest.markers).toEqual([])
    expect(found.problems).toMatchObject([
      { code: 'file-not-yaml', message: expect.stringContaining(`${encoding}, and UTF-8 is wanted`) },
    ])
    expect(markerTraces.some((trace) => Buffer.from(bytes(marked)).includes(trace))).toBe(true)
    expect(findMarkers(sourceFile('a.yaml', bytes('image: x:1\n'))).problems).toEqual([])
  })

  test('empty documents, absent metadata and a separator at the top do no harm', () => {
    expect(markers(`---\n# only a comment\n---\nmetadata:\n${marked}---\n~\n---\n`)).toHaveLength(1)
    expect(markers(`--- # top\nmetadata: {annotations: ~}\n${marked}...\n`)).toHaveLength(1)
  })

  test('a file without the word is not even looked at', () => {
    expect(problems('a: [\n# $imagepolic\n')).toEqual([])
  })
})

describe('a marker knows the object that it stands in', () => {
  const marked = 'image: x:1 # {"$imagepolicy": "ns:p"}\n'
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'all there',
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: dev}\n${marked}`,
      ['apps/v1', 'Deployment', 'dev', 'web'],
    ],
    ['nothing there', marked, ['', '', '', '']],
    ['the first of a repeated key', `kind: A\nkind: B\n${marked}`, ['', 'A', '', '']],
    [
      'values that are no text',
      `apiVersion: 1\nkind: [x]\nmetadata: {name: true}\n${marked}`,
      ['1', '', '', 'true'],
    ],
    ['null', `metadata: {name: ~, namespace: }\n${marked}`, ['', '', '', '']],
    ['an alias is its own name', `kind: &k X\nmetadata: {name: *k}\n${marked}`, ['', 'X', '', 'k']],
    [
      'the item of a list',
      'apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n- kind: Job\n  metadata: {name: a}\n  image: x:1 # {"$imagepolicy": "ns:p"}\n',
      ['', 'Job', '', 'a'],
    ],
    [
      'a list beside other documents is no more than its own object',
      'kind: List\nitems:\n- kind: Pod\n  image: x:1 # {"$imagepolicy": "ns:p"}\n---\na: 1\n',
      ['', 'List', '', ''],
    ],
  ]
  test.each(table)('%s', (_, text, [apiVersion, kind, namespace, name]) => {
    expect(markers(text)[0]?.object).toEqual({ apiVersion, kind, namespace, name })
  })

  test('document by document', () => {
    expect(markers(`kind: A\n${marked}---\nkind: B\n${marked}`).map(({ object }) => object.kind)).toEqual([
      'A',
      'B',
    ])
  })
})

test('markers come in the order of the document, with the place of their values', () => {
  const found = markers(
    'a:\n  # {"$imagepolicy": "ns:p"}\n  x:1\nb: [y, # {"$imagepolicy": "ns:q:tag"}\n "z:1", # {"$imagepolicy": "ns:r"}\n]\n',
  )
  expect(found.map(({ setter, place, value }) => [setter, place, value])).toEqual([
    ['ns:p', { file: 'app.yaml', line: 3, column: 3 }, 'x:1'],
    ['ns:q:tag', { file: 'app.yaml', line: 4, column: 5 }, 'y'],
    ['ns:r', { file: 'app.yaml', line: 5, column: 2 }, 'z:1'],
  ])
})
