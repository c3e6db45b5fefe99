import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readConfig } from '../../../src/pipeline/config/config.ts'
import { problemsOfText } from './reading.ts'

const keys =
  'version images policies environments dev web * branch namespace paths exclude delivery suspend from ' +
  'pullRequest group labels draft title policy semver numerical order range filterTags image'
const values = 'true commit 1 ghcr.io/acme/web apps/dev __proto__ constructor'
const signs = [
  ': ',
  '\n',
  '\n  ',
  '\n    ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  ', ',
  '"',
  "'",
  '? ',
  '| ',
  '\t',
  '\r\n',
]
const marks = ['&a ', '*a', '<<', '!x ', '---\n', '...\n', '# x', '\uFEFF', '%YAML 1.1\n', '']

test('every text gives a configuration, or problems with their places', () => {
  const part = fc.constantFrom(...keys.split(' '), ...values.split(' '), ...signs, ...marks)
  const parts = fc.array(part, { maxLength: 40 }).map((all) => all.join(''))
  const beginning = 'version: 1\nenvironments: {dev: {'
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    parts,
    parts.map((rest) => beginning + rest),
  )
  const check = (text: string): void => {
    for (const { place, message } of problemsOfText(text)) {
      expect(place?.file).toBe('.github/image-bump.yaml')
      expect(place?.line).toBeGreaterThanOrEqual(1)
      expect(place?.column).toBeGreaterThanOrEqual(1)
      expect(message).not.toMatch(/Invalid|undefined|\[object/)
    }
  }
  fc.assert(fc.property(texts, check), { seed: 20, numRuns: 1500 })
})

test('values of any shape at any key are told apart in words', () => {
  const leaf = fc.constantFrom('', 'a', 'true', 'commit', 'web', '1', null, [], {}, ['a'], [[]])
  const key = fc.constantFrom(...keys.split(' '))
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, fc.dictionary(key, tie('tree'), { maxKeys: 4 })),
  }))
  const check = (images: unknown, policies: unknown, dev: unknown): void => {
    const text = JSON.stringify({ version: 1, images, policies, environments: { dev } })
    for (const { message } of problemsOfText(text))
      expect(message).not.toMatch(/Invalid|undefined|\[object|expected/)
  }
  fc.assert(fc.property(tree, tree, tree, check), { seed: 21, numRuns: 1500 })
})

const chain = (length: number, content: (previous: string) => string): string =>
  Array.from(
    { length },
    (_, level) => `a${level}: &a${level} ${content(level === 0 ? 'x' : `*a${level - 1}`)}`,
  ).join('\n')

test.each([
  ['lists in lists', '['.repeat(2000)],
  ['lists in lists by indentation', '- '.repeat(2000)],
  ['maps in maps', '{a: '.repeat(2000)],
  ['aliases that double and double', chain(30, (previous) => `[${previous}, ${previous}]`)],
  ['aliases that nest and nest', chain(30, (previous) => `${'['.repeat(60)}${previous}${']'.repeat(60)}`)],
])('%s without end are a problem', (_, text) => {
  expect(() => readConfig({ file: 'a.yaml', text }, { branch: 'main' })).toThrow(/levels|not valid YAML/)
})

test('a file of forty teams and 600 images reads without a problem', () => {
  const images = Array.from({ length: 600 }, (_, at) => `  image-${at}: ghcr.io/acme/image-${at}`)
  const environments = Array.from(
    { length: 40 },
    (_, at) => `  team-${at}: { paths: [teams/${at}], policies: { '*': trunk } }`,
  )
  const policies = ['policies: { trunk: { policy: { numerical: {} } } }']
  const lines = ['version: 1', 'images:', ...images, ...policies, 'environments:', ...environments]
  const { config, warnings } = readConfig({ file: 'a.yaml', text: lines.join('\n') }, { branch: 'main' })
  expect(warnings).toEqual([])
  expect(config.environments.flatMap(({ policies }) => policies)).toHaveLength(24_000)
})
