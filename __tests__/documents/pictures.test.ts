/** What the pictures of the README show is what a run says: the Markdown that they are drawn from is written by this test with UPDATE=1. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from '@jest/globals'
import { summaryMarkdown } from '../../src/pipeline/report/summary.ts'
import { type DocumentedRuns, type Files, runDaily } from '../support/documented-world.ts'
import { readPage } from '../support/markdown.ts'

const folder = '.github/docs/images'
let runs: DocumentedRuns

beforeAll(async () => {
  runs = await runDaily(team, 1)
})

test.each([
  { name: 'summary', shown: () => summary() },
  { name: 'request', shown: () => request() },
])('the picture of a $name is drawn from what a run says', ({ name, shown }) => {
  const file = `${folder}/${name}.markdown`
  if (process.env['UPDATE'] === '1') writeFileSync(file, shown())
  const isSame = readFileSync(file, 'utf8') === shown()
  expect(isSame ? '' : 'run `UPDATE=1 npm test -- pictures`, then `npm run pictures`').toBe('')
})

test('the README shows them in both themes, each small enough for a slow line', () => {
  const shown = [...readPage('README.md').text.matchAll(/"(\.github\/docs\/images\/[\w-]+\.png)"/g)]
  const files = shown.map(([, file = '']) => file)
  const expected = ['summary', 'request'].flatMap((name) =>
    ['light', 'dark'].map((theme) => `${folder}/${name}-${theme}.png`),
  )
  expect(new Set(files)).toEqual(new Set(expected))
  expect(files.filter((file) => statSync(file).size > 150_000)).toEqual([])
})

function summary(): string {
  const [report] = runs.reports
  if (report === undefined) throw new Error('there was no run')
  return withoutIds(summaryMarkdown(report))
}

function request(): string {
  const [pull] = runs.pulls
  if (pull === undefined) throw new Error('there is no request')
  return withoutIds(`# ${pull.title} _#${pull.number}_\n\n${pull.body.replaceAll(/<!--.*?-->/gs, '')}`)
}

/** Commits are called by what they hold, which says nothing here. */
function withoutIds(text: string): string {
  return `${text
    .replaceAll(/\b[0-9a-f]{40}\b/g, '1a2b3c4'.padEnd(40, '0'))
    .replaceAll(/(?<=at |`)[0-9a-f]{7}\b(?!-)/g, '1a2b3c4')
    .trim()}\n`
}

const team: Files = {
  '.github/image-bump.yaml': `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies:
  trunk:
    filterTags: { pattern: '^main-[0-9a-f]{7}-(?P<ts>[0-9]{10})$', extract: '$ts' }
    policy: { numerical: { order: asc } }
  release: { policy: { semver: { range: '>=1.2.0 <2.0.0' } } }
environments:
  dev: { paths: [apps/dev], policies: { '*': trunk } }
  production: { paths: [apps/production], delivery: { pullRequest: { group: environment } }, policies: { '*': release } }
`,
  'apps/dev/kustomization.yaml': `images:
  - name: web
    newTag: main-1a2b3c4-1767225600 # {"$imagepolicy": "dev:web:tag"}
  - name: api
    newTag: main-5e6f7a8-1767312000 # {"$imagepolicy": "dev:api:tag"}
`,
  'apps/production/kustomization.yaml': `images:
  - name: web
    newTag: 1.2.0 # {"$imagepolicy": "production:web:tag"}
  - name: api
    newTag: 1.4.2 # {"$imagepolicy": "production:api:tag"}
`,
}
