/** Takes a build's tag apart, as in `main-1ae02ab-1700000000`: words, commits, times and numbers. */

export type Piece =
  /** Stays as it is: words and what stands between. */
  | { readonly kind: 'text'; readonly text: string }
  /** A commit's hexadecimal digits. */
  | { readonly kind: 'commit'; readonly text: string }
  /** When it was built; `groups` are its runs of digits, which together order by time, and what stands between. */
  | { readonly kind: 'time'; readonly text: string; readonly groups: readonly string[] }
  /** Any other number, such as that of a run. */
  | { readonly kind: 'number'; readonly text: string }

/** In order; their texts together are the tag. */
export function piecesOf(tag: string): readonly Piece[] {
  const pieces: Piece[] = []
  let rest = tag
  while (rest !== '') {
    const piece = takeTime(rest) ?? takeNumber(rest) ?? takeCommit(rest) ?? takeText(rest)
    pieces.push(piece)
    rest = rest.slice(piece.text.length)
  }
  return withCommits(pieces)
}

/** A date of the calendar, with a time of day or without. */
function takeTime(rest: string): Piece | undefined {
  const [text, ...groups] =
    times.map((form) => form.exec(rest)).find((match) => match !== null && isTime(match)) ?? []
  return text === undefined
    ? undefined
    : { kind: 'time', text, groups: groups.filter((each) => each !== undefined) }
}

/** Digits and what stands between them are groups of their own, in order. */
const times = [
  /^(\d{4})(-)(\d\d)(-)(\d\d)(?:([T._-])(\d\d)([-_.]?)(\d\d)([-_.]?)(\d\d)(Z?))?(?![0-9A-Za-z])/,
  /^(\d{8})(?:([T._-])(\d{6}|\d{4})(Z?))?(?![0-9A-Za-z])/,
  /^(\d{14}|\d{12})(?![0-9A-Za-z])/,
  /^(\d{13}|\d{10})(?![0-9A-Za-z])/,
]

function isTime([text]: RegExpExecArray): boolean {
  const digits = text.replaceAll(/\D/g, '')
  if (digits.length === 10 || digits.length === 13) return isUnixTime(Number(digits.slice(0, 10)))
  const [, year, month, day, hour = '0', minute = '0'] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?/.exec(digits) ?? []
  return (
    isBetween(year, 1990, 2099) &&
    isBetween(month, 1, 12) &&
    isBetween(day, 1, 31) &&
    isBetween(hour, 0, 23) &&
    isBetween(minute, 0, 59)
  )
}

/** Seconds from September 2001, when they got ten digits, to the end of the century. */
function isUnixTime(seconds: number): boolean {
  return seconds >= 1_000_000_000 && seconds < 4_102_444_800
}

function isBetween(digits: string | undefined, low: number, high: number): boolean {
  return Number(digits) >= low && Number(digits) <= high
}

function takeNumber(rest: string): Piece | undefined {
  const text = /^\d+(?![0-9A-Za-z])/.exec(rest)?.[0]
  // Forty digits are a commit that happens to have no letter.
  return text === undefined || text.length > 15 ? undefined : { kind: 'number', text }
}

function takeCommit(rest: string): Piece | undefined {
  const text = /^[0-9a-f]{7,40}(?![0-9A-Za-z])/.exec(rest)?.[0]
  return text === undefined || !/\d/.test(text) ? undefined : { kind: 'commit', text }
}

/** `g` before a commit is git's; a letter or a word right before a number is text as well. */
function takeText(rest: string): Piece {
  const text =
    /^g(?=[0-9a-f]{7,40}(?![0-9A-Za-z]))/.exec(rest)?.[0] ??
    /^[A-Za-z]+(?=\d+(?![0-9A-Za-z]))/.exec(rest)?.[0] ??
    /^[0-9A-Za-z]+|^[^0-9A-Za-z]+/.exec(rest)?.[0] ??
    rest
  return { kind: 'text', text }
}

/** Beside a time, seven digits are a commit without a letter in it, and as many letters to `f` one without a digit. */
function withCommits(pieces: readonly Piece[]): readonly Piece[] {
  const hasTime = pieces.some(({ kind }) => kind === 'time')
  const isCommit = ({ kind, text }: Piece): boolean =>
    (kind === 'number' && text.length === 7) || (kind === 'text' && /^[a-f]{7,40}$/.test(text))
  return pieces.map((piece): Piece =>
    hasTime && isCommit(piece) ? { kind: 'commit', text: piece.text } : piece,
  )
}
