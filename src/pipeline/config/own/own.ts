/** Reads our own configuration file, `.github/image-bump.yaml`, and the fragments that it includes. */
import type { Config } from '../../../model/environment.ts'
import type { Problem } from '../../../model/problem.ts'
import { draftOf, type Draft } from './draft.ts'
import type { Finding } from './finding.ts'
import { findFootguns } from './footgun-rules.ts'
import { leftOut, readFragments, type Fragment } from './fragments.ts'
import { findIncludeFaults } from './include.ts'
import { findMismatches } from './mismatch.ts'
import { resolve } from './resolve.ts'
import { type OwnRoot, resolveRoot } from './resolve-root.ts'
import { findBroken } from './rules.ts'
import { readYaml, type YamlText } from './yaml-text.ts'

/** What came of a file and its fragments. */
export interface OwnReading {
  /** Undefined when a problem of the file itself is an error. A fragment with an error costs its own folder only. */
  readonly config?: Config
  /** The roots of Flux's objects that it names. */
  readonly roots?: readonly OwnRoot[]
  /** Where all of it is written; there where `config` is. */
  readonly draft?: Draft
  /** In no particular order. */
  readonly problems: readonly Problem[]
}

/** What is known besides the text. */
export interface Around {
  /** Of environments that name none. */
  readonly branch: string
  /** The files that `include` names; undefined where nobody looked for them. */
  readonly fragments?: readonly YamlText[]
}

/** The configuration that the text stands for, or why it stands for none. */
export function readOwn(source: YamlText, { branch, fragments: files }: Around): OwnReading {
  const { grown, problems: unread } = readYaml(source)
  if (grown === undefined) return { problems: unread }
  const { tree, placeAt } = grown
  const mismatches = findMismatches(tree)
  const alone = draftOf({ file: source.file, tree, placeAt, mismatches, refused: [] })
  const read = readFragments(files ?? [], alone)
  const footguns = findFootguns({ ...alone, fragments: read.flatMap(({ draft }) => draft ?? []) })
  const fragments = read.map((fragment) => withFootguns(fragment, footguns))
  const draft = withFragments(alone, fragments)
  const paths = files?.map(({ file }) => file)
  const findings = [
    ...mismatches,
    ...findIncludeFaults(tree, paths),
    ...findBroken(draft, branch),
    ...footguns.filter(({ writer }) => writer.main === undefined),
  ]
  const own = [...unread, ...findings.map((finding) => placed(finding, draft))]
  const problems = [...own, ...fragments.flatMap((fragment) => [...fragment.problems, ...leftOut(fragment)])]
  if (own.some(({ level }) => level === 'error')) return { problems }
  const roots = draft.flux.map((root, index) =>
    resolveRoot(root, (path, at) => placeAt(['flux', index, ...path], at)),
  )
  return { config: resolve(draft, branch), roots, draft, problems }
}

function withFootguns(fragment: Fragment, footguns: ReturnType<typeof findFootguns>): Fragment {
  const { draft, problems } = fragment
  if (draft === undefined) return fragment
  const own = footguns.filter(({ writer }) => writer === draft).map((finding) => placed(finding, draft))
  return own.length === 0
    ? fragment
    : { file: fragment.file, folder: fragment.folder, problems: [...problems, ...own] }
}

function withFragments(alone: Draft, fragments: readonly Fragment[]): Draft {
  return {
    ...alone,
    fragments: fragments.flatMap(({ draft }) => draft ?? []),
    lost: fragments.flatMap(({ draft, folder }) => (draft === undefined ? (folder ?? []) : [])),
  }
}

function placed({ path, at, within, code, level, message }: Finding, { placeAt }: Draft): Problem {
  return { code, level, message, place: placeAt(path, at, within) }
}
