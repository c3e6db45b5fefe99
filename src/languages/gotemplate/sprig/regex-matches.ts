/** All matches of a pattern with their places, as Go's package regexp walks a text. */
import { RE2JS } from 're2js'
import type { Match, Regex } from '../../regex/regex.ts'

export interface Found {
  /** In UTF-16 units. */
  readonly start: number
  readonly end: number
  readonly groups: Match
}

/** From left to right. An empty match right behind another one is none. */
export function* matchesIn({ pattern, names }: Regex, text: string): Generator<Found> {
  const matcher = RE2JS.compile(pattern).matcher(text)
  let last = -1
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()]
    if (start === end && start === last) continue
    last = end
    yield { start, end, groups: names.map((_, index) => matcher.group(index) ?? undefined) }
  }
}
