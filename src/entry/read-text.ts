/** Files that are named on the command line. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { problemError } from '../model/problem.ts'

/** The text of a file, without a byte order mark; throws `files-failed` with the path as it was written. */
export function readText(directory: string, file: string): string {
  try {
    return new TextDecoder().decode(readFileSync(resolve(directory, file)))
  } catch (thrown) {
    throw problemError('files-failed', `${file} cannot be read: ${String(thrown)}`, { file })
  }
}
