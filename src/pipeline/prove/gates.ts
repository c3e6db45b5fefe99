/** Proofs of a candidate -> the gates that it still waits for. Pure. */
import { areOpen, type Gate, worstOfEach } from '../../model/gate.ts'
import type { Promotion, Proof } from '../../model/promotion.ts'
import { formatDuration, formatTime } from '../../model/time.ts'

/** One gate of each kind. Of several sources all count, or the one that is nearest to being passed. */
export function gatesOf(proofs: readonly Proof[], { need }: Promotion, now: number): readonly Gate[] {
  const bySource = proofs.map((proof) => gatesOfProof(proof, now))
  if (need === 'all') return worstOfEach(bySource.flat())
  const [nearest] = bySource.toSorted((one, other) => waitOf(one) - waitOf(other))
  return nearest ?? []
}

function gatesOfProof(proof: Proof, now: number): readonly Gate[] {
  const { source, signal } = proof
  const soak = soakGate(proof, now)
  if (source.status === undefined || signal === undefined) return [soak]
  return [
    soak,
    { kind: 'status', state: statusState(signal.state), text: `${source.environment}: ${signal.text}` },
  ]
}

function soakGate({ source, tag, since, clock, by }: Proof, now: number): Gate {
  const how = by === 'tag' ? '' : `, ${howText[by]}`
  const stood = `${tag} stands in ${source.environment} since ${formatTime(since)}${how}`
  if (clock === undefined)
    return { kind: 'soak', state: 'waiting', text: `${stood}; its time there begins with a green status` }
  const until = clock + source.soak
  if (until <= now) return { kind: 'soak', state: 'passed', text: stood, until }
  const needed = formatDuration(source.soak)
  return {
    kind: 'soak',
    state: 'waiting',
    text: `${stood}; the ${needed} are over ${formatTime(until)}`,
    until,
  }
}

const howText = { digest: 'the same build', revision: 'built from the same commit' } as const

function statusState(state: NonNullable<Proof['signal']>['state']): Gate['state'] {
  switch (state) {
    case 'green':
      return 'passed'
    case 'red':
      return 'failed'
    case 'none':
    case 'pending':
    case 'unknown':
      return 'waiting'
  }
}

/** When the gates will be open; never, as far as anybody knows, is behind all times. */
function waitOf(gates: readonly Gate[]): number {
  if (areOpen(gates)) return 0
  return Math.max(...gates.map(({ state, until = Infinity }) => (state === 'passed' ? 0 : until)))
}
