/** Addresses of source code, and of what changed in it. */
import type { Changed } from './changed.ts'
import type { Source } from './source.ts'

export function addressOf(source: Source): string {
  return source.kind === 'page' ? source.url : `${source.server}/${source.name}`
}

/** The comparison of two commits, or the one commit that is known; undefined where none is. */
export function changesAddress({ source, revision, between }: Changed): string | undefined {
  if (source.kind === 'page' || revision === undefined) return undefined
  const [from, to] = between ?? []
  const isStep = from !== undefined && to !== undefined && from !== to
  return `${addressOf(source)}/${isStep ? `compare/${from}...${to}` : `commit/${from ?? revision}`}`
}
