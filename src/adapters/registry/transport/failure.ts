/** Why a request got no answer, told from the codes of Node, undici and our own. */
import { z } from 'zod'

export type FailureKind =
  /** Its time is used up. */
  | 'out-of-time'
  /** Nobody has that name. */
  | 'no-such-name'
  /** Nobody is there. */
  | 'nobody'
  /** The connection broke off, or all was silence. */
  | 'broken-off'
  /** The certificate is not one to trust. */
  | 'untrusted'
  /** What answered does not speak TLS at all. */
  | 'no-tls'
  | 'tls'
  /** An address that is never asked. */
  | 'forbidden'
  | 'proxy-down'
  | 'proxy-refused'
  /** What answered does not speak HTTP. */
  | 'no-http'
  /** The answer contradicts itself. */
  | 'unreadable'

export interface Failure {
  readonly kind: FailureKind
  /** In words: of Node, of undici, or ours. */
  readonly reason: string
  /** Did the connection stand, and nothing come? */
  readonly isSilence: boolean
}

type OwnCode =
  | 'OUT_OF_TIME'
  | 'ADDRESS_FORBIDDEN'
  | 'PROXY_DOWN'
  | 'PROXY_REFUSED'
  | 'BODY_ENDLESS'
  | 'NO_TLS'
  | 'SPEAKS_TLS'
  | 'SILENCE'

/** An error of our own, for readers of `code`. */
export function failure(code: OwnCode, message: string): Error {
  return Object.assign(new Error(message), { code })
}

/**
 * The same failure, with the proxy named beside the host: what came through it may be the proxy's own words, such as its certificate
 * or a page, or its silence. What is the proxy's fault for sure names it already.
 */
export function throughProxy({ url }: { readonly url: URL }, thrown: unknown): unknown {
  const { kind, reason } = readFailure(thrown)
  if (['proxy-down', 'proxy-refused', 'forbidden'].includes(kind)) return thrown
  const words = `${reason}, through the proxy ${url.host}`
  // The code of a TLS error says less than its words do.
  return kind === 'no-tls' ? failure('NO_TLS', words) : alike(thrown, words)
}

/** An error with the code of another, which says more. */
export function alike(thrown: unknown, message: string): Error {
  const { code } = thrownError.parse(thrown)
  return Object.assign(new Error(message), code === undefined ? {} : { code })
}

/** What a thrown value says of why. */
export function readFailure(thrown: unknown): Failure {
  const { code = '', message = '' } = thrownError.parse(thrown)
  // OpenSSL's errors come with addresses and source lines around the words.
  const reason = /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message
  const kind = kinds.find(([, codes]) => codes.test(code))?.[0] ?? 'broken-off'
  const speaksOther = /^(wrong version number|packet length too long|http request|unknown protocol)$/i
  return {
    kind: kind === 'tls' && speaksOther.test(reason) ? 'no-tls' : kind,
    reason: reason || code || 'no reason given',
    isSilence: code === 'SILENCE',
  }
}

/** May another try have better luck? */
export function isMomentaryFailure(thrown: unknown): boolean {
  return ['nobody', 'broken-off', 'proxy-down', 'unreadable', 'no-http'].includes(readFailure(thrown).kind)
}

const kinds: readonly (readonly [FailureKind, RegExp])[] = [
  ['out-of-time', /^OUT_OF_TIME$/],
  ['forbidden', /^ADDRESS_FORBIDDEN$/],
  ['proxy-down', /^PROXY_DOWN$/],
  ['proxy-refused', /^PROXY_REFUSED$/],
  ['no-such-name', /^(ENOTFOUND|ENODATA)$/],
  ['nobody', /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/],
  // Node's documentation, "X509 certificate error codes".
  [
    'untrusted',
    /^(CERT|CRL|UNABLE_TO|ERROR_IN|SELF_SIGNED|DEPTH_ZERO|INVALID|HOSTNAME|PATH_LENGTH|ERR_TLS_CERT)_/,
  ],
  ['no-tls', /^NO_TLS$/],
  ['tls', /^(EPROTO$|SPEAKS_TLS$|ERR_(SSL|TLS|OSSL)_)/],
  ['no-http', /^HPE_INVALID_CONSTANT$/],
  // Codes of Node's HTTP parser, of zlib and of Brotli.
  ['unreadable', /^(HPE|Z|ERR_BROTLI|ERR__ERROR|UND_ERR_HEADERS|BODY)_/],
]

const text = z.string().optional().catch(undefined)
const thrownError = z.object({ code: text, message: text }).catch({})
