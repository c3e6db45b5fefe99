/** What was found for one policy -> its candidates with their gates. Pure. */
import type { Problem } from '../../model/problem.ts'
import {
  type Candidate,
  type Proof,
  type Promotion,
  type Proven,
  sourcesText,
} from '../../model/promotion.ts'
import { dropped } from '../policies/policies.ts'
import type { AgedMatch } from './age.ts'
import type { Asked } from './ask.ts'
import type { Found } from './matching.ts'
import { clockOf, type Said } from './clock.ts'
import { gatesOf } from './gates.ts'
import { namedBy } from './names.ts'

/** By the name of the environment. */
export type AllSaid = ReadonlyMap<string, Said | Problem>

/** `now` is in milliseconds since 1970. */
export function provenOf(asked: Asked, said: AllSaid, now: number): Proven {
  const { policy, promotion, aged, unproved } = asked
  const candidates = aged.known.map((match) => candidateOf(match, promotion, { said, now }))
  const known = { candidates, unproved: dropped(unproved), tooYoung: dropped(aged.tooYoung) }
  if (candidates.length > 0) return known
  const message = `${policy.key}: ${whyNone(asked)}`
  return { ...known, problem: { code: 'not-proved', level: 'note', message } }
}

function whyNone({ promotion, aged: { tooYoung }, unproved }: Asked): string {
  const names = sourcesText(promotion)
  const [young] = tooYoung
  if (young !== undefined) return `${young} is not known for long enough, nor is anything else that it takes.`
  const [best] = unproved
  return best === undefined
    ? `nothing that it takes was seen in ${names}.`
    : `nothing proves that ${best} ran in ${names}, nor anything else that it takes.`
}

interface Hearing {
  readonly said: AllSaid
  readonly now: number
}

/** A tag with its proofs and its gates. */
export function candidateOf(
  { tag, found, digest, movedFrom }: AgedMatch,
  promotion: Promotion | undefined,
  { said, now }: Hearing,
): Candidate {
  const proofs = found.map((each) => proofOf(each, said))
  return {
    tag,
    ...(digest !== undefined && { digest }),
    ...(movedFrom !== undefined && { movedFrom }),
    proofs,
    gates: promotion === undefined ? [] : gatesOf(proofs, promotion, now),
  }
}

function proofOf({ source, stay, by }: Found, said: AllSaid): Proof {
  const { tag, since, commit } = stay
  const heard = said.get(source.environment)
  const own = heard === undefined || 'code' in heard ? silence : relevant(heard, source.status)
  return { source, by, tag, since, commit, ...clockOf(stay, source, own) }
}

const silence: Said = { signals: 'unknown', commits: [] }

/** Of all that was asked for, what this source's own glob names. */
function relevant({ signals, commits }: Said, status: string | undefined): Said {
  if (status === undefined || signals === 'unknown') return { signals, commits }
  const isWanted = namedBy(status)
  return { signals: signals.filter(({ name }) => isWanted(name)), commits }
}
