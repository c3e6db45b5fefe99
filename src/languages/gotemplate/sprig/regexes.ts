/** Regular expressions (Go: Sprig regex.go, package regexp). */
import {
  expand,
  parseRegex,
  parseTemplate,
  type PlacedMatch,
  type Regex,
  type RegexError,
} from '../../regex/regex.ts'
import { aCount, aText, type Functions, takes, type TemplateFunction } from '../evaluate/function.ts'
import { type Bytes, fromBytes, toBytes } from '../text/bytes.ts'
import { canBackquote, quote } from '../text/quote.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { bool, string, strings } from '../values/make.ts'
import { type Searched, searched } from './searched.ts'

const findAll = takes([aText, aText, aCount], (pattern, text, count, effort) => {
  const { places, between } = matches(pattern, text, count, effort)
  return strings(places.length === 0 ? undefined : places.map(({ start, end }) => between(start, end)))
})

const find = takes([aText, aText], (pattern, text, effort) => {
  const { places, between } = matches(pattern, text, 1, effort)
  return string(places.map(({ start, end }) => between(start, end)).join(''))
})

const replaceAll = takes([aText, aText, aText], (pattern, text, by, effort) => {
  const template = parseTemplate(fromBytes(by), read(pattern).names)
  return string(replaced(pattern, text, (found) => toBytes(expand(template, found.groups)), effort))
})

const replaceLiteral = takes([aText, aText, aText], (pattern, text, by, effort) =>
  string(replaced(pattern, text, () => by, effort)),
)

const split = takes([aText, aText, aCount], (pattern, text, count, effort) =>
  strings(count === 0 ? undefined : parts(pattern, text, count, effort)),
)

const match = takes([aText, aText], (pattern, text) => bool(read(pattern).isMatch(fromBytes(text))))

/** A pattern that is wrong matches nothing. */
const matchOrNot = takes([aText, aText], (pattern, text) => {
  const regex = parse(pattern)
  return bool(regex.kind === 'regex' && regex.isMatch(fromBytes(text)))
})

const all = new Map<string, TemplateFunction>([
  ['mustRegexFind', find],
  ['mustRegexFindAll', findAll],
  ['mustRegexMatch', match],
  ['mustRegexReplaceAll', replaceAll],
  ['mustRegexReplaceAllLiteral', replaceLiteral],
  ['mustRegexSplit', split],
  ['regexFind', panicking(find)],
  ['regexFindAll', panicking(findAll)],
  ['regexMatch', matchOrNot],
  [
    'regexQuoteMeta',
    takes([aText], (text) => string(text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`))),
  ],
  ['regexReplaceAll', panicking(replaceAll)],
  ['regexReplaceAllLiteral', panicking(replaceLiteral)],
  ['regexSplit', panicking(split)],
])

/** To compile a pattern costs more than to use it. */
export const regexes: Functions = new Map([...all].map(([name, made]) => [name, costly(made)]))

function costly(made: TemplateFunction): TemplateFunction {
  return {
    ...made,
    run: (given, effort) => {
      effort.spend(150)
      return made.run(given, effort)
    },
  }
}

/** Compiled by `MustCompile`, which has words of its own for a pattern that is wrong. */
function panicking(made: TemplateFunction): TemplateFunction {
  return {
    ...made,
    run: (given, effort) => {
      const [pattern] = given
      const bytes = pattern?.kind === 'string' ? pattern.bytes : ''
      const regex = parse(bytes)
      if (regex.kind === 'regex') return made.run(given, effort)
      const shown = canBackquote(bytes) ? `\`${bytes}\`` : quote(bytes)
      throw new Failure(`regexp: Compile(${shown}): ${regex.message}`)
    },
  }
}

function read(pattern: Bytes): Regex {
  const regex = parse(pattern)
  if (regex.kind === 'invalid') throw new Failure(regex.message)
  return regex
}

/** A pattern must be UTF-8. The message is in bytes. */
function parse(pattern: Bytes): Regex | RegexError {
  const text = fromBytes(pattern)
  if (toBytes(text) !== pattern) {
    const rest = pattern.slice(toBytes(text.slice(0, text.indexOf('\ufffd'))).length)
    return { kind: 'invalid', message: `error parsing regexp: invalid UTF-8: \`${rest}\`` }
  }
  const regex = parseRegex(text)
  return regex.kind === 'regex' ? regex : { ...regex, message: toBytes(regex.message) }
}

interface Found {
  readonly places: readonly PlacedMatch[]
  readonly between: Searched['between']
}

/** At most so many; below zero all. */
function matches(pattern: Bytes, given: Bytes, count: number, effort: Effort): Found {
  const regex = read(pattern)
  effort.reserve(given.length)
  const { text, between } = searched(given)
  const places: PlacedMatch[] = []
  for (const each of count === 0 ? [] : regex.findAll(text)) {
    effort.spend(3)
    places.push(each)
    if (places.length === count) break
  }
  return { places, between }
}

function replaced(pattern: Bytes, given: Bytes, by: (found: PlacedMatch) => Bytes, effort: Effort): Bytes {
  const { places, between } = matches(pattern, given, -1, effort)
  let out = ''
  let at = 0
  for (const found of places) {
    out += between(at, found.start) + by(found)
    effort.fits(out.length)
    at = found.end
  }
  return out + between(at)
}

/** Go: Regexp.Split. */
function parts(pattern: Bytes, given: Bytes, count: number, effort: Effort): readonly Bytes[] {
  const { places, between } = matches(pattern, given, count, effort)
  if (pattern !== '' && given === '') return ['']
  const found: Bytes[] = []
  let [start, end] = [0, 0]
  for (const each of places) {
    if (count > 0 && found.length === count - 1) break
    end = each.start
    if (each.end !== 0) found.push(between(start, end))
    start = each.end
  }
  if (between(end) !== '') found.push(between(start))
  return found
}
