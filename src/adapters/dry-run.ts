/** The same ports with writes that do nothing and give nothing back. Reads pass. */
import type { Ports } from '../ports.ts'

/** No commit, branch, request or file of the given ports changes. */
export function dryRun(ports: Ports): Ports {
  const nothing = () => Promise.resolve(undefined)
  return {
    ...ports,
    git: { ...ports.git, deliver: () => Promise.resolve([]) },
    forge: { ...ports.forge, open: nothing, update: nothing },
    worktree: { ...ports.worktree, write: nothing },
  }
}
