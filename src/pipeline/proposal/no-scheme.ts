/** A tag that no policy would choose well by. */

export interface NoScheme {
  readonly kind: 'none'
  /** To be read behind the tag, as in `moves without a commit`. */
  readonly why: string
}

export function none(why: string): NoScheme {
  return { kind: 'none', why }
}
