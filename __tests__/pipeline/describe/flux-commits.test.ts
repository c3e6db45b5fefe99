import { describe, expect, test } from '@jest/globals'
import type { Environment, FluxOrigin } from '../../../src/model/environment.ts'
import type { WrittenParcel } from '../../../src/model/plan.ts'
import { withFluxMessages } from '../../../src/pipeline/describe/describe.ts'
import {
  aChange,
  aCommitParcel,
  anEnvironment,
  aPlannedCommit,
  aPolicy,
  aSelection,
} from '../../support/builders.ts'

const place = { file: 'flux.yaml', line: 3, column: 1 }

function ofFlux(messageTemplate: string, overrides: Partial<FluxOrigin> = {}): Environment {
  const automation = { namespace: 'flux-system', name: 'fleet' }
  const flux = {
    automation,
    path: '',
    messageTemplate,
    messageTemplateValues: { to: 'dev' },
    place,
    ...overrides,
  }
  return anEnvironment({ name: 'fleet', namespace: 'flux-system', flux })
}

function parcelOf(...environments: readonly Environment[]): WrittenParcel {
  const marker = {
    place: { file: 'apps/dev/web.yaml', line: 1, column: 6 },
    policy: 'flux-system:web',
  } as const
  const commits = environments.map((environment) => ({
    planned: aPlannedCommit({ environment, changes: [aChange('1.1.0', marker)] }),
    files: [],
  }))
  return { parcel: aCommitParcel(), commits }
}

const selections = [
  { environment: 'fleet', selections: [aSelection('ghcr.io/acme/web:1.1.0', aPolicy('flux-system:web'))] },
]
const messagesOf = (environment: Environment) =>
  withFluxMessages([parcelOf(environment)], selections).parcels.flatMap(({ commits }) =>
    commits.map(({ message }) => message),
  )

describe("a commit of Flux's has Flux's message", () => {
  const files = '{{ range $file, $_ := .Changed.FileChanges }}{{ $file }}{{ end }}'
  test.each([
    ['its own where none is written', '', {}, 'Update from image update automation'],
    ['with values', '{{ .AutomationObject }} to {{ .Values.to }}', {}, 'flux-system/fleet to dev'],
    [
      'with the setter and both values',
      '{{ range .Changed.Changes }}{{ .Setter }} {{ .OldValue }} {{ .NewValue }}{{ end }}',
      {},
      'flux-system:web:tag 1.0.0 1.1.0',
    ],
    [
      'with whole images, as before 1.0',
      '{{ range .Updated.Images }}{{ println . }}{{ end }}',
      {},
      'ghcr.io/acme/web:1.1.0\n',
    ],
    ['with files from the root', files, {}, 'apps/dev/web.yaml'],
    ['with files from the path', files, { path: 'apps' }, 'dev/web.yaml'],
    ['with the name of a path that is a file', files, { path: 'apps/dev/web.yaml' }, 'web.yaml'],
    ['which may be nothing', '{{ "" }}', {}, ''],
  ])('%s', (_, template, origin, message) => {
    expect(messagesOf(ofFlux(template, origin))).toEqual([message])
  })
})

test('with Flux’s strictness it has no more than Flux gives it', () => {
  const template = '{{ range .Updated.Images }}{{ println . }}{{ end }}'
  const { parcels, failed } = withFluxMessages([parcelOf(ofFlux(template, { strict: true }))], selections)
  expect(parcels).toEqual([])
  expect(failed).toMatchObject([
    { problem: { flux: expect.stringMatching(/^template uses removed '.Updated' field. Please use/) } },
  ])
})

test('a template that fails costs its own commit, which is told with the words of Flux', () => {
  const own = anEnvironment({ name: 'own' })
  const { parcels, failed } = withFluxMessages([parcelOf(ofFlux('{{ .Nope }}'), own)], selections)
  expect(parcels.flatMap(({ commits }) => commits.map(({ planned }) => planned.environment.name))).toEqual([
    'own',
  ])
  expect(failed).toMatchObject([
    {
      environment: 'fleet',
      branch: 'main',
      kind: 'failed',
      problem: {
        code: 'template-failed',
        level: 'error',
        place,
        message: expect.stringMatching(
          /^The messageTemplate of flux-system\/fleet fails, so nothing is committed for it: template: commit message:1:3: /,
        ),
        flux: expect.stringMatching(/^failed to update source: failed to run template from spec: template: /),
      },
    },
  ])
})

test('a parcel whose every template fails is gone', () => {
  expect(withFluxMessages([parcelOf(ofFlux('{{'))], selections).parcels).toEqual([])
})

test('a commit of our own file keeps our own words', () => {
  expect(messagesOf(anEnvironment())).toEqual([undefined])
})
