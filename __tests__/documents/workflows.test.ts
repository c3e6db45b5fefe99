/** Parts of workflows in the pages are right in their places, as GitHub reads them. Whole workflows, triggers and concurrency are held by metadata.test.ts. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type DocumentedYaml, yamlOfKind } from '../support/documents.ts'
import { diagnosticsOf } from '../support/workflow-diagnostics.ts'

const action: { readonly inputs: object; readonly outputs: object } = parse(
  readFileSync('action.yml', 'utf8'),
)
const whole = yamlOfKind('workflow')
const parts = yamlOfKind('part of a workflow')
  .filter(({ text }) => !/^(on|concurrency):/.test(text))
  .map((part) => ({ ...part, text: completed(part) }))

describe.each(parts)('the part of a workflow at $place', ({ place, text }) => {
  test('is right, as GitHub reads it', async () => {
    expect(await diagnosticsOf(`${place.replace(':', '-')}.yml`, text)).toEqual([])
  })

  test('gives this Action inputs that it has', () => {
    const steps = stepsOf(text).filter(({ uses = '' }) => uses.startsWith('image-bump/'))
    const unknown = steps.flatMap((step) =>
      Object.keys(step.with ?? {}).filter((input) => !(input in action.inputs)),
    )
    expect(unknown).toEqual([])
  })

  test('pins every action, or says that it should be', () => {
    const used = text.split('\n').filter((line) => /\buses:/.test(line))
    const pinned =
      /uses: ([\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|image-bump\/image-bump@\w+( # pin a full commit SHA)?)$/
    expect(used.filter((line) => !pinned.test(line))).toEqual([])
  })
})

test.each(whole)('the workflow at $place says what its token may do', ({ text }) => {
  const { permissions, jobs } = parse(text)
  const each = Object.values<{ readonly permissions?: object }>(jobs).map(
    (job) => job.permissions ?? permissions,
  )
  expect(permissions).toEqual(expect.any(Object))
  expect(each.map((own) => Object.keys(own).length > 0)).toEqual(each.map(() => true))
})

interface Step {
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly steps?: readonly Step[]
}

function stepsOf(text: string): readonly Step[] {
  const { jobs }: { readonly jobs: Readonly<Record<string, Job>> } = parse(text)
  return Object.values(jobs).flatMap(({ steps = [] }) => steps)
}

/** In the place that it is for: steps in a job, inputs below `with`. */
function completed({ text }: DocumentedYaml): string {
  const known: unknown = parse(text)
  const keys = Array.isArray(known) ? [] : Object.keys(Object(known))
  const indented = (depth: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(depth))
  const frame = (trigger: string, steps: string, job = ''): string =>
    `${trigger}jobs:\n  bump:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps}`
  const own = '      - uses: image-bump/image-bump@main\n'
  if (Array.isArray(known)) return frame('on: push\n', indented(6))
  if (keys.includes('permissions')) return frame('on: push\n', own, indented(4))
  if (keys.includes('with')) return frame('on: push\n', `${own}${indented(8)}`)
  return frame('on: push\n', `${own}        with:\n${indented(10)}`)
}
