/**
 * Variables in text as Flux fills them in after a build (fluxcd/pkg/envsubst, a fork of drone/envsubst): `${name}` with the operators of a shell, and `$$` for
 * a dollar sign. `$name` without braces is text.
 */
import { operatorOf } from './operators.ts'

/** The value of a variable; undefined where it is not set, null where nobody here can know. */
export type Lookup = (name: string) => string | undefined | null

/** The text with its variables filled in, or why it cannot be read. */
export type Expanded =
  | { readonly kind: 'expanded'; readonly text: string }
  | {
      readonly kind: 'broken'
      /** Flux's own words. */
      readonly message: string
    }

/** An expression whose variable nobody can know stays as it stands. */
export function expand(text: string, lookup: Lookup): Expanded {
  const reader: Reader = { text, position: 0, lookup }
  try {
    return { kind: 'expanded', text: readText(reader) }
  } catch (thrown) {
    if (thrown instanceof Broken) return { kind: 'broken', message: thrown.message }
    throw thrown
  }
}

interface Reader {
  readonly text: string
  position: number
  readonly lookup: Lookup
}

/** Never leaves this file. */
class Broken extends Error {}

function readText(reader: Reader): string {
  let read = ''
  while (reader.position < reader.text.length) {
    const dollar = reader.text.indexOf('$', reader.position)
    const end = dollar === -1 ? reader.text.length : dollar
    read += reader.text.slice(reader.position, end)
    reader.position = end
    if (end === dollar) read += readDollar(reader)
  }
  return read
}

/** Of two dollar signs the second is text, whatever follows it. */
function readDollar(reader: Reader): string {
  const next = reader.text[reader.position + 1]
  if (next === '{') return readExpression(reader)
  reader.position += next === '$' ? 2 : 1
  return '$'
}

/** Stands at the dollar sign, and ends behind the brace. */
function readExpression(reader: Reader): string {
  const start = reader.position
  reader.position += 2
  const isLength = take(reader, /#/y) !== ''
  const name = take(reader, /[\p{L}\p{Nd}_]+/uy)
  if (name === '') throw new Broken(isLength ? 'bad substitution' : 'unable to parse variable name')
  const operator = isLength ? '#length' : take(reader, /:[-=?+]|:|=|,,?|\^\^?|##?|%%?|\/[/#%]?/y)
  const parameters = readParameters(reader, operator)
  if (take(reader, /\}/y) === '')
    throw new Broken(operator === '' ? 'missing closing brace' : 'bad substitution')
  const value = reader.lookup(name)
  if (value === null) return reader.text.slice(start, reader.position)
  return operatorOf(operator)(value ?? '', parameters)
}

function readParameters(reader: Reader, operator: string): readonly string[] {
  if (operator.startsWith('/')) return readPair(reader, '/')
  if (operator === ':') return readPair(reader, ':')
  return /^[:=%]|^##?$/.test(operator) ? [readParameter(reader, '')] : []
}

/** One parameter, or two with the separator between them. */
function readPair(reader: Reader, separator: '/' | ':'): readonly string[] {
  const escapes = separator === '/'
  const first = readParameter(reader, separator, escapes)
  if (reader.text[reader.position] !== separator) {
    if (separator === '/') throw new Broken('bad substitution')
    return [first]
  }
  reader.position += 1
  return [first, readParameter(reader, '', escapes)]
}

/** Up to the separator or the brace, with what is nested in it. Where it escapes, a backslash before a slash or itself is no text. */
function readParameter(reader: Reader, separator: string, escapes = false): string {
  let read = ''
  for (;;) {
    const next = reader.text[reader.position]
    if (next === undefined || next === '}' || next === separator) return read
    if (reader.text.startsWith('${', reader.position)) read += readExpression(reader)
    else {
      if (escapes && next === '\\' && /[/\\]/.test(reader.text[reader.position + 1] ?? ''))
        reader.position += 1
      read += String.fromCodePoint(reader.text.codePointAt(reader.position) ?? 0)
      reader.position += (reader.text.codePointAt(reader.position) ?? 0) > 0xffff ? 2 : 1
    }
  }
}

function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.position
  const [taken = ''] = pattern.exec(reader.text) ?? []
  reader.position += taken.length
  return taken
}
