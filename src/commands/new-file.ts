/** Files that are to be. */
import type { RewrittenFile } from '../model/plan.ts'

/** Beside a file that was empty. */
export function newFile(path: string, text: string): RewrittenFile {
  const empty = { path, mode: '100644', bytes: new Uint8Array() }
  return { before: empty, after: { ...empty, bytes: new TextEncoder().encode(text) } }
}
