/** Reads fragments: files that `include` names, with images and policies for what is below their own folders. */
import type { Problem } from '../../../model/problem.ts'
import { draftOf, leadsTo, type Draft } from './draft.ts'
import type { Finding } from './finding.ts'
import { findBrokenInFragment, findNotForFragments } from './fragment-rules.ts'
import { findMismatches } from './mismatch.ts'
import { readYaml, type YamlText } from './yaml-text.ts'

/** What came of a fragment. */
export interface Fragment {
  readonly file: string
  /** Below which it acts; undefined for a file in the root of the repository, which is no folder of its own. */
  readonly folder: string | undefined
  /** Undefined when a problem is an error. */
  readonly draft?: Draft
  readonly problems: readonly Problem[]
}

/** Fragments in the order of their paths. Two in one folder are both wrong: neither would know of the other's names. */
export function readFragments(files: readonly YamlText[], main: Draft): readonly Fragment[] {
  const sorted = files.toSorted((a, b) => (a.file < b.file ? -1 : 1))
  return sorted.map((source): Fragment => {
    const folder = folderOf(source.file)
    if (folder === undefined)
      return misplaced(source, 'stands in no folder; wanted a fragment in the folder whose files it is for')
    const twin = sorted.find(({ file }) => file !== source.file && folderOf(file) === folder)
    if (twin !== undefined)
      return misplaced(source, `stands in one folder with ${twin.file}; wanted one of them`)
    const { problems, draft } = readFragment(source, folder, main)
    return { file: source.file, folder, problems, ...(draft && { draft }) }
  })
}

/** Says what an error in a fragment costs. */
export function leftOut({ file, folder, draft }: Fragment): readonly Problem[] {
  if (draft !== undefined || folder === undefined) return []
  const message = `${file} is not right, so nothing below ${folder} is looked at; the rest goes on.`
  return [{ code: 'fragment-left-out', level: 'warning', message, place: { file } }]
}

function folderOf(file: string): string | undefined {
  const slash = file.lastIndexOf('/')
  return slash < 0 ? undefined : file.slice(0, slash)
}

function misplaced({ file }: YamlText, why: string): Fragment {
  const message = `the fragment ${file} ${why}`
  const problem: Problem = { code: 'config-invalid', level: 'error', message, place: { file } }
  return { file, folder: folderOf(file), problems: [problem] }
}

function readFragment(
  source: YamlText,
  folder: string,
  main: Draft,
): { readonly draft?: Draft; readonly problems: readonly Problem[] } {
  const { grown, problems: unread } = readYaml(source)
  if (grown === undefined) return { problems: unread }
  const { tree, placeAt } = grown
  const refused = findNotForFragments(tree, main.file)
  // What stands below a key that is not for fragments is of no interest.
  const own = ({ path }: Finding) => !refused.some((key) => leadsTo(key.path, path))
  const mismatches = findMismatches(tree).filter(own)
  const draft = { ...draftOf({ file: source.file, tree, placeAt, mismatches, refused }), folder, main }
  const findings = [...mismatches, ...refused, ...findBrokenInFragment(draft)]
  const problems = [
    ...unread,
    ...findings.map(({ path, at, ...rest }): Problem => ({ ...rest, place: placeAt(path, at) })),
  ]
  return problems.some(({ level }) => level === 'error') ? { problems } : { draft, problems }
}
