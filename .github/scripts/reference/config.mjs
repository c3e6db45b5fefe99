// The page of the configuration's keys, from its JSON Schema.
import { readFileSync } from 'node:fs'
import { code, heading, prose, table } from './markdown.mjs'

/** Markdown. */
export function configPage() {
  const schema = JSON.parse(readFileSync('.github/docs/image-bump.schema.json', 'utf8'))
  const maps = mapsIn('', schema)
  const firsts = new Map(maps.toReversed().map(({ path, content }) => [content, path]))
  return [
    heading('The keys of the configuration', '[image-bump.schema.json](../image-bump.schema.json)'),
    'What they mean together, with examples, stands in [CONFIG.md](../CONFIG.md). Where no default is given, nothing is.\n',
    ...maps.filter(({ path, content }) => firsts.get(content) === path).map((each) => section(each, firsts)),
  ].join('\n')
}

/** Every map in a part of the schema with the path of its keys, in the order in which they are written. */
function mapsIn(path, schema) {
  return branchesOf(schema).flatMap((branch) => {
    if (branch.items !== undefined) return mapsIn(`${path}[]`, branch.items)
    if (isOpen(branch)) return mapsIn(join(path, '*'), branch.additionalProperties)
    if (branch.properties === undefined) return []
    const below = Object.entries(branch.properties).flatMap(([key, value]) => mapsIn(join(path, key), value))
    return [{ path, map: branch, content: contentOf(branch) }, ...below]
  })
}

/** What makes two maps the same. */
function contentOf({ properties, required }) {
  return JSON.stringify([properties, required])
}

function section({ path, map }, firsts) {
  const rows = Object.entries(map.properties).map(([key, value]) => [
    code(key),
    typeOf(value),
    map.required?.includes(key) ? 'required' : defaultOf(value),
    `${prose(meaningOf(value))}${elsewhere(join(path, key), value, firsts)}`,
  ])
  return `## ${path === '' ? 'The file' : code(path)}\n\n${table(['key', 'type', 'default', 'meaning'], rows)}`
}

/** A default that follows from something else is told in the description. */
function defaultOf({ default: fallback, description = '' }) {
  return fallback === undefined ? prose(description.split('; default: ')[1] ?? '') : code(String(fallback))
}

function meaningOf({ description = '' }) {
  return description.split('; default: ')[0]
}

/** Where the keys of a map are told that is written in several places. */
function elsewhere(path, schema, firsts) {
  const others = mapsIn(path, schema).filter((each) => each.path.replace(/(\[\]|\.\*)$/, '') === path)
  const first = others.map(({ content }) => firsts.get(content))[0]
  return first === undefined || first.startsWith(path) ? '' : `; keys as in ${code(first)}`
}

/** In words: `text`, `list of text`, or the values that it may have. */
function typeOf(schema) {
  const kinds = branchesOf(schema).flatMap((branch) => {
    if (branch.enum !== undefined) return branch.enum.map((value) => code(String(value)))
    if (branch.const !== undefined) return [code(String(branch.const))]
    if (branch.items !== undefined) return [`list of ${typeOf(branch.items)}`]
    if (isOpen(branch)) return [`map of names to ${typeOf(branch.additionalProperties)}`]
    if (branch.properties !== undefined) return ['map']
    if (branch.pattern?.includes('(d|h|m|s)')) return ['duration']
    return [words[[branch.type].flat()[0]]]
  })
  return [...new Set(kinds)].join(', ')
}

const words = { string: 'text', boolean: '`true`, `false`', number: 'number', integer: 'number' }

function branchesOf(schema) {
  return schema.anyOf ?? [schema]
}

function isOpen({ additionalProperties }) {
  return typeof additionalProperties === 'object'
}

function join(path, key) {
  return path === '' ? key : `${path}.${key}`
}
