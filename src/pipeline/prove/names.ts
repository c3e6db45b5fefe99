/** Which statuses and checks a source's glob means. */
import picomatch from 'picomatch'
import { isGateContext } from '../../model/commit-status.ts'

/**
 * A star stands for slashes too: Flux's notification-controller says `kustomization/apps/0c9c2e41`, with the beginning of its provider's uid, and
 * `kustomization/*` shall mean that. What we say ourselves proves nothing.
 */
export function namedBy(...globs: readonly string[]): (name: string) => boolean {
  const isMatch = picomatch([...globs], { dot: true, bash: true })
  return (name) => !isGateContext(name) && isMatch(name)
}
