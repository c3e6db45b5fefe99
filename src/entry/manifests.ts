/** Rendered manifests that a door is given. */
import { readFileSync } from 'node:fs'
import { problemError } from '../model/problem.ts'
import type { RunRequest } from '../model/request.ts'
import { readText } from './read-text.ts'

/** The text of the file, or of standard input for `-`; nothing where no file is named. Throws `files-failed`. */
export function givenManifests(directory: string, name = ''): Pick<RunRequest, 'manifests'> {
  if (name === '') return {}
  if (name !== '-') return { manifests: { file: name, text: readText(directory, name) } }
  try {
    return { manifests: { file: 'standard input', text: readFileSync(0, 'utf8') } }
  } catch (thrown) {
    throw problemError('files-failed', `Standard input cannot be read: ${String(thrown)}`)
  }
}
