import { expect, test } from '@jest/globals'
import { findWorkflow } from '../../../src/pipeline/diagnosis/workflow-file.ts'
import { aFile } from '../../support/builders.ts'

const read = (text: string) => findWorkflow(aFile('.github/workflows/w.yaml', text))
const step = 'jobs: { bump: { steps: [{ uses: image-bump/image-bump@v1 }] } }\n'

test.each<[what: string, text: string, seen: object]>([
  ['one event', `on: push\n${step}`, { events: ['push'], crons: [] }],
  ['several events', `on: [push, workflow_dispatch]\n${step}`, { events: ['push', 'workflow_dispatch'] }],
  [
    'a schedule',
    `on: { schedule: [{ cron: '0 * * * *' }, { cron: '5 1 * * *' }] }\n${step}`,
    { events: ['schedule'], crons: ['0 * * * *', '5 1 * * *'] },
  ],
])('of a workflow it is read what starts it: %s', (_, text, seen) => {
  const { events = new Map(), crons } = read(text) ?? {}
  expect({ events: [...events.keys()], crons }).toMatchObject(seen)
})

test.each<[what: string, job: string, use: object]>([
  [
    'a step, with inputs and their lines',
    'steps:\n      - uses: actions/checkout@v6\n      - uses: acme/image-bump@v1\n        with:\n          suspend: true',
    { kind: 'step', ref: 'v1', hasCheckout: true, place: { line: 5 }, hasConcurrency: false },
  ],
  ['a step without a checkout', 'steps:\n      - uses: image-bump/image-bump@v1', { hasCheckout: false }],
  [
    'a reusable workflow',
    'uses: image-bump/image-bump/.github/workflows/bump.yml@abc\n    concurrency: one\n    secrets: inherit',
    {
      kind: 'job',
      ref: 'abc',
      hasCheckout: true,
      hasConcurrency: true,
      inputs: new Map([
        ['token', { value: 'inherit', place: { file: '.github/workflows/w.yaml', line: 5 } }],
      ]),
    },
  ],
  [
    'a command',
    'steps:\n      - run: npx image-bump publish --dry-run',
    { kind: 'command', text: 'image-bump publish --dry-run' },
  ],
  [
    'permissions one by one',
    'permissions: { contents: write }\n    steps:\n      - uses: image-bump/image-bump@v1',
    { permissions: { named: new Map([['contents', 'write']]) } },
  ],
  [
    'permissions all at once',
    'permissions: write-all\n    steps:\n      - uses: image-bump/image-bump@v1',
    { permissions: { all: 'write-all' } },
  ],
])('of its jobs it is read how they use us: %s', (_, job, use) => {
  expect(read(`jobs:\n  bump:\n    ${job}\n`)?.uses).toMatchObject([use])
})

test.each([
  ['another Action', 'jobs: { a: { steps: [{ uses: actions/checkout@v6 }] } }\n'],
  ['an Action whose name only ends so', 'jobs: { a: { steps: [{ uses: acme/no-image-bump@v1 }] } }\n'],
  ['another verb of ours', 'jobs: { a: { steps: [{ run: image-bump check }] } }\n'],
  ['a list', '- a\n'],
  ['no YAML', 'on: [\n  {{ x }}: "\n'],
])('a workflow that does not use us is none: %s', (_, text) => {
  expect(read(text)).toBeUndefined()
})
