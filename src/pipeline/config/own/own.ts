/** Reads our own configuration file, `.github/image-bump.yaml`. */
import type { Config } from '../../../model/environment.ts'
import type { Problem } from '../../../model/problem.ts'
import { draftOf } from './draft.ts'
import { findMismatches } from './mismatch.ts'
import { findNotYet } from './not-yet.ts'
import { resolve } from './resolve.ts'
import { findBroken } from './rules.ts'
import { readYaml, type YamlText } from './yaml-text.ts'

/** What came of a file. */
export interface OwnReading {
  /** Undefined when a problem is an error. */
  readonly config?: Config
  /** In no particular order. */
  readonly problems: readonly Problem[]
}

/** The configuration that the text stands for, or why it stands for none; `branch` is the one of environments that name none. */
export function readOwn(source: YamlText, { branch }: { readonly branch: string }): OwnReading {
  const { grown, problems: unread } = readYaml(source)
  if (grown === undefined) return { problems: unread }
  const { tree, placeAt } = grown
  const mismatches = findMismatches(tree)
  const refused = findNotYet(tree)
  const draft = draftOf(tree, mismatches, refused)
  const findings = [...mismatches, ...refused, ...findBroken(draft, branch)]
  const problems = findings.map(({ path, at, ...rest }): Problem => ({ ...rest, place: placeAt(path, at) }))
  const all = [...unread, ...problems]
  if (all.some(({ level }) => level === 'error')) return { problems: all }
  return { config: resolve(draft, { branch, placeAt }), problems: all }
}
