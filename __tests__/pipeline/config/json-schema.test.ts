import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { configJsonSchema, schemaId } from '../../../src/pipeline/config/own/json-schema.ts'
import { problemsOfText } from './reading.ts'

const published = '.github/docs/image-bump.schema.json'
const example = '.github/docs/examples/dev-and-production.yaml'
const everything = new URL('everything.yaml', import.meta.url)

/** As editors do: YAML's core schema, where a bare 1.10 is a number. */
const accepts = (text: string): boolean =>
  new Ajv2020({ strict: false }).validate(configJsonSchema(), parse(text))

test('the published schema is the one that the reader checks by', () => {
  const schema = configJsonSchema()
  if (process.env['UPDATE'] === '1') writeFileSync(published, `${JSON.stringify(schema, null, 2)}\n`)
  const isSame = JSON.stringify(JSON.parse(readFileSync(published, 'utf8'))) === JSON.stringify(schema)
  const remedy = `${published} is old: run \`UPDATE=1 npm test -- json-schema\`, then \`npm run format\``
  expect(isSame ? '' : remedy).toBe('')
})

test('the schema has its own address, and the example names it', () => {
  expect(configJsonSchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaId,
  })
  const [first] = readFileSync(example, 'utf8').split('\n')
  expect(first).toBe(`# yaml-language-server: $schema=${schemaId}`)
})

describe('the schema and the reader agree', () => {
  const environment = (text: string): string =>
    `version: 1\nimages: { web: a/b }\nenvironments: { dev: { ${text} } }`
  const choice = 'policy: { numerical: {} }'

  test.each([
    ['the example', readFileSync(example, 'utf8')],
    ['a file with every key', readFileSync(everything, 'utf8')],
    ['text that looks like numbers', environment(`branch: 1.10, policies: { web: { ${choice} } }`)],
    ['true and false', environment(`suspend: false, policies: { web: { ${choice} } }`)],
    ['a star', environment(`policies: { '*': { ${choice} } }`)],
    ['delivery in one word', environment('delivery: pullRequest')],
    [
      'named groups',
      environment(`delivery: { pullRequest: { group: { all: [web] } } }, policies: { web: { ${choice} } }`),
    ],
  ])('that %s is right', (_, text) => {
    const wrong = problemsOfText(text).filter(({ level }) => level === 'error')
    expect(wrong).toEqual([])
    expect(accepts(text)).toBe(true)
  })

  test.each([
    ['no version', 'environments: { dev: {} }'],
    ['another version', 'version: 2\nenvironments: { dev: {} }'],
    ['an unknown key', environment('path: [a]')],
    ['text for a list', environment('paths: a')],
    ['text for true or false', environment('suspend: maybe')],
    ['an unknown delivery', environment('delivery: push')],
    ['a map without its image', 'version: 1\nimages: { web: { suspend: true } }\nenvironments: { dev: {} }'],
    [
      'a provider that is no cloud',
      'version: 1\nimages: { web: { image: a/b, provider: generic } }\nenvironments: { dev: {} }',
    ],
    [
      'a secret without a name',
      'version: 1\nimages: { web: { image: a/b, secretRef: { name: a/b/c } } }\nenvironments: { dev: {} }',
    ],
    ['a name in capitals', 'version: 1\nimages: { Web: a/b }\nenvironments: { dev: {} }'],
    ['an unknown order', environment('policies: { web: { policy: { numerical: { order: up } } } }')],
    ['a group without policies', environment('delivery: { pullRequest: { group: { all: [] } } }')],
  ])('that %s is wrong', (_, text) => {
    expect(problemsOfText(text).filter(({ level }) => level === 'error')).not.toEqual([])
    expect(accepts(text)).toBe(false)
  })
})
