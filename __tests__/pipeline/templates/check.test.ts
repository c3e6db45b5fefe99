import { describe, expect, test } from '@jest/globals'
import { findWrongFlux, findWrongOwn } from '../../../src/pipeline/templates/templates.ts'

const known = { automation: { namespace: 'flux-system', name: 'fleet' }, values: { team: 'web' } }

describe('a messageTemplate that is tried', () => {
  test.each([
    ['Flux’s own message', ''],
    ['changes and objects', '{{ range .Changed.Changes }}{{ .Setter }}{{ end }}{{ len .Changed.Objects }}'],
    ['values', '{{ .Values.team | upper }} {{ .Values.none }}'],
    ['what Flux had before 1.0', '{{ range .Updated.Images }}{{ println . }}{{ end }}'],
    ['that too', '{{ range .Changed.ImageResult.Images }}{{ .Policy.Name }}{{ end }}'],
  ])('may use %s', (_, template) => {
    expect(findWrongFlux(template, known, 'with-legacy')).toBeUndefined()
  })

  test.each([
    ['.Updated', '{{ range .Updated.Images }}{{ println . }}{{ end }}', 17],
    ['.Changed.ImageResult', '{{ len .Changed.ImageResult.Images }}', 15],
  ])('fails with the words of Flux at %s where Flux’s strictness is wanted', (field, template, at) => {
    expect(findWrongFlux(template, known, 'strict')).toMatchObject({
      kind: 'failing',
      at,
      flux: expect.stringContaining(`template uses removed '${field}' field. Please use '.Changed`),
    })
  })

  test('does not mind what is never reached, as Flux does not', () => {
    expect(findWrongFlux('{{ if false }}{{ .Updated.Files }}{{ end }}', known, 'strict')).toBeUndefined()
  })

  test('does not parse', () => {
    const text = 'template: commit message:2: function "now" not defined'
    expect(findWrongFlux('a\n{{ now }}', known, 'with-legacy')).toEqual({
      kind: 'unreadable',
      text,
      at: 5,
      flux: `failed to update source: unable to create commit message template from spec: ${text}`,
    })
  })

  test('fails on some commits, which is no reason to go without it', () => {
    expect(findWrongFlux('{{ (index .Changed.Changes 1).Setter }}', known, 'strict')).toMatchObject({
      kind: 'doubtful',
      at: 4,
      text: expect.stringContaining('index out of range'),
    })
  })
})

describe('a template of ours that is tried', () => {
  test.each(['{{ .Title }}', '{{ range .Bumps }}{{ .Source }}{{ join "," .From }}{{ end }}'])(
    '%s works',
    (template) => {
      expect(findWrongOwn(template, 'pullRequest.body')).toBeUndefined()
    },
  )

  test.each([
    ['{{ .Title', { kind: 'unreadable', at: 9 }],
    ['{{ .Nope }}', { kind: 'failing', at: 3 }],
    ['{{ (index .Bumps 1).Name }}', { kind: 'doubtful', at: 4 }],
  ])('%s does not', (template, wrong) => {
    expect(findWrongOwn(template, 'commit.message')).toMatchObject(wrong)
  })
})
