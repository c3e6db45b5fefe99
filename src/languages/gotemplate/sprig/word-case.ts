/** Words joined in other ways (Go: huandu/xstrings 1.5.0 `ToPascalCase`, `ToSnakeCase`, `ToKebabCase`). */
import { type Bytes, encodeRune, mapRunes, runesOf } from '../text/bytes.ts'
import { isUpper, toLower, toUpper } from '../text/unicode.ts'
import { isConnector, type Word, wordsOf } from './words.ts'

/** `http_server` to `HttpServer`; blanks, `-` and `_` between words go away, those at the start stay. */
export function toCamelCase(text: Bytes): Bytes {
  const runes = runesOf(text).map(({ rune }) => rune)
  const start = runes.findIndex((rune) => !isConnector(rune))
  if (start < 0) return joined(runes.length === 0 ? [] : [...runes, runes.at(-1) ?? 0])
  const first = runes[start] ?? 0
  const rest = camelRest(runes.slice(start + 1), toUpper(first), isUpper(first))
  return joined([...runes.slice(0, start), ...rest])
}

/** Capitals that follow a capital at the start of a word become small. */
function camelRest(runes: readonly number[], first: number, isFirstUpper: boolean): readonly number[] {
  const out: number[] = []
  let before = first
  let isRun = isFirstUpper
  for (const rune of runes) {
    let next = rune
    if (isConnector(before)) {
      if (isConnector(rune)) {
        out.push(before)
        before = rune
        continue
      }
      isRun = isUpper(rune)
      next = toUpper(rune)
    } else {
      if (isRun && isUpper(rune)) next = toLower(rune)
      else if (isRun) isRun = false
      out.push(before)
    }
    before = next
  }
  return [...out, before]
}

function joined(runes: readonly number[]): Bytes {
  return runes.map(encodeRune).join('')
}

/** The words that are left, and what was made of those before. */
interface Joining {
  readonly words: readonly Word[]
  readonly sign: '-' | '_'
  readonly out: Bytes[]
  at: number
}

/** `HTTPServer2xx` to `http_server_2xx` with this sign between the words. */
export function toJoinedCase(text: Bytes, sign: '-' | '_'): Bytes {
  const joining: Joining = { words: wordsOf(text), sign, out: [], at: 0 }
  let word = take(joining)
  while (hasMore(joining)) {
    if (word.kind !== 'connector') add(joining, word)
    word = joinNext(joining, word)
  }
  add(joining, word)
  return joining.out.join('')
}

function take(joining: Joining): Word {
  joining.at += 1
  return joining.words[joining.at - 1] ?? { kind: 'none', text: '' }
}

function hasMore({ words, at }: Joining): boolean {
  return at < words.length
}

function add({ out, sign }: Joining, word: Word): void {
  out.push(lowered(word, sign))
}

/** Looks at what follows a word, and gives the next one. */
function joinNext(joining: Joining, before: Word): Word {
  const word = take(joining)
  switch (before.kind) {
    case 'number':
      return joinRun(joining, word)
    case 'connector':
      add(joining, before)
      return word
    case 'punctuation':
      return word
    case 'none':
    case 'upper':
    case 'letters':
    case 'other':
      return word.kind === 'number' ? joinNumber(joining, word) : joinWord(joining, word)
  }
}

/** A number belongs to the word before it, but not if small letters follow. */
function joinNumber(joining: Joining, number: Word): Word {
  if (!hasMore(joining)) return number
  const word = take(joining)
  if (word.kind !== 'letters') {
    add(joining, number)
    return joinWord(joining, word)
  }
  joining.out.push(joining.sign)
  add(joining, number)
  return joinRun(joining, word)
}

function joinWord({ out, sign }: Joining, word: Word): Word {
  if (word.kind !== 'punctuation' && word.kind !== 'connector') out.push(sign)
  return word
}

/** Small letters and numbers stay together. */
function joinRun(joining: Joining, first: Word): Word {
  let word = first
  while (word.kind === 'letters' || word.kind === 'number') {
    add(joining, word)
    word = take(joining)
  }
  return word.kind === 'none' ? word : joinWord(joining, word)
}

function lowered({ kind, text }: Word, sign: '-' | '_'): Bytes {
  if (kind !== 'upper' && kind !== 'connector') return text
  return mapRunes(text, (rune) =>
    isConnector(rune) ? sign.charCodeAt(0) : isUpper(rune) ? toLower(rune) : rune,
  )
}
