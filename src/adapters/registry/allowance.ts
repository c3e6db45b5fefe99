/** How many more requests a registry says that it will answer. */

/**
 * What is left, or undefined where the answer does not say. Docker Hub sends `ratelimit-remaining: 37;w=21600` (Docker's
 * documentation, "Pull usage and limits"), others the number alone, or under the older name with `x-`.
 */
export function readRemaining(headers: Headers): number | undefined {
  const text = headers.get('ratelimit-remaining') ?? headers.get('x-ratelimit-remaining') ?? ''
  const digits = /^\s*(\d{1,9})\s*(?:[;,]|$)/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
