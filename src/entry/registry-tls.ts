/** The input `registry-tls`: which CAs registries may be signed by, and the certificates by which they know us. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { HostTls, RegistryTls } from '../adapters/registry/registry.ts'
import { type Problem, ProblemError } from '../model/problem.ts'
import { throwIfAny } from '../model/thrown.ts'

/**
 * Reads YAML, or JSON, that maps hosts to `ca`, `cert` and `key` in PEM; `*` stands for all hosts and has a `ca` alone.
 * Throws `arguments-invalid` with a problem for each thing that is wrong; no message holds a part of the text but hosts.
 */
export function parseRegistryTls(text: string): RegistryTls {
  const entries = Object.entries(readMap(text))
  throwIfAny(entries.flatMap(([host, own]) => wrongIn(host, own)).map(problemOf))
  return {
    ca: entries.flatMap(([host, { ca }]) => (host === '*' && ca !== undefined ? [ca] : [])),
    hosts: new Map(entries.filter(([host]) => host !== '*')),
  }
}

const texts = z.record(
  z.string(),
  z.strictObject({
    ca: z.string().exactOptional(),
    cert: z.string().exactOptional(),
    key: z.string().exactOptional(),
  }),
)

function readMap(text: string): Readonly<Record<string, HostTls>> {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length
    const hint = /^\s*\*\s*:/m.test(text) ? '; YAML wants the star in quotes' : ''
    throw new ProblemError([problemOf(`is neither YAML nor JSON, from line ${line} on${hint}`)])
  }
  const read = texts.safeParse(orUndefined((): unknown => document.toJS() ?? {}))
  if (read.success) return read.data
  const shape = 'must map hosts, or *, to the texts `ca`, `cert` and `key`, and to nothing else'
  throw new ProblemError([problemOf(shape)])
}

/** What is wrong with the entry of one host, in words. */
function wrongIn(host: string, { ca, cert, key }: HostTls): readonly string[] {
  if (host !== '*' && !/^\w[\w.-]*(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/i.test(host))
    return ['names something that is not a host; write hosts such as registry.example.com:5000, or *']
  const isPair = (cert === undefined) === (key === undefined)
  const found = [
    host === '*' &&
      (cert ?? key) !== undefined &&
      'has a client certificate for all hosts; give it to one host by name',
    !isPair && `has only one of cert and key for ${host}; they go together`,
    ca !== undefined &&
      findCertificates(ca) === undefined &&
      `has a ca for ${host} that is not a certificate in PEM`,
    cert !== undefined &&
      findCertificates(cert) === undefined &&
      `has a cert for ${host} that is not a certificate in PEM`,
    cert !== undefined && key !== undefined && wrongKey(host, cert, key),
  ]
  return found.filter((wrong) => typeof wrong === 'string')
}

/** All certificates of a PEM text, or undefined if one of them is none, or there is none. */
function findCertificates(pem: string): readonly X509Certificate[] | undefined {
  const blocks = pem.match(/-----BEGIN [^-]*-----[^-]*-----END [^-]*-----/g) ?? []
  const certificates = blocks.map((block) => orUndefined(() => new X509Certificate(block)))
  const read = certificates.filter((each) => each !== undefined)
  return read.length > 0 && read.length === certificates.length ? read : undefined
}

function wrongKey(host: string, cert: string, key: string): string | false {
  if (/ENCRYPTED/.test(key)) return `has a key for ${host} that wants a password; give it without one`
  const read = orUndefined(() => createPrivateKey(key))
  if (read === undefined) return `has a key for ${host} that is not a private key in PEM`
  const [own] = findCertificates(cert) ?? []
  return own?.checkPrivateKey(read) === false && `has a key for ${host} that is not the one of its cert`
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function problemOf(wrong: string): Problem {
  return { code: 'arguments-invalid', level: 'error', message: `registry-tls ${wrong}.` }
}
