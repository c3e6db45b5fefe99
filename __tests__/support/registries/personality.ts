/** How one kind of registry differs from the letter of the specification, as data; listing.ts and door.ts act on it. */

export interface Personality {
  /** As people call it. */
  readonly name: string
  readonly order: 'bytes' | 'as pushed' | 'none'
  readonly size: PageSize
  /**
   * The `Link` header to the next page; none where the registry sends none. `{path}`, `{n}` and `{place}` stand for the repository,
   * the size and the place where the next page begins, `{asked}` for where this one began, `{origin}` for scheme and host.
   */
  readonly link?: string
  /** What such a place is; the name of the last tag unless told otherwise. */
  readonly place?: 'offset' | 'opaque'
  /** What a place gets that is not there any more, or is the end; what sorts behind it unless told otherwise. */
  readonly lost?: 'not found' | 'begins again'
  /** Does every full page link to another, so that the last is empty, with `null` for its tags? */
  readonly endsEmpty?: boolean
  readonly contentType?: string
  /** More keys of the answer. */
  readonly extra?: (tags: readonly string[]) => object
  readonly door: Door
  /** The part of a path that a redirect puts in: `{path}` is asked, and this is where it lies. */
  readonly liesUnder?: string
}

export type PageSize =
  /** All at once, whatever `n` and `last` say. */
  | { readonly kind: 'ignored' }
  /** `n`, but no more than this. */
  | { readonly kind: 'clamped'; readonly most: number }
  /** `n`, and more than this is refused. */
  | {
      readonly kind: 'refused'
      readonly above: number
      readonly status: number
      readonly code: string
      readonly message: string
    }

/** What a registry wants to see. */
export type Door =
  | { readonly kind: 'open' }
  /** In the challenge `{realm}` is the token service and `{path}` the repository. */
  | {
      readonly kind: 'token'
      readonly challenge: string
      /** What a token must cover; the pull scope of the repository unless told otherwise. */
      readonly scope?: string
      /** Who may have one; everybody unless told otherwise. */
      readonly for?: 'login'
      /** Does only the front door say what is wanted? */
      readonly isSilent?: boolean
      /** Is a request that came with any login asked for Basic instead? */
      readonly isTrap?: boolean
      readonly answer?: 'token' | 'access_token'
    }
  | { readonly kind: 'basic'; readonly challenge: string }

/** The one login that all of them know. */
export const ada = { username: 'ada', password: 'open sesame' } as const
