/** A forge in memory: pull requests that are kept, found and changed, without branches behind them. */
import type { PullRequest } from '../../src/model/plan.ts'
import { problemError } from '../../src/model/problem.ts'
import type { ProblemError } from '../../src/model/problem.ts'
import type { Forge, NewPullRequest } from '../../src/ports.ts'

export interface InMemoryPull extends PullRequest {
  readonly labels: readonly string[]
  readonly draft: boolean
  readonly state: 'open' | 'closed'
  /** From a branch of that name in somebody's fork. */
  readonly isFromFork: boolean
}

export interface InMemoryForge extends Forge {
  /** All requests ever opened, by number. */
  pulls(): readonly InMemoryPull[]
  close(number: number): void
  openFromFork(request: NewPullRequest): void
  /** The next call of this method throws, and changes nothing. */
  failNext(method: keyof Forge, error: ProblemError): void
}

/** A forge without requests. */
export function createInMemoryForge(): InMemoryForge {
  let pulls: readonly InMemoryPull[] = []
  const failures = new Map<keyof Forge, ProblemError>()
  const failIfTold = (method: keyof Forge) => {
    const failure = failures.get(method)
    failures.delete(method)
    if (failure) throw failure
  }
  const change = (number: number, changes: Partial<InMemoryPull>): PullRequest => {
    const pull = pulls[number - 1]
    if (pull === undefined) throw problemError('github-refused', `There is no pull request #${number}.`)
    const changed = { ...pull, ...changes }
    pulls = pulls.with(number - 1, changed)
    return asSeen(changed)
  }
  const add = (request: NewPullRequest, isFromFork: boolean): PullRequest => {
    const number = pulls.length + 1
    const url = `https://github.com/acme/gitops/pull/${number}`
    const pull: InMemoryPull = { ...request, number, url, state: 'open', isFromFork }
    pulls = [...pulls, pull]
    return asSeen(pull)
  }
  const ownOpen = () => pulls.filter(({ state, isFromFork }) => state === 'open' && !isFromFork)
  return {
    find: async (heads) => {
      failIfTold('find')
      return ownOpen()
        .filter(({ head }) => heads.includes(head))
        .map((pull) => asSeen(pull))
    },
    open: async (request) => {
      failIfTold('open')
      const same = ownOpen().find(({ head, base }) => head === request.head && base === request.base)
      if (same === undefined) return add(request, false)
      const { title, body, labels } = request
      return change(same.number, { title, body, labels: [...new Set([...same.labels, ...labels])] })
    },
    update: async (number, { title, body }) => {
      failIfTold('update')
      return change(number, { title, body })
    },
    pulls: () => pulls,
    close: (number) => void change(number, { state: 'closed' }),
    openFromFork: (request) => void add(request, true),
    failNext: (method, error) => void failures.set(method, error),
  }
}

function asSeen({ number, url, head, base, title, body }: InMemoryPull): PullRequest {
  return { number, url, head, base, title, body }
}
