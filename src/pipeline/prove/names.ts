/** Which statuses and checks a source's glob means. */
import { globOf } from '../../languages/glob/glob.ts'
import { isGateContext } from '../../model/commit-status.ts'

/**
 * A star stands for slashes too: Flux's notification-controller says `kustomization/apps/0c9c2e41`, with the beginning of its provider's uid, and
 * `kustomization/*` shall mean that. What we say ourselves proves nothing.
 */
export function namedBy(...globs: readonly string[]): (name: string) => boolean {
  const fits = globs.map((glob) => globOf(glob, { bash: true }))
  return (name) => !isGateContext(name) && fits.some((each) => each(name))
}
