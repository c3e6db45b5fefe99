/** What the pages name is there: files, folders, scripts, inputs, outputs, headings. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { documentedYaml, pages } from '../support/documents.ts'
import { codeSpans, fencedBlocks, type Page, readPage } from '../support/markdown.ts'

describe('decisions', () => {
  test('are numbered one after another, in their names and in their headings', () => {
    const names = readdirSync('.github/decisions').toSorted()
    const headings = names.map((name) => textOf(`.github/decisions/${name}`).split('\n')[0])
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1))
    expect(headings).toEqual(names.map((_, index) => expect.stringMatching(`^# ${index + 1}\\. `)))
  })
})

describe('inputs and outputs', () => {
  const action = parse(textOf('action.yml'))

  test.each(['input', 'output'])('that the pages call an %s exist', (kind) => {
    const call = new RegExp(`\\b${kind}s? \`([a-z][a-z-]*)\``, 'g')
    const named = pages.flatMap(({ text }) => [...text.matchAll(call)].map((match) => match[1] ?? ''))
    const known = Object.keys(action[`${kind}s`])
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
  })

  test('CONTRACTS.md tells of every output', () => {
    const [, section = ''] = readPage('.github/docs/CONTRACTS.md').text.split("## The Action's outputs")
    const told = [...section.matchAll(/`([a-z-]+)`/g)].map((match) => match[1])
    expect(new Set(told)).toEqual(new Set(Object.keys(action.outputs)))
  })
})

describe('links', () => {
  const relative = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(({ 1: target = '' }) => ({ file, target })),
  )
  const ownFiles = [...pages, ...documentedYaml.map(({ place, text }) => ({ file: place, text }))].flatMap(
    ({ file, text }) =>
      [...text.matchAll(/raw\.githubusercontent\.com\/image-bump\/image-bump\/main\/([\w./-]+)/g)].map(
        ({ 1: target = '' }) => ({ file, target }),
      ),
  )

  const anchors = new Map(pages.map((page) => [page.file, anchorsOf(page)]))

  test.each(relative)('from $file to $target lead to a file', ({ file, target }) => {
    expect(existsSync(join(dirname(file), target))).toBe(true)
  })

  test('to a heading lead to one', () => {
    const lost = pages.flatMap((page) =>
      [...page.text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)]
        .map(([, target = '', heading = '']) => ({
          file: target === '' ? page.file : join(dirname(page.file), target),
          heading,
        }))
        .filter(({ file, heading }) => !(anchors.get(file)?.has(heading) ?? file.endsWith('action.yml')))
        .map(({ file, heading }) => `${page.file} -> ${file}#${heading}`),
    )
    expect(lost).toEqual([])
  })

  test.each(ownFiles)('from $file to our published $target lead to a file', ({ target }) => {
    expect(existsSync(target)).toBe(true)
  })
})

test.each(pages.flatMap((page) => fencedBlocks(page, 'json')))('JSON at $place reads', ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow()
})

test('the pages name scripts of package.json', () => {
  const named = pages.flatMap(({ text }) => [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name))
  const { scripts } = JSON.parse(textOf('package.json'))
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((name = '') => !(name in scripts))).toEqual([])
})

test('the pages name files and folders that are there', () => {
  const whole = /^(?:src|__tests__|dist\b|\.ci|\.github\/(?!image-bump\.yaml|workflows\/image-bump))[\w./-]*$/
  const named = pages.flatMap((page) => codeSpans(page).filter((span) => whole.test(span)))
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((path) => !existsSync(path))).toEqual([])
})

/** As GitHub names headings: small letters, blanks as hyphens, without other signs. */
function anchorsOf({ text }: Page): ReadonlySet<string> {
  const headings = [...text.replaceAll(/^( *)```.*?^\1```$/gms, '').matchAll(/^#+ (.+)$/gm)]
  return new Set(
    headings.map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8')
}
