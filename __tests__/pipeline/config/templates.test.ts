import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../src/model/environment.ts'
import { readConfig } from '../../../src/pipeline/config/config.ts'
import { tryMessages } from '../../../src/pipeline/config/flux/messages.ts'
import { aFile, anEnvironment, aPolicy } from '../../support/builders.ts'
import { base, inOneLine, problemsIn } from './reading.ts'

const delivered = (...lines: readonly string[]) => [
  ...base,
  'environments:',
  '  production:',
  '    policies: { web: trunk }',
  '    delivery:',
  '      pullRequest:',
  ...lines.map((line) => `        ${line}`),
]

describe('a template of ours is tried when the configuration is read, and a slip has its own line and column', () => {
  const table: readonly (readonly [what: string, lines: readonly string[], problems: readonly string[]])[] = [
    [
      'in a block',
      [
        ...base,
        'commit:',
        '  message: |',
        '    {{ .Title }}',
        '',
        '    {{ range .Bumps }}{{ .Nope }}{{ end }}',
      ],
      [
        '8:26 template-failed the template fails: template: commit.message:3:21: executing "commit.message" at <.Nope>: can\'t evaluate field Nope in type Bump',
      ],
    ],
    [
      'in quotes',
      delivered(String.raw`title: "\"{{ nope }}\""`),
      [
        '9:22 template-invalid the template cannot be read: template: pullRequest.title:1: function "nope" not defined',
      ],
    ],
    [
      'in folded lines',
      delivered('body: >-', '  {{ .Body }}', '  and {{ end }}'),
      [
        '11:22 template-invalid the template cannot be read: template: pullRequest.body:1: unexpected {{end}}',
      ],
    ],
    [
      'that some commits only would meet',
      delivered("title: '{{ (index .Bumps 1).Name }}'"),
      [
        '9:21 warning template-failed the template fails on some commits: template: pullRequest.title:1:4: executing "pullRequest.title" at <index .Bumps 1>: error calling index: reflect: slice index out of range',
      ],
    ],
  ]
  test.each(table)('%s', (_, lines, problems) => {
    expect(problemsIn(...lines).filter((line) => line.includes(' template-'))).toEqual(
      problems.map((line) => line.replace(' warning', '')),
    )
  })

  test('one that works is no problem', () => {
    expect(problemsIn(...delivered("title: '{{ .Title }}'", 'body: "{{ .Body }}"'))).toEqual([])
  })
})

const cluster = (template: string): string =>
  [
    'apiVersion: image.toolkit.fluxcd.io/v1',
    'kind: ImageUpdateAutomation',
    'metadata: { name: fleet, namespace: flux-system }',
    'spec:',
    '  interval: 1h',
    '  sourceRef: { kind: GitRepository, name: fleet }',
    '  git:',
    '    checkout: { ref: { branch: main } }',
    '    commit:',
    '      author: { email: bot@example.com }',
    `      messageTemplate: ${template}`,
    '  update: { path: ./apps, strategy: Setters }',
    '',
  ].join('\n')

function readFluxOnly(template: string) {
  const manifests = [aFile('clusters/fleet.yaml', cluster(template))]
  const { config, warnings } = readConfig({ file: 'none.yaml', manifests }, { branch: 'main' })
  return { config, problems: warnings.filter(({ code }) => code.startsWith('template-')) }
}

describe('a messageTemplate of Flux is tried, too', () => {
  test('one that does not parse is an error at its place, with the words of Flux', () => {
    const { problems } = readFluxOnly('|-\n        Update\n\n          {{ range .Changed.Changes }}{{ now }}')
    expect(problems.map(inOneLine)).toEqual([
      '14:42 template-invalid The messageTemplate of `flux-system/fleet` cannot be read, so nothing is done for it: template: commit message:3: function "now" not defined',
    ])
    expect(problems).toMatchObject([
      {
        level: 'error',
        flux: 'failed to update source: unable to create commit message template from spec: template: commit message:3: function "now" not defined',
      },
    ])
  })

  test('one from before Flux 1.0 works', () => {
    expect(readFluxOnly("'{{range .Updated.Images}}{{println .}}{{end}}'").problems).toEqual([])
  })
})

describe('an automation whose template fails', () => {
  const environmentOf = (messageTemplate: string, strict?: boolean): Environment =>
    anEnvironment({
      policies: [aPolicy('flux-system:web')],
      flux: {
        automation: { namespace: 'flux-system', name: 'fleet' },
        path: '',
        messageTemplate,
        messageTemplateValues: {},
        ...(strict !== undefined && { strict }),
        place: { file: 'fleet.yaml', line: 1, column: 1 },
      },
    })

  test('has no policy that could be used, and each says why; others go on', () => {
    const [wrong, right] = [environmentOf('{{ .Nope }}'), environmentOf('{{ .Changed }}')]
    const { environments, problems } = tryMessages([wrong, right])
    expect(problems).toMatchObject([
      { code: 'template-failed', level: 'error', place: { file: 'fleet.yaml' } },
    ])
    expect(environments).toEqual([
      { ...wrong, policies: [], unusable: [{ key: 'flux-system:web', problem: problems[0] }] },
      right,
    ])
  })

  test('on some commits only keeps them, with a warning', () => {
    const doubtful = environmentOf('{{ (index .Changed.Changes 1).Setter }}')
    const { environments, problems } = tryMessages([doubtful])
    expect(problems).toMatchObject([{ code: 'template-failed', level: 'warning' }])
    expect(environments).toEqual([doubtful])
  })

  test('with Flux’s strictness what Flux took away fails, with the words of Flux', () => {
    const template = '{{range .Updated.Images}}{{println .}}{{end}}'
    expect(tryMessages([environmentOf(template)]).problems).toEqual([])
    expect(tryMessages([environmentOf(template, false)]).problems).toEqual([])
    expect(tryMessages([environmentOf(template, true)]).problems).toMatchObject([
      {
        code: 'template-failed',
        flux: expect.stringMatching(
          /^template uses removed '.Updated' field. Please use '.Changed' instead. See: /,
        ),
      },
    ])
  })
})
