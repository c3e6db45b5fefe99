/** Which real programs can render on this machine. */
import { spawnSync } from 'node:child_process'

/** Is the program on the path, with its own way to build? */
export function isThere(program: 'kustomize' | 'kubectl'): boolean {
  const asked = program === 'kustomize' ? ['version'] : ['kustomize', '--help']
  return spawnSync(program, asked).status === 0
}
