/** The same ports, and somebody who is told what a run is at by what it asks of them. */
import type { Ports, Registry } from '../ports.ts'

/** What a run is at. */
export type Phase = 'read' | 'list' | 'look' | 'deliver'

/** Told as it happens; must not throw. A phase may be told again. */
export interface Watcher {
  begin(phase: Phase): void
  /** Tags of an image of this registry are asked for. */
  asked(registry: string): void
  /** They came, or did not. */
  answered(registry: string): void
}

/** A run asks for all of its listings at once, so how many there are is known before the first one comes. */
export function watch(ports: Ports, watcher: Watcher): Ports {
  const { git, forge, worktree, registry } = ports
  const at = <Result>(phase: Phase, work: () => Result): Result => {
    watcher.begin(phase)
    return work()
  }
  return {
    ...ports,
    git: {
      ...git,
      heads: (branches) => at('read', () => git.heads(branches)),
      lineage: (question) => at('look', () => git.lineage(question)),
      bumpBranches: (heads, addresses) => at('look', () => git.bumpBranches(heads, addresses)),
      deliver: (push) => at('deliver', () => git.deliver(push)),
    },
    worktree: { ...worktree, read: (wanted) => at('read', () => worktree.read(wanted)) },
    forge: {
      ...forge,
      find: (heads) => at('look', () => forge.find(heads)),
      open: (request) => at('deliver', () => forge.open(request)),
      update: (number, text) => at('deliver', () => forge.update(number, text)),
    },
    registry: {
      ...registry,
      listTags: watchedListings(registry, watcher),
      resolveDigest: (name, tag, access) => at('look', () => registry.resolveDigest(name, tag, access)),
    },
  }
}

function watchedListings(registry: Registry, watcher: Watcher): Registry['listTags'] {
  return async (name, access) => {
    watcher.begin('list')
    watcher.asked(name.registry)
    try {
      return await registry.listTags(name, access)
    } finally {
      watcher.answered(name.registry)
    }
  }
}
