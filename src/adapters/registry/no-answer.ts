/** What it means that a request got no answer: each reason has a code of its own, and its level. */
import type { Level, ProblemCode, ProblemError } from '../../model/problem.ts'
import { plain, registryProblem, type Subject } from './errors.ts'
import { readFailure, type FailureKind } from './transport/failure.ts'

/** The problem behind what was thrown instead of an answer. What may pass by itself is a warning, all else an error. */
export function noAnswerProblem(subject: Subject, thrown: unknown): ProblemError {
  const { kind, reason } = readFailure(thrown)
  const why = plain(reason)
  if (kind === 'forbidden') return addressRefused(subject, why)
  const { code, level = 'error', says } = meanings[kind]
  return registryProblem(code, says(subject.host, subject.image, why), level)
}

interface Meaning {
  readonly code: ProblemCode
  readonly level?: Level
  readonly says: (host: string, image: string, why: string) => string
}

const unreachable: Meaning = {
  code: 'registry-unreachable',
  level: 'warning',
  says: (host, image, why) => `${host} could not be asked about ${image}: ${why}.`,
}

const meanings: Readonly<Record<Exclude<FailureKind, 'forbidden'>, Meaning>> = {
  nobody: unreachable,
  'broken-off': unreachable,
  'out-of-time': unreachable,
  'no-such-name': {
    code: 'registry-name-unknown',
    says: (host, image, why) => `${host} could not be asked about ${image}: nobody has that name (${why}).`,
  },
  untrusted: {
    code: 'tls-failed',
    says: (host, image, why) =>
      `${host} was not asked about ${image}, since its certificate cannot be trusted: ${why}.`,
  },
  tls: {
    code: 'tls-failed',
    says: (host, image, why) => `${host} was not asked about ${image}, since TLS failed: ${why}.`,
  },
  'no-tls': {
    code: 'tls-failed',
    says: (host, image, why) => `${host} was not asked about ${image}, since it does not speak TLS (${why}).`,
  },
  'proxy-refused': { ...unreachable, code: 'proxy-failed', level: 'error' },
  'proxy-down': { ...unreachable, code: 'proxy-failed' },
  'no-http': {
    code: 'not-a-registry',
    says: (host, image) => `${host} was asked about ${image} and answered with something that is not HTTP.`,
  },
  unreadable: {
    code: 'registry-failed',
    level: 'warning',
    says: (host, image, why) => `${host} was asked about ${image}, and its answer could not be read: ${why}.`,
  },
}

/** The problem of an address that is never asked. */
export function addressRefused({ host, image }: Subject, why = 'it is such an address'): ProblemError {
  return registryProblem(
    'address-refused',
    `${host} was not asked about ${image}: link-local addresses and metadata services of clouds never are, and ${why}.`,
  )
}

/** Was there nobody at all to talk to? A connection that broke off may be the fault of one answer. */
export function isHostDown(thrown: unknown): boolean {
  return ['nobody', 'no-such-name', 'proxy-down'].includes(readFailure(thrown).kind)
}

/** May it be that the host speaks plain http at this address? A certificate that nobody trusts says that it does not. */
export function mayBePlain(thrown: unknown): boolean {
  return ['no-tls', 'nobody', 'broken-off', 'proxy-down', 'proxy-refused'].includes(readFailure(thrown).kind)
}
