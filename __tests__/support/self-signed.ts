/** A certificate that signs itself (X.509 version 1, RFC 5280), for keys that somebody shall trust. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

export interface SelfSigned {
  readonly privateKey: KeyObject
  /** DER. */
  readonly certificate: Buffer
}

/** For a key on the curve P-256, good for a day before and after. */
export function createSelfSigned(name: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(ecdsaWithSha256)
  const subject = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(name)))))
  const validity = sequence(utcTime(-1), utcTime(1))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const toSign = sequence(der(0x02, Buffer.from([1])), algorithm, subject, validity, subject, key)
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', toSign, privateKey)]))
  return { privateKey, certificate: sequence(toSign, algorithm, signature) }
}

/** The text form of a certificate (RFC 7468). */
export function formatPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

/** 1.2.840.10045.4.3.2 and 2.5.4.3. */
const ecdsaWithSha256 = der(0x06, Buffer.from('2a8648ce3d040302', 'hex'))
const commonName = der(0x06, Buffer.from('550403', 'hex'))

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function utcTime(days: number): Buffer {
  const date = new Date(Date.now() + days * 24 * 3_600_000)
  return der(0x17, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(2, 14)}Z`))
}

/** Tag, length, content (X.690); the length in as few bytes as it takes. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content])
}
