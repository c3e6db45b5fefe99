/** A plain record of what ran where since when, kept by hand beside the code under test: it knows nothing of commits, and asks nobody. */

/** Times are milliseconds. */
export interface Stood {
  readonly tag: string
  readonly since: number
  /** What it pointed to when it came. */
  readonly digest: string
}

export interface PromotionRecord {
  /** A tag stands in an environment's file from now on; the same again is no news. */
  stands(environment: string, image: string, stood: Stood): void
  /** A status of a commit of the environment's branch; it takes the place of what was said of the same commit before, as on GitHub. */
  says(environment: string, word: Word): void
  /** Why that source does not prove the build at that time; undefined where it does. */
  whyNot(question: Question): string | undefined
}

export interface Word {
  readonly commit: string
  readonly state: 'green' | 'red'
  readonly at: number
}

export interface Question {
  readonly source: string
  readonly image: string
  readonly tag: string
  /** What its tags point to now. */
  readonly digestOf: (tag: string) => string
  readonly soak: number
  readonly needsStatus: boolean
  readonly now: number
}

/** Clocks of a few runs lie between a commit and the moment at which it is noted here. */
const tolerance = 5 * 60_000

/** A pile a file: what comes lies on top, and what comes back takes all away that lies on it. */
export function createPromotionRecord(): PromotionRecord {
  const piles = new Map<string, readonly Stood[]>()
  const words = new Map<string, readonly Word[]>()

  function whyNotOf({ tag, since }: Stood, { source, soak, needsStatus, now }: Question): string | undefined {
    if (!needsStatus) return now - since + tolerance >= soak ? undefined : `${tag} is too young in ${source}`
    const said = (words.get(source) ?? []).filter(({ at }) => at + tolerance >= since)
    if (said.at(-1)?.state !== 'green') return `${tag} is not green in ${source}`
    const lastRed = said.findLastIndex(({ state }) => state === 'red')
    const green = said[lastRed + 1]?.at ?? now
    return now - green + tolerance >= soak ? undefined : `${tag} is green too shortly in ${source}`
  }

  return {
    stands(environment, image, stood) {
      const pile = piles.get(`${environment} ${image}`) ?? []
      if (pile.at(-1)?.tag === stood.tag) return
      const before = pile.findIndex(({ tag }) => tag === stood.tag)
      piles.set(`${environment} ${image}`, before < 0 ? [...pile, stood] : pile.slice(0, before + 1))
    },
    says(environment, word) {
      const others = (words.get(environment) ?? []).filter(({ commit }) => commit !== word.commit)
      words.set(environment, [...others, word])
    },
    whyNot(question) {
      const { source, image, tag, digestOf } = question
      const pile = piles.get(`${source} ${image}`) ?? []
      const same = pile.filter((stood) => stood.tag === tag || digestOf(stood.tag) === digestOf(tag))
      if (same.length === 0) return `${tag} did not run in ${source}, or was taken out of it`
      const reasons = same.map((stood) => whyNotOf(stood, question))
      return reasons.includes(undefined) ? undefined : reasons[0]
    },
  }
}
