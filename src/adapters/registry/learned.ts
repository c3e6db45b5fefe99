/** What is known of a host once it was asked for one image: what it demanded then, it will demand for the others. */
import type { Demand } from './demand.ts'

export interface Learned {
  /** What the host will demand for the repository; undefined while that is not known. */
  find(origin: string, repository: string): Demand | undefined
  /** Notes what it demanded for a repository. */
  note(origin: string, repository: string, demand: Demand): void
  /** Does the work at once for the first who asks the host, and for all others when that one is through: they may learn from it. */
  afterFirst<T>(origin: string, work: () => Promise<T>): Promise<T>
}

export function createLearned(): Learned {
  const demands = new Map<string, (repository: string) => Demand>()
  const firsts = new Map<string, Promise<unknown>>()
  return {
    find: (origin, repository) => demands.get(origin)?.(repository),
    note: (origin, repository, demand) => {
      const general = generalize(demand, repository)
      if (general !== undefined) demands.set(origin, general)
    },
    afterFirst: async (origin, work) => {
      const first = firsts.get(origin)
      if (first !== undefined) {
        await first
        return work()
      }
      const own = work()
      // Where the first got nowhere, those who waited try for themselves.
      firsts.set(
        origin,
        own.catch(() => undefined),
      )
      return own
    },
  }
}

/** The same demand for another repository; undefined where its scopes are about something else besides. */
function generalize(demand: Demand, repository: string): ((other: string) => Demand) | undefined {
  if (demand.kind === 'unknown') return undefined
  if (demand.kind === 'basic') return () => demand
  const start = `repository:${repository}:`
  const isGeneral = (scope: string): boolean => !scope.startsWith('repository:')
  if (!demand.scopes.every((scope) => scope.startsWith(start) || isGeneral(scope))) return undefined
  return (other) => ({
    ...demand,
    scopes: demand.scopes.map((scope) =>
      isGeneral(scope) ? scope : `repository:${other}:${scope.slice(start.length)}`,
    ),
  })
}
