/** A text in words: runs of capitals, small letters, digits and so on (Go: huandu/xstrings 1.5.0 `nextWord`). */
import { type Bytes, replacement, runesOf } from '../text/bytes.ts'
import { isLetter, isNumber, isPunctuation, isSpace, isUpper } from '../text/unicode.ts'

/** A run of runes of one kind. */
export interface Word {
  readonly kind: 'none' | 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other'
  readonly text: Bytes
}

/** Blanks, `-` and `_`. */
export function isConnector(rune: number): boolean {
  return rune === 0x2d || rune === 0x5f || isSpace(rune)
}

/** Words with all that is between them. */
export function wordsOf(text: Bytes): readonly Word[] {
  const signs = signsOf(text)
  const runes = signs.map(({ rune }) => rune)
  const words: Word[] = []
  for (let at = 0; at < runes.length;) {
    const { kind, count } = wordAt(runes, at)
    words.push({
      kind,
      text: signs
        .slice(at, at + count)
        .map((sign) => sign.text)
        .join(''),
    })
    at += count
  }
  return words
}

interface Sign {
  readonly rune: number
  readonly text: Bytes
}

/** Bytes that are no character belong to the one behind them, at the end to the one before. */
function signsOf(text: Bytes): readonly Sign[] {
  const signs: Sign[] = []
  let start = 0
  for (const { rune, at, size } of runesOf(text)) {
    if (rune === replacement) continue
    signs.push({ rune, text: text.slice(start, at + size) })
    start = at + size
  }
  const rest = text.slice(start)
  const last = signs.pop() ?? { rune: replacement, text: '' }
  return text === '' ? [] : [...signs, { ...last, text: last.text + rest }]
}

interface Run {
  readonly kind: Word['kind']
  readonly count: number
}

function wordAt(runes: readonly number[], at: number): Run {
  const first = runes[at] ?? replacement
  if (first === replacement) return { kind: 'none', count: 1 }
  if (isConnector(first)) return run('connector', runes, at, isConnector)
  if (isPunctuation(first)) return run('punctuation', runes, at, isPunctuation)
  if (isUpper(first)) return upperAt(runes, at)
  if (isLetter(first)) return run('letters', runes, at, isSmall)
  if (isNumber(first)) return run('number', runes, at, isNumber)
  return run(
    'other',
    runes,
    at,
    (rune) => !isConnector(rune) && !isLetter(rune) && !isNumber(rune) && !isPunctuation(rune),
  )
}

/** The last capital of `HTTPStatus` belongs to the next word. */
function upperAt(runes: readonly number[], at: number): Run {
  const second = runes[at + 1]
  if (second === undefined || !isLetter(second)) return { kind: 'upper', count: 1 }
  if (!isUpper(second)) return { kind: 'upper', count: 1 + run('letters', runes, at + 1, isSmall).count }
  const { count } = run('upper', runes, at, isUpper)
  const next = runes[at + count]
  return { kind: 'upper', count: next !== undefined && isLetter(next) ? count - 1 : count }
}

function isSmall(rune: number): boolean {
  return isLetter(rune) && !isUpper(rune)
}

function run(
  kind: Word['kind'],
  runes: readonly number[],
  at: number,
  belongs: (rune: number) => boolean,
): Run {
  let count = 1
  for (let rune = runes[at + count]; rune !== undefined && belongs(rune); rune = runes[at + count]) count += 1
  return { kind, count }
}
