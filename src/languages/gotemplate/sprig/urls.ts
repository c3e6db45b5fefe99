/** URLs as maps of their parts (Go: Sprig url.go). */
import { aDict, aText, type Functions, takes } from '../evaluate/function.ts'
import type { Bytes } from '../text/bytes.ts'
import { Failure } from '../values/failure.ts'
import { dict, string } from '../values/make.ts'
import type { GoMap, GoValue } from '../values/value.ts'
import { unwrap } from '../values/value.ts'
import { formatUrl, hostnameOf, parseUrl } from './url-parts.ts'

export const urls: Functions = new Map([
  ['urlJoin', takes([aDict], (parts) => string(joined(parts)))],
  ['urlParse', takes([aText], (text) => parsed(text))],
])

function parsed(text: Bytes): GoValue {
  const parts = complaining('unable to parse url', () => parseUrl(text))
  const { scheme, host, path, query, opaque, fragment, userinfo = '' } = parts
  const shown = { scheme, host, hostname: hostnameOf(host), path, query, opaque, fragment, userinfo }
  return dict(Object.entries(shown).map(([name, part]) => [name, string(part)]))
}

function joined(parts: GoMap): Bytes {
  const [scheme, host, path] = [partOf(parts, 'scheme'), partOf(parts, 'host'), partOf(parts, 'path')]
  const [query, opaque] = [partOf(parts, 'query'), partOf(parts, 'opaque')]
  const [fragment, written] = [partOf(parts, 'fragment'), partOf(parts, 'userinfo')]
  const userinfo =
    written === ''
      ? undefined
      : complaining('unable to parse userinfo in dict', () => parseUrl(`proto://${written}@host`).userinfo)
  return formatUrl({ scheme, host, path, query, opaque, fragment, userinfo })
}

function complaining<T>(before: string, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    if (thrown instanceof Failure) throw new Failure(`${before}: ${thrown.bytes}`)
    throw thrown
  }
}

function partOf({ entries }: GoMap, name: Bytes): Bytes {
  const found = entries?.get(name)
  const value = found && unwrap(found.value)
  if (value === undefined) return ''
  if (value.kind === 'string') return value.bytes
  if (value.kind === 'nil')
    throw new Failure('runtime error: invalid memory address or nil pointer dereference')
  throw new Failure(`unable to parse ${name} key, must be of type string, but ${value.type.kind} found`)
}
