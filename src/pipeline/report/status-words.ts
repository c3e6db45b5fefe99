/** The words of `status`: Flux's, where Flux has some (`flux get images all`). */
import type { Gate } from '../../model/gate.ts'
import { formatTime } from '../../model/time.ts'
import type { ImageReference } from '../../model/reference.ts'
import type { Problem } from '../../model/problem.ts'
import type {
  EnvironmentStatus,
  ImagePlace,
  PolicyStatus,
  RepositoryStatus,
  Waiting,
} from '../../model/status.ts'

/** Is it as it should be? Null where that is not known. */
export interface Condition {
  readonly ready: boolean | null
  readonly message: string
}

/** `isScanned`: were registries asked at all? */
export function repositoryCondition({ suspended, listing }: RepositoryStatus, isScanned: boolean): Condition {
  if (suspended) return unknown('suspended, so its tags are not looked at')
  switch (listing.kind) {
    case 'listed':
      return { ready: true, message: `successful scan: found ${listing.tags.length} tags` }
    case 'failed':
      return failed(listing.problem)
    case 'skipped':
      return unknown(isScanned ? 'not scanned: no marker needs its tags' : notScanned)
  }
}

const notScanned = 'not scanned'

/** As image-reflector-controller puts it, `imagepolicy_controller.go`. */
export function policyCondition(policy: PolicyStatus, isScanned: boolean): Condition {
  const { selection, suspended, pin, versions, environment } = policy
  if (suspended)
    return unknown(`suspended${versions.length === 0 ? '' : `, so ${versions.join(' and ')} stays`}`)
  if (selection === undefined)
    return unknown(environment === undefined ? 'no automation has it' : 'no marker names it')
  switch (selection.kind) {
    case 'selected': {
      const why = pin === undefined ? '' : `; pinned${pin.reason === undefined ? '' : `, ${pin.reason}`}`
      return { ready: true, message: resolvedText(selection.latest, versions) + why }
    }
    case 'failed':
      return failed(selection.problem)
    case 'undecided':
      return selection.problem === undefined
        ? unknown(isScanned ? 'not looked at in this run' : notScanned)
        : failed(selection.problem)
  }
}

/** `previously` is what stands in the files. */
function resolvedText({ name: { text }, tag, digest }: ImageReference, versions: readonly string[]): string {
  const before = versions
    .filter((version) => version !== tag)
    .map((version) => `${text}${version.startsWith('sha256:') ? '@' : ':'}${version}`)
  const pinned = digest === undefined ? '' : ` with digest ${digest}`
  const previously = before.length === 0 ? '' : ` (previously ${before.join(', ')})`
  return `Latest image tag for ${text} resolved to ${tag}${pinned}${previously}`
}

/** Without a run nothing is pushed, so what waits is told in its place. */
export function environmentCondition({ changes, held, problems }: EnvironmentStatus): Condition {
  const wrong = problems.find(({ level }) => level === 'error')
  if (wrong !== undefined) return failed(wrong)
  if (changes + held.values === 0) return { ready: true, message: 'repository up-to-date' }
  const waits =
    changes === 0 ? [] : [`${changes} ${changes === 1 ? 'value waits' : 'values wait'} for the next run`]
  const holds = held.values === 0 ? [] : [`${held.values} held: ${held.why.join(', ')}`]
  return { ready: true, message: [...waits, ...holds].join('; ') }
}

/** What stands there, and behind an arrow what waits and where. */
export function standingText({ versions, since, waiting }: ImagePlace): string {
  const when = since === undefined ? '' : ` since ${formatTime(since)}`
  const standing = versions.length === 0 ? '(none)' : `${versions.map(short).join(', ')}${when}`
  return waiting === undefined ? standing : `${standing} -> ${short(waiting.version)} (${whereText(waiting)})`
}

function whereText({ where, request, why, gates = [] }: Waiting): string {
  const number = request === undefined ? [] : [`#${request.number}`]
  const closed = gates.find(({ state }) => state !== 'passed')
  const gate = closed === undefined ? [] : [gateText(closed)]
  switch (where) {
    case 'commit':
      return 'next run'
    case 'request':
      return [number[0] ?? 'request to come', ...gate].join(', ')
    case 'held':
      return [`held: ${why}`, ...number, ...gate].join(', ')
  }
}

function gateText({ kind, state, until }: Gate): string {
  if (state === 'failed') return `${kind} closed`
  return until === undefined ? `${kind} waits` : `${kind} until ${formatTime(until)}`
}

/** A digest is told by its beginning, as Git does with commits. */
export function short(version: string): string {
  return version.replace(/(sha\d+:[0-9a-f]{12})[0-9a-f]+$/, '$1')
}

function failed({ flux, message, level, code }: Problem): Condition {
  if (code === 'suspended') return unknown(message)
  return { ready: level === 'note' ? null : false, message: flux ?? message }
}

function unknown(message: string): Condition {
  return { ready: null, message }
}
