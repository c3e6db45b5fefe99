/** Of what a policy takes, only what was proved. */
import type { Selection } from '../../model/policy.ts'
import { type Candidate, type Proven, bestOf } from '../../model/promotion.ts'
import type { Tag } from '../../model/reference.ts'
import { type SharedWork, weighWith } from '../policies/policies.ts'

type Selected = Extract<Selection, { readonly kind: 'selected' }>

/**
 * The best candidate whose gates are open, else the best: of those that lead on from what stands in the files. Without one nothing is decided: gates keep things
 * back and take nothing away. A pin is a person's word, so its tag stays chosen; what is not proved of it, its gates say.
 */
export function behindGates(selection: Selection, own: Proven | undefined, work: SharedWork): Selection {
  if (own === undefined || selection.kind !== 'selected' || selection.policy.pin !== undefined)
    return selection
  const forward = own.candidates.filter(({ tag }) => leadsOn(selection, tag, work))
  const candidate = bestOf(forward.length > 0 ? forward : own.candidates)
  if (candidate !== undefined) return narrowed(selection, { candidate, own, work })
  const { weighed, latest } = selection
  if (weighed.length > 0 && weighed.every(({ tag }) => tag === latest.tag)) return selection
  return undecided(selection, own.problem)
}

export interface Narrowing {
  readonly candidate: Candidate
  readonly own: Proven
  readonly work: SharedWork
}

/** The selection as it is if this candidate is chosen. What stands in the files and is newer stays: gates are no reason to go back, only the policy itself can be. */
export function narrowed(selection: Selected, { candidate, own, work }: Narrowing): Selection {
  const { policy, record } = selection
  const weighed = weighAll(selection, candidate.tag, work)
  const newer = weighed.find((each) => isInTheWay(each, selection))
  if (newer !== undefined) {
    const message = `${policy.key}: ${newer.tag} stands in the files and is newer than ${candidate.tag}, the best that was proved, so it stays.`
    return { ...undecided(selection, { code: 'not-proved', level: 'note', message }), stays: true }
  }
  const others = own.candidates.map(({ tag }) => tag).filter((tag) => tag !== candidate.tag)
  return {
    ...selection,
    latest: { name: policy.repository.name, tag: candidate.tag },
    weighed,
    record: {
      ...record,
      winner: candidate.tag,
      runnersUp: others.slice(0, 3),
      // It was narrowed before where a request keeps its candidate.
      rule: `${record.rule.replace(/, of those that .*$/, '')}, of those that ${ran(candidate)}`,
      unproved: own.unproved,
      ...(own.tooYoung.count > 0 && { tooYoung: own.tooYoung }),
    },
  }
}

function leadsOn(selection: Selected, tag: Tag, work: SharedWork): boolean {
  const weighed = weighAll(selection, tag, work)
  return weighed.some((each) => each.tag !== tag) && !weighed.some((each) => isInTheWay(each, selection))
}

function weighAll({ policy, weighed }: Selected, winner: Tag, work: SharedWork): Selected['weighed'] {
  const read = work.read(policy.spec)
  return weighed.map(({ tag }) => weighWith(read, winner, tag))
}

/** Newer than the candidate, and nothing that the policy would leave without any gate. */
function isInTheWay({ tag, fits, age }: Selected['weighed'][number], { weighed }: Selected): boolean {
  const isLeftAnyway = weighed.some((each) => each.tag === tag && each.age === 'newer')
  return age === 'newer' && (fits || !isLeftAnyway)
}

function undecided(
  { policy }: Selected,
  problem: Proven['problem'],
): Extract<Selection, { kind: 'undecided' }> {
  const placed = problem && { ...problem, ...(policy.place && { place: policy.place }) }
  return { kind: 'undecided', policy, ...(placed && { problem: placed }) }
}

function ran({ proofs }: Candidate): string {
  const names = [...new Set(proofs.map(({ source }) => source.environment))]
  return names.length === 0 ? 'are known for long enough' : `ran in ${names.join(' and ')}`
}
