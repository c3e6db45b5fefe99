/** Two ways to commit behind one port: GitHub's API, by which commits show as verified, and git, which can do everything else. */
import { type ProblemCode, problemError, problemsOf } from '../model/problem.ts'
import type { Git, Push } from '../ports.ts'

/** What people choose: one of the two, or whatever a push needs. */
export type CommitsBy = 'auto' | 'api' | 'git'

export interface Ways {
  readonly git: Git
  /** Undefined where there is no token, or no repository on GitHub. */
  readonly api: Pick<Git, 'deliver' | 'remove' | 'writeLedger' | 'problems'> | undefined
  readonly commits: CommitsBy
  /** Git has a key to sign with. */
  readonly signs: boolean
  /** May the checkout follow its branch? */
  readonly updateWorkspace: boolean
}

/** Reads by git. Throws `arguments-invalid` where the way that was chosen cannot do what a push needs. */
export function combineDeliveries({ git, api, commits, signs, updateWorkspace }: Ways): Git {
  const abilities = { hasToken: api !== undefined, signs }
  const isByApi = commits === 'api' || (commits === 'auto' && api !== undefined)
  return {
    ...git,
    async deliver(push) {
      const way = deliveryFor(push, commits, abilities)
      if (way === 'git') return git.deliver(push)
      if (push.options !== undefined || push.refspecs !== undefined) throw onlyByGit(push)
      return insist(api).deliver(push)
    },
    async remove(branch, lease) {
      return isByApi ? insist(api).remove(branch, lease) : git.remove(branch, lease)
    },
    async writeLedger(bytes, lease) {
      if (!isByApi) return git.writeLedger(bytes, lease)
      try {
        await insist(api).writeLedger(bytes, lease)
      } catch (thrown) {
        // An older server's API may move nothing but branches, and them only forward.
        const isRefused = problemsOf(thrown).some(({ code }) => refusals.includes(code))
        if (commits === 'api' || !isRefused) throw thrown
        await git.writeLedger(bytes, lease)
      }
    },
    async follow(branch, from, to) {
      return updateWorkspace && git.follow(branch, from, to)
    },
    problems: () => [...(git.problems?.() ?? []), ...(api?.problems?.() ?? [])],
  }
}

const refusals: readonly ProblemCode[] = ['github-refused', 'push-refused']

/**
 * The way that a push goes. `auto` takes git for an author, whom GitHub would not vouch for, for a signature of our own, and for what goes with a
 * push alone; else the API.
 */
export function deliveryFor(
  { commits, options, refspecs }: Push,
  setting: CommitsBy,
  { hasToken, signs }: { readonly hasToken: boolean; readonly signs: boolean },
): 'api' | 'git' {
  if (setting !== 'auto') return setting
  const hasWishes = options !== undefined || refspecs !== undefined
  const hasAuthor = commits.some(({ author, signingKey }) => author !== undefined || signingKey !== undefined)
  return hasToken && !signs && !hasWishes && !hasAuthor ? 'api' : 'git'
}

function insist<T>(api: T | undefined): T {
  if (api !== undefined) return api
  throw problemError(
    'arguments-invalid',
    'commits is "api", which needs a token (GITHUB_TOKEN) and the repository (GITHUB_REPOSITORY).',
  )
}

function onlyByGit({ branch }: Push): Error {
  return problemError(
    'arguments-invalid',
    `commits is "api", by which no push options and no refspec can go, and ${branch} has some.`,
  )
}
