import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  type FluxChange,
  type FluxData,
  type FluxImage,
  type FluxModel,
} from '../../../src/pipeline/templates/flux-data.ts'
import { defaultMessage, fluxMessage } from '../../../src/pipeline/templates/flux-message.ts'

interface RecordedObject {
  readonly APIVersion: string
  readonly Kind: string
  readonly Name: string
  readonly Namespace: string
}

interface RecordedPart {
  readonly File: string
  readonly Object: RecordedObject
  readonly Changes: readonly {
    readonly OldValue: string
    readonly NewValue: string
    readonly Setter: string
  }[]
  readonly Images: readonly {
    readonly Ref: string
    readonly Policy: { readonly Namespace: string; readonly Name: string }
  }[]
}

interface RecordedData {
  readonly AutomationObject: { readonly Namespace: string; readonly Name: string }
  readonly Changed: readonly RecordedPart[]
  readonly Values: Readonly<Record<string, string>>
}

interface Row {
  readonly id: string
  readonly model?: 'legacy'
  readonly data: string
  readonly template: string
  readonly output?: string
  readonly error?: { readonly stage: string; readonly text: string }
  readonly tier: number
}

interface Recorded {
  readonly data: Readonly<Record<string, RecordedData>>
  readonly rows: readonly Row[]
}

const recorded: Recorded = JSON.parse(readFileSync('__tests__/cases/gotemplate-cases.json', 'utf8'))

describe('templates give what Go gives on the data of Flux', () => {
  const rows = recorded.rows.filter(({ tier }) => tier < 3)
  test.each(rows)('$id: $template', (row) => {
    const data = recorded.data[row.data]
    const model: FluxModel = row.model === 'legacy' ? 'with-legacy' : 'strict'
    const found = fluxMessage(row.template, dataOf(data), model)
    expect(found.kind === 'message' ? found.message : { stage: found.stage, text: found.text }).toEqual(
      row.output ?? row.error,
    )
  })

  test.each(recorded.rows.filter(({ tier }) => tier === 3))(
    '$id names a function that is not served',
    ({ template }) => {
      const found = fluxMessage(template, dataOf(recorded.data['one']), 'strict')
      expect(found).toMatchObject({
        kind: 'failed',
        stage: 'parse',
        text: expect.stringMatching(/function "\w+" not supported/),
      })
    },
  )
})

function dataOf(data: RecordedData | undefined): FluxData {
  if (data === undefined) throw new Error('no such data')
  const parts = data.Changed.map((part) => ({ ...part, file: part.File, object: objectOf(part.Object) }))
  return {
    automation: { namespace: data.AutomationObject.Namespace, name: data.AutomationObject.Name },
    values: data.Values,
    changes: parts.flatMap(({ file, object, Changes }) =>
      Changes.map(({ OldValue, NewValue, Setter }) => ({
        file,
        object,
        oldValue: OldValue,
        newValue: NewValue,
        setter: Setter,
      })),
    ),
    images: parts.flatMap(({ file, object, Images }) =>
      Images.map(({ Ref, Policy }) => ({
        file,
        object,
        reference: Ref,
        policy: { namespace: Policy.Namespace, name: Policy.Name },
      })),
    ),
  }
}

function objectOf({ APIVersion, Kind, Name, Namespace }: RecordedObject): FluxChange['object'] {
  return { apiVersion: APIVersion, kind: Kind, name: Name, namespace: Namespace }
}

interface Case {
  readonly name: string
  readonly template: string
  readonly automation?: { readonly namespace: string; readonly name: string }
  readonly values?: Readonly<Record<string, string>> | null
  readonly changes?: readonly FluxChange[]
  readonly images?: readonly { readonly ref: string; readonly policy: string }[]
  readonly expected: {
    readonly message?: string
    readonly anyOf?: readonly string[]
    readonly error?: string
  }
}

const cases: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync('__tests__/cases/flux-template.json', 'utf8'),
)

describe('messages are those of Flux', () => {
  test.each(cases.cases)('$name', ({ template, automation, values, changes = [], images = [], expected }) => {
    const object = { apiVersion: 'v1', kind: 'Pod', namespace: '', name: 'a' }
    const data: FluxData = {
      automation: automation ?? { namespace: 'ns', name: 'name' },
      values: values ?? {},
      changes,
      images: images.map(({ ref, policy }): FluxImage => {
        const [namespace = '', name = ''] = policy.split(':')
        return { file: 'a.yaml', object, reference: ref, policy: { namespace, name } }
      }),
    }
    const found = fluxMessage(template, data, images.length > 0 ? 'with-legacy' : 'strict')
    const wanted = expected.anyOf ?? [expected.message ?? expected.error]
    expect(wanted).toContain(found.message)
  })
})

describe('what Flux had before 1.0', () => {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'app' }
  const image = (reference: string): FluxImage => ({
    file: 'a.yaml',
    object,
    reference,
    policy: { namespace: 'flux-system', name: 'app' },
  })
  const data = (...references: readonly string[]): FluxData => ({
    automation: { namespace: 'ns', name: 'name' },
    values: {},
    changes: [],
    images: references.map(image),
  })

  const table: readonly (readonly [reference: string, parts: string])[] = [
    ['ghcr.io/acme/app:v2', 'ghcr.io acme/app v2 ghcr.io/acme/app:v2'],
    ['busybox:1.36', 'index.docker.io library/busybox 1.36 index.docker.io/library/busybox:1.36'],
    ['docker.io/acme/app', 'index.docker.io acme/app latest index.docker.io/acme/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000 app 1 localhost:5000/app:1'],
    ['ghcr.io/a/b:1@sha256:0123', 'ghcr.io a/b sha256:0123 ghcr.io/a/b@sha256:0123'],
  ]
  test.each(table)('%s is told by its parts', (reference, parts) => {
    const template =
      '{{ range .Updated.Images }}{{ .Registry }} {{ .Repository }} {{ .Identifier }} {{ .Name }}{{ end }}'
    expect(fluxMessage(template, data(reference), 'with-legacy')).toEqual({ kind: 'message', message: parts })
  })

  test('an image that stands twice is listed once', () => {
    const template =
      '{{ len .Updated.Images }}{{ range $o, $i := .Changed.ImageResult.Objects }} {{ $o.Name }} {{ $i }}{{ end }}'
    const found = fluxMessage(template, data('a:1', 'a:1', 'b:2'), 'with-legacy')
    expect(found).toEqual({ kind: 'message', message: '2 app [a:1 b:2]' })
  })

  test('prints nothing of itself', () => {
    const shown = fluxMessage('{{ .Changed }} {{ . }}', data('a:1'), 'with-legacy')
    expect(shown).toEqual(fluxMessage('{{ .Changed }} {{ . }}', data('a:1'), 'strict'))
    expect(shown.message).toBe('{map[]} {ns/name {map[]} map[]}')
  })
})

test('an empty template gives the message that Flux has for it', () => {
  const data: FluxData = { automation: { namespace: '', name: '' }, changes: [], images: [], values: {} }
  expect(fluxMessage('', data, 'strict')).toEqual({ kind: 'message', message: defaultMessage })
})
