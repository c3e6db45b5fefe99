/** Whom we believe to be whom, and as whom we come: CAs and client certificates by host. */
import tls from 'node:tls'
import { isDockerHub } from '../../../model/reference.ts'

/** What the workflow gave. Texts are PEM. */
export interface RegistryTls {
  /** CAs that count for every host, beside the usual ones. */
  readonly ca: readonly string[]
  /** By host, with its port where it has one. */
  readonly hosts: ReadonlyMap<string, HostTls>
}

export interface HostTls {
  /** Counts for this host, beside those that count for all. */
  readonly ca?: string
  /** What we show when the host asks who we are, with its key. */
  readonly cert?: string
  readonly key?: string
}

export interface Trust {
  /** The options of a TLS connection to this host. */
  optionsFor(host: string): tls.SecureContextOptions
  /** Was anything given for this very host? */
  names(host: string): boolean
  /** The lines of keys, for logs that hide line by line. */
  readonly secrets: readonly string[]
}

export function createTrust({ ca, hosts }: RegistryTls): Trust {
  const given = new Map([...hosts].map(([host, own]) => [canonical(host), own]))
  return {
    names: (host) => given.has(canonical(host)),
    secrets: [...given.values()].flatMap(({ key = '' }) => secretLines(key)),
    optionsFor: (host) => {
      const { ca: own, cert, key } = given.get(host) ?? {}
      const added = own === undefined ? ca : [...ca, own]
      return {
        ...(added.length > 0 && { ca: [...usualCas(), ...added] }),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
      }
    },
  }
}

/** As URLs have it. */
function canonical(host: string): string {
  const address = `https://${isDockerHub(host) ? 'registry-1.docker.io' : host}/`
  return URL.canParse(address) ? new URL(address).host : host
}

/** With NODE_EXTRA_CA_CERTS where this Node can tell (from 22.15 on); a list of our own takes the place of the usual one. */
function usualCas(): readonly string[] {
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates() : tls.rootCertificates
}

function secretLines(key: string): readonly string[] {
  const lines = key.split('\n').map((line) => line.trim())
  return lines.filter((line) => line.length >= shortestSecret && !line.startsWith('-----'))
}

/** Characters. A shorter last line gives nothing away, and would hide words that are no secret. */
const shortestSecret = 16
