/** What a run learns of the pages of tags that a host gives. */

/** Changes while lists are read. */
export interface HostPages {
  /** How many tags to ask for at once: as many as it gave before, where it refused to give as many as usual. */
  most?: number
  /** The length up to which a page without a `Link` is known to be a whole list. */
  whole?: number
  /** The end of the last question whether there is more behind such a page. */
  turn?: Promise<void>
}

/** A page of tags that arrived. */
export interface ArrivedPage {
  readonly length: number
  /** How many were asked for. */
  readonly size: number
  readonly isLinked: boolean
}

/**
 * May there be more behind a page without a `Link`? It is as long as was asked for: then always, since some registries cut there
 * (Nexus in groups, crane). Or it has a length at which a registry might cut whatever is asked for; then until the host has shown that
 * it does not.
 */
export function mayBeCut({ length, size }: ArrivedPage, { whole = 0 }: HostPages): boolean {
  return length === size || (length % 50 === 0 && length > whole)
}

/** Whoever gives longer pages does not cut at this length, and whoever cuts there with a `Link` tells when it does. */
export function learnFrom({ length, isLinked }: ArrivedPage, pages: HostPages): void {
  noteWhole(isLinked ? length : length - 1, pages)
}

/** There was nothing behind a page of this length. */
export function noteWhole(length: number, pages: HostPages): void {
  pages.whole = Math.max(pages.whole ?? 0, length)
}

/** Does the work when those before it have ended, and learned something. */
export function inTurn<T>(pages: HostPages, work: () => Promise<T>): Promise<T> {
  const own = (pages.turn ?? Promise.resolve()).then(work)
  pages.turn = own.then(
    () => undefined,
    () => undefined,
  )
  return own
}
