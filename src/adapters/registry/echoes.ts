/** Finds a secret in words that somebody else wrote: as it is, percent-encoded, in JSON, or inside of Base64. */

/**
 * The secret itself, and what Base64 makes of it at the beginning of a text, behind one byte and behind two: the characters
 * that it alone decides. Three characters are a word of the message sooner than a secret in it, and have no form.
 */
export function formsOf(secret: string): readonly string[] {
  if (secret.length <= 3) return []
  const encoded = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)])
    return whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6))
  })
  return [secret, ...encoded].map(alike)
}

/** The text with `***` for every form in it. */
export function strikeForms(text: string, forms: readonly string[]): string {
  return [asWritten, decoded].reduce(
    (struck, piece) => strikeIn(struck, readPieces(struck, piece), forms),
    text,
  )
}

/** A character. */
const asWritten = /./gsu
/** A character, written in one of the ways of RFC 3986, 2.1, and RFC 8259, 7. */
const decoded = /%[0-9a-f]{2}|\\["\\/]|./gisu

/** What a text says, one character a byte, and where in the text each of them begins. */
interface Reading {
  readonly bytes: string
  readonly starts: readonly number[]
}

function readPieces(text: string, piece: RegExp): Reading {
  const bytes: string[] = []
  const starts: number[] = []
  for (const { 0: written, index } of text.matchAll(piece)) {
    const said = written.length < 2 ? alike(written) : unescape(written)
    bytes.push(said)
    for (let count = 0; count < said.length; count++) starts.push(index)
  }
  return { bytes: bytes.join(''), starts: [...starts, text.length] }
}

function unescape(piece: string): string {
  if (piece.startsWith('%')) return alikeBytes(String.fromCharCode(Number.parseInt(piece.slice(1), 16)))
  return alike(piece.startsWith('\\') ? piece.slice(1) : piece)
}

function strikeIn(text: string, { bytes, starts }: Reading, forms: readonly string[]): string {
  const hits = forms
    .flatMap((form) =>
      placesOf(form, bytes).map((at) => ({ from: starts[at]!, to: starts[at + form.length]! })),
    )
    .toSorted((one, other) => one.from - other.from)
  let struck = ''
  let end = 0
  for (const { from, to } of hits) {
    if (from >= end) struck += `${text.slice(end, from)}***`
    end = Math.max(end, to)
  }
  return struck + text.slice(end)
}

function placesOf(form: string, bytes: string): readonly number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length)) places.push(at)
  return places
}

function alike(text: string): string {
  return alikeBytes(Buffer.from(text).toString('latin1'))
}

/** Forms write a blank as a plus; Base64 has two alphabets (RFC 4648, 5). */
function alikeBytes(bytes: string): string {
  return bytes.replace(/[ -]/g, '+').replaceAll('_', '/')
}
