/**
 * Every recipe as a repository of its own: its files are run for three days, and what the page says will be seen is what was said. UPDATE=1 writes it into the page;
 * read what it wrote.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from '@jest/globals'
import { reportLines } from '../../src/pipeline/report/terminal.ts'
import type { RunReport } from '../../src/model/report.ts'
import { type Files, runDaily } from '../support/documented-world.ts'
import { type DocumentedYaml, pages, type Section, sectionsOf } from '../support/documents.ts'
import { readPage } from '../support/markdown.ts'

const page = readPage('.github/docs/RECIPES.md')
const recipes = sectionsOf(page).map((section) => ({ ...section, files: filesOf(section) }))
const runs = recipes.filter(({ files }) => Object.keys(files).length > 0)
const isUpdate = process.env['UPDATE'] === '1'
const seen = new Map<string, string>()

test('every YAML of a recipe says which file it is', () => {
  const nameless = recipes.flatMap(({ yaml }) => yaml.filter(({ path }) => path === undefined))
  expect(nameless.map(({ place }) => place)).toEqual([])
})

test('the list at the top has every recipe, in order', () => {
  const listed = [...page.text.matchAll(/^- \[(.+)\]\(#.+\)$/gm)].map(([, title]) => title)
  expect(listed).toEqual(recipes.map(({ title }) => title))
})

describe.each(runs)('the recipe "$title"', (recipe) => {
  test('moves its images without a problem, and says what the page says', async () => {
    const { environments, reports, problems, moved } = await runDaily(recipe.files)
    expect(problems).toEqual([])
    expect(moved).toEqual(new Set(environments.map(({ name }) => name)))
    const told = reports.slice(0, recipe.texts.length).map(seenIn)
    if (isUpdate) seen.set(recipe.title, told.join('\0'))
    expect(isUpdate ? told : recipe.texts).toEqual(told)
  })
})

afterAll(() => {
  if (seen.size === 0) return
  const parts = readFileSync(page.file, 'utf8').split(/^(?=## )/m)
  const updated = parts.map((part) => {
    const told = (seen.get(/^## (.+)$/m.exec(part)?.[1] ?? '') ?? '').split('\0')
    return part.replaceAll(/^```text\n.*?^```$/gms, () => `\`\`\`text\n${told.shift() ?? ''}\`\`\``)
  })
  writeFileSync(page.file, updated.join(''))
})

test('no page is a recipe that nobody runs', () => {
  expect(runs.length).toBeGreaterThan(8)
  expect(pages.map(({ file }) => file)).toContain(page.file)
})

/** What a run changes; a recipe of a workflow alone has nothing to run. */
function filesOf({ yaml }: Section): Files {
  const isRun = ({ kind }: DocumentedYaml): boolean => kind !== 'workflow' && kind !== 'policy tests'
  const files = yaml.filter(isRun).map(({ path = '', text }) => [path, text] as const)
  return Object.fromEntries(files)
}

/** What a run says of changes, gates and what became of them, without what commits are called. */
function seenIn(report: RunReport): string {
  const lines = reportLines(report).filter((line) =>
    /^\S|^ {2}(change|held|gate|committed|created|updated|nothing to change)/.test(line),
  )
  const told = lines.filter((line) => !/^(Run with|Problems)/.test(line))
  return told
    .map(
      (line) =>
        `${line.replaceAll(/ at [0-9a-f]{7}\b/g, '').replace(/committed [0-9a-f]{7}/, 'committed')}\n`,
    )
    .join('')
}
