/** The parts of a URL: taking it apart and putting it together (Go: package net/url). */
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import { Failure } from '../values/failure.ts'

export interface UrlParts {
  readonly scheme: Bytes
  readonly opaque: Bytes
  /** As it stands before the `@`, escaped anew; undefined if there is none. */
  readonly userinfo: Bytes | undefined
  readonly host: Bytes
  /** Without escapes. */
  readonly path: Bytes
  readonly query: Bytes
  readonly fragment: Bytes
}

/** Signs besides letters and digits that need no escape, by the place where they stand. */
const open = {
  path: /[\w.~$&+,/:;=@-]/,
  userinfo: /[\w.~$&+,;=-]/,
  fragment: /[\w.~$&+,/:;=?@!()*-]/,
  host: /[\w.~!$&'()*+,;=:[\]<>"-]/,
} as const

type Place = keyof typeof open

/** Throws a Failure with Go's words. */
export function parseUrl(text: Bytes): UrlParts {
  const hash = text.indexOf('#')
  const [rest, fragment] = hash < 0 ? [text, ''] : [text.slice(0, hash), text.slice(hash + 1)]
  const parts = within(rest, () => parseWithoutFragment(rest))
  return { ...parts, fragment: within(text, () => unescape(fragment, 'fragment')) }
}

function within<T>(text: Bytes, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    if (thrown instanceof Failure) throw new Failure(`parse ${quote(text)}: ${thrown.bytes}`)
    throw thrown
  }
}

function parseWithoutFragment(text: Bytes): UrlParts {
  if (/[^ -~\u0080-\u00ff]/.test(text)) throw new Failure('net/url: invalid control character in URL')
  const bare = { scheme: '', opaque: '', userinfo: undefined, host: '', path: '', query: '', fragment: '' }
  if (text === '*') return { ...bare, path: '*' }
  if (text.startsWith(':')) throw new Failure('missing protocol scheme')
  const written = /^([A-Za-z][\dA-Za-z+.-]*):/.exec(text)?.[1]
  const scheme = written?.toLowerCase() ?? ''
  const [rest, query] = cut(written === undefined ? text : text.slice(written.length + 1), '?')
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...bare, scheme, query, opaque: rest }
    if (cut(rest, '/')[0].includes(':')) throw new Failure('first path segment in URL cannot contain colon')
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))
  const end = rest.indexOf('/', 2)
  const authority = hasAuthority ? rest.slice(2, end < 0 ? undefined : end) : ''
  const path = hasAuthority ? (end < 0 ? '' : rest.slice(end)) : rest
  return { ...bare, scheme, query, ...parseAuthority(authority, scheme), path: unescape(path, 'path') }
}

function cut(text: Bytes, sign: string): readonly [Bytes, Bytes] {
  const at = text.indexOf(sign)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function parseAuthority(authority: Bytes, scheme: Bytes): Pick<UrlParts, 'userinfo' | 'host'> {
  const at = authority.lastIndexOf('@')
  const host = parseHost(authority.slice(at + 1), scheme)
  return { host, userinfo: at < 0 ? undefined : parseUserinfo(authority.slice(0, at)) }
}

/** Name and maybe password, each escaped as it should be. */
function parseUserinfo(text: Bytes): Bytes {
  if (!/^[\w.~:!$&'()*+,;=%@-]*$/.test(text)) throw new Failure('net/url: invalid userinfo')
  const [name, password] = cut(text, ':')
  const shown = escape(unescape(name, 'userinfo'), 'userinfo')
  return text.includes(':') ? `${shown}:${escape(unescape(password, 'userinfo'), 'userinfo')}` : shown
}

function parseHost(host: Bytes, scheme: Bytes): Bytes {
  const bracket = host.lastIndexOf('[')
  if (bracket > 0) throw new Failure('invalid IP-literal')
  if (bracket === 0 && !host.includes(']')) throw new Failure("missing ']' in host")
  const port = bracket === 0 ? host.slice(host.lastIndexOf(']') + 1) : portOf(host, scheme)
  if (!/^(?::\d*)?$/.test(port)) throw new Failure(`invalid port ${quote(port)} after host`)
  return unescape(host, 'host')
}

/** From the first colon on; only other schemes than these may have colons before it. */
function portOf(host: Bytes, scheme: Bytes): Bytes {
  const isStrict = scheme === 'http' || scheme === 'https'
  const colon = isStrict ? host.indexOf(':') : host.lastIndexOf(':')
  return colon < 0 ? '' : host.slice(colon)
}

/** A host without its port and brackets. */
export function hostnameOf(host: Bytes): Bytes {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/s, '$1')
}

function unescape(text: Bytes, place: Place): Bytes {
  for (const found of text.matchAll(/%(?:[\da-fA-F]{2})?|[\0-\u007f]/g)) {
    const [piece] = found
    if (piece === '%')
      throw new Failure(`invalid URL escape ${quote(text.slice(found.index, found.index + 3))}`)
    if (place !== 'host') continue
    if (/^%[0-7]/.test(piece) && piece !== '%25') throw new Failure(`invalid URL escape ${quote(piece)}`)
    if (piece.length === 1 && !open.host.test(piece)) {
      throw new Failure(`invalid character ${quote(piece)} in host name`)
    }
  }
  return text.replaceAll(/%([\da-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  )
}

function escape(text: Bytes, place: Place): Bytes {
  return Array.from(text, (byte) =>
    open[place].test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')
}

export function formatUrl(parts: UrlParts): Bytes {
  const { scheme, opaque, query, fragment } = parts
  const before = scheme === '' ? '' : `${scheme}:`
  const middle = opaque === '' ? hierarchyOf(parts, before) : opaque
  return `${before}${middle}${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${escape(fragment, 'fragment')}`}`
}

function hierarchyOf({ scheme, userinfo, host, path }: UrlParts, before: Bytes): Bytes {
  const hasAuthority = scheme !== '' || host !== '' || userinfo !== undefined
  const isShown = hasAuthority && (host !== '' || path !== '' || userinfo !== undefined)
  const authority = isShown ? `//${userinfo === undefined ? '' : `${userinfo}@`}${escape(host, 'host')}` : ''
  const shown = path === '*' ? '*' : escape(path, 'path')
  const slash = shown !== '' && !shown.startsWith('/') && host !== '' ? '/' : ''
  const isMistakable = before + authority + slash === '' && cut(shown, '/')[0].includes(':')
  return `${authority}${slash}${isMistakable ? './' : ''}${shown}`
}
