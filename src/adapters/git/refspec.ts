/** Refspecs (git-push, "<refspec>": `[+]<source>:<destination>`), which people write for a clone that we do not have. */
import type { CommitId } from '../../model/history.ts'
import { problemError } from '../../model/problem.ts'

export interface Refspec {
  readonly isForced: boolean
  /** A branch by its name, or undefined for the one that was delivered. */
  readonly source: string | undefined
  /** In full. */
  readonly destination: string
}

/**
 * What a refspec means beside a delivery to a branch: that branch and `HEAD` are the commit delivered, a star stands for it, other sources are branches of
 * the remote. Throws `push-refused` for one that would delete something, or that does not speak of branches.
 */
export function parseRefspec(text: string, branch: string): Refspec {
  const [, plus, from = '', to = from] = /^(\+?)([^:]*)(?::(.+))?$/.exec(text.trim()) ?? []
  const star = findStar(from, branch)
  const source = star === undefined ? from : from.replace('*', () => star)
  const destination = star === undefined ? to : to.replace('*', () => star)
  const name = /^(?:refs\/heads\/)?(?!refs\/)([^\s~^:?*[\\]+)$/.exec(source)?.[1]
  const isSound = name !== undefined && /^[^\s~^:?*[\\]+$/.test(destination) && destination !== 'HEAD'
  if (!isSound) {
    throw problemError(
      'push-refused',
      `The refspec "${text}" of ${branch} cannot be pushed; write it as in refs/heads/${branch}:refs/for/main.`,
    )
  }
  return {
    isForced: plus === '+',
    source: name === 'HEAD' || name === branch ? undefined : name,
    destination: destination.startsWith('refs/') ? destination : `refs/heads/${destination}`,
  }
}

/** What the star of a pattern stands for when it is matched with the branch; undefined where there is none, or another branch is meant. */
function findStar(pattern: string, branch: string): string | undefined {
  const ref = `refs/heads/${branch}`
  const [before, after, ...more] = pattern.split('*')
  if (before === undefined || after === undefined || more.length > 0) return undefined
  const isMatch = ref.length >= before.length + after.length && ref.startsWith(before) && ref.endsWith(after)
  return isMatch ? ref.slice(before.length, ref.length - after.length) : undefined
}

/** As `git push` takes it: a commit by its id, so that no name of the checkout can be meant. */
export function formatRefspec({ isForced, destination }: Refspec, commit: CommitId): string {
  return `${isForced ? '+' : ''}${commit}:${destination}`
}
