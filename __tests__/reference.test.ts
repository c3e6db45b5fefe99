/** The reference in the documents is what the program itself says. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { configJsonSchema } from '../src/pipeline/config/own/json-schema.ts'
import { readConfig } from '../src/pipeline/config/config.ts'
import { fluxRepository } from './support/flux-repository.ts'
import { readPage } from './support/markdown.ts'

test('the reference is written from action.yml, the commands and the schema as they are', () => {
  const { stderr } = spawnSync(process.execPath, ['.github/scripts/reference.mjs', '--check'], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
})

describe('the reference of the configuration', () => {
  const schema: Schema = JSON.parse(JSON.stringify(configJsonSchema()))

  test('says what every key means', () => {
    const keys = keysIn([], schema)
    expect(keys.length).toBeGreaterThan(100)
    expect(keys.filter(({ schema: { description = '' } }) => description === '')).toEqual([])
  })

  test('does not say a default in two ways', () => {
    const told = keysIn([], schema).filter(({ schema: { description = '' } }) =>
      /\bdefault\b/.test(description),
    )
    expect(told.filter(({ schema }) => schema.default !== undefined)).toEqual([])
    expect(told.filter(({ schema }) => schema.description?.includes('; default: ') !== true)).toEqual([])
  })

  test('is right about what holds where nothing is written', () => {
    // A map that may be written in several places is read in one way.
    const firsts = new Map(
      keysIn([], schema)
        .toReversed()
        .map((key) => [`${key.path.at(-1)} of ${key.map}`, key]),
    )
    const withDefault = [...firsts.values()].filter((key) => key.schema.default !== undefined)
    const wrong = withDefault.filter(
      ({ path, schema: { default: value } }) =>
        !isDeepStrictEqual(resolved(configurationWith(path, value)), resolved(configurationWith(path))),
    )
    expect(withDefault.length).toBeGreaterThan(25)
    expect(wrong.map(({ path }) => path.join('.'))).toEqual([])
  })

  test('is not blind to a key that makes a difference', () => {
    const path = ['environments', '*', 'downgrade']
    expect(resolved(configurationWith(path, 'refuse'))).not.toEqual(resolved(configurationWith(path)))
  })
})

test('CONFIG.md leads to the reference', () => {
  const { text } = readPage('.github/docs/CONFIG.md')
  expect(text).toContain('(reference/CONFIG.md)')
})

interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

interface Key {
  /** `*` stands for a name, `0` for a place in a list. */
  readonly path: readonly string[]
  readonly schema: Schema
  /** The map that it is a key of, as JSON. */
  readonly map: string
}

function keysIn(path: readonly string[], schema: Schema): readonly Key[] {
  const { properties = {}, additionalProperties: open, items, anyOf = [] } = schema
  return [
    ...Object.entries(properties).flatMap(([key, value]) => [
      { path: [...path, key], schema: value, map: JSON.stringify(properties) },
      ...keysIn([...path, key], value),
    ]),
    ...(typeof open === 'object' ? keysIn([...path, '*'], open) : []),
    ...(items === undefined ? [] : keysIn([...path, '0'], items)),
    ...anyOf.flatMap((branch) => keysIn(path, branch)),
  ]
}

type Tree = Record<string, unknown>

/** A configuration in which this key has the value, or is not written. Of several places that the path fits, the first. */
function configurationWith(path: readonly string[], value?: unknown): Tree {
  const config: Tree = parse(readFileSync(new URL('reference.yaml', import.meta.url), 'utf8'))
  const parent = find(config, path.slice(0, -1))
  if (parent === undefined) throw new Error(`reference.yaml has no place for ${path.join('.')}`)
  const key = path.at(-1) ?? ''
  if (value === undefined) delete parent[key]
  else parent[key] = value
  return config
}

function find(tree: unknown, [key, ...rest]: readonly string[]): Tree | undefined {
  if (!isTree(tree)) return undefined
  if (key === undefined) return tree
  const below = key === '*' || key === '0' ? Object.values(tree) : [tree[key]]
  return below.map((each) => find(each, rest)).find((each) => each !== undefined)
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null
}

function resolved(config: Tree): unknown {
  const text = stringify(config)
  const manifests = fluxRepository()
  const { environments } = readConfig({ file: 'image-bump.yaml', text, manifests }, { branch: 'main' }).config
  return environments.map((environment) => JSON.parse(JSON.stringify(environment, withoutPlace)))
}

/** Lines move when a line is written; an order stays as it was written, and choosing takes none for `asc` (choose.test.ts). */
function withoutPlace(key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value]
  return key === 'place' || (key === 'order' && value === 'asc') ? undefined : value
}
