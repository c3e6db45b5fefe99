/** Base 64 and 32, and sums (Go: encoding/base64, encoding/base32, crypto/sha*, hash/adler32). */
import { createHash } from 'node:crypto'
import { aText, type Functions, takes } from '../evaluate/function.ts'
import type { Bytes } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { string } from '../values/make.ts'

export const encodings: Functions = new Map([
  ['adler32sum', takes([aText], (text) => string(adler32(text)))],
  ['b32dec', takes([aText], (text) => string(decode32(text)))],
  ['b32enc', takes([aText], (text) => string(encode(text, base32)))],
  ['b64dec', takes([aText], (text) => string(decode64(text)))],
  ['b64enc', takes([aText], (text) => string(encode64(text)))],
  ['sha1sum', sum('sha1')],
  ['sha256sum', sum('sha256')],
  ['sha512sum', sum('sha512')],
])

function sum(algorithm: string): ReturnType<typeof takes> {
  return takes([aText], (text, effort: Effort) => {
    effort.reserve(text.length)
    return string(createHash(algorithm).update(text, 'latin1').digest('hex'))
  })
}

function adler32(text: Bytes): string {
  let [a, b] = [1, 0]
  for (let at = 0; at < text.length; at++) {
    a = (a + text.charCodeAt(at)) % 65_521
    b = (b + a) % 65_521
  }
  return String(b * 65_536 + a)
}

interface Base {
  readonly alphabet: string
  /** How many bits a sign stands for, and how many signs a group has. */
  readonly bits: number
  readonly group: number
}

const base64: Base = {
  alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  bits: 6,
  group: 4,
}
const base32: Base = { alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', bits: 5, group: 8 }

export function encode64(text: Bytes): Bytes {
  return encode(text, base64)
}

function encode(text: Bytes, { alphabet, bits, group }: Base): Bytes {
  let out = ''
  let [left, count] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    left = ((left << 8) | text.charCodeAt(at)) & 0xffff
    for (count += 8; count >= bits; count -= bits)
      out += alphabet.charAt((left >> (count - bits)) & (2 ** bits - 1))
  }
  if (count > 0) out += alphabet.charAt((left << (bits - count)) & (2 ** bits - 1))
  return out.padEnd(Math.ceil(out.length / group) * group, '=')
}

function bytesOf(signs: string, { alphabet, bits }: Base): Bytes {
  let out = ''
  let [left, count] = [0, 0]
  for (const sign of signs) {
    left = ((left << bits) | alphabet.indexOf(sign)) & 0xffff
    count += bits
    if (count >= 8) {
      count -= 8
      out += String.fromCharCode((left >> count) & 0xff)
    }
  }
  return out
}

/** What is wrong comes back as the text, as Sprig has it. */
function decode64(text: Bytes): Bytes {
  const signs = [...text.matchAll(/[^\r\n]/gs)].map((found) => ({ sign: found[0], at: found.index }))
  const wrongAt = findWrong64(signs, text.length)
  if (wrongAt !== undefined) return `illegal base64 data at input byte ${wrongAt}`
  return bytesOf(
    signs
      .map(({ sign }) => sign)
      .join('')
      .replace(/=+$/, ''),
    base64,
  )
}

interface Sign {
  readonly sign: string
  readonly at: number
}

/** The byte that Go complains of: a strange sign, or the start or end of a group that is not whole. */
function findWrong64(signs: readonly Sign[], length: number): number | undefined {
  const odd = signs.findIndex(({ sign }) => !base64.alphabet.includes(sign))
  if (odd < 0) return signs.length % 4 === 0 ? undefined : length - (signs.length % 4)
  const place = odd % 4
  const first = signs[odd]
  if (first?.sign !== '=' || place < 2) return first?.at
  if (place === 3) return signs[odd + 1]?.at
  const second = signs[odd + 1]
  if (second === undefined) return length
  return second.sign === '=' ? signs[odd + 2]?.at : second.at - 1
}

function decode32(text: Bytes): Bytes {
  const signs = text.replaceAll(/[\r\n]/g, '')
  const wrongAt = findWrong32(signs)
  if (wrongAt !== undefined) return `illegal base32 data at input byte ${wrongAt}`
  return bytesOf(signs.replace(/=.*$/s, ''), base32)
}

function findWrong32(signs: string): number | undefined {
  for (let at = 0; at < signs.length; at++) {
    const sign = signs.charAt(at)
    const place = at % 8
    const left = signs.length - at - 1
    if (sign === '=' && place >= 2 && left < 8) return findWrongPadding(signs, at, place)
    if (!base32.alphabet.includes(sign)) return at
  }
  return signs.length % 8 === 0 ? undefined : signs.length - (signs.length % 8)
}

function findWrongPadding(signs: string, at: number, place: number): number | undefined {
  if (signs.length - at - 1 + place < 7) return signs.length
  for (let next = at + 1; next < at + 8 - place; next++) {
    if (next < signs.length && signs.charAt(next) !== '=') return next - 1
  }
  return place === 1 || place === 3 || place === 6 ? at : undefined
}
