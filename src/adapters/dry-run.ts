/** The same ports with writes that do nothing and give nothing back. Reads pass. */
import type { Forge, Git, Ports } from '../ports.ts'

/** No commit, branch, request or file of the given ports changes. */
export function dryRun(ports: Ports): Ports {
  return {
    ...ports,
    git: { ...ports.git, ...idleGit },
    forge: { ...ports.forge, ...idleForge },
    worktree: { ...ports.worktree, write: nothing },
  }
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined)
}

const idleGit: Pick<Git, 'deliver' | 'remove' | 'writeLedger' | 'follow'> = {
  deliver: () => Promise.resolve([]),
  remove: nothing,
  writeLedger: nothing,
  follow: () => Promise.resolve(false),
}

const idleForge: Pick<
  Forge,
  'open' | 'update' | 'furnish' | 'comment' | 'editComment' | 'close' | 'arm' | 'disarm' | 'setStatus'
> = {
  open: nothing,
  update: nothing,
  furnish: () => Promise.resolve([]),
  comment: nothing,
  editComment: nothing,
  close: nothing,
  arm: () => Promise.resolve('armed'),
  disarm: nothing,
  setStatus: nothing,
}
