/** As much of the file as could be read, so that rules can say all that is wrong at once, and nothing that only follows from it. */
import type { Author } from '../../../model/environment.ts'
import { findAt, isMap, type Finding, type Path, type Tree } from './finding.ts'
import type { PlaceAt } from './yaml-text.ts'
import {
  writtenParts,
  type WrittenEnvironment,
  type WrittenImage,
  type WrittenPolicy,
  type WrittenRoot,
} from './written.ts'

/** The part of a file that rules can look at, and what is known of the rest. */
export interface Draft {
  readonly file: string
  readonly placeAt: PlaceAt
  /** Of a fragment: the folder below which it acts, and the configuration that includes it. */
  readonly folder?: string
  readonly main?: Draft
  /** Of the configuration: its fragments, as far as they are right. */
  readonly fragments: readonly Draft[]
  /** Folders whose fragments are not right, so that nothing is known of what they have. */
  readonly lost: readonly string[]
  /** What is left once everything refused or wrong is cut out. */
  readonly images: ReadonlyMap<string, WrittenImage>
  readonly policies: ReadonlyMap<string, WrittenPolicy>
  readonly environments: ReadonlyMap<string, WrittenEnvironment>
  readonly author?: Author
  /** The template of commit messages. */
  readonly message?: string
  /** Patterns of files that are fragments. */
  readonly include: readonly string[]
  /** The roots of Flux's objects. */
  readonly flux: readonly WrittenRoot[]
  /** Every name that was written, also where the entry could not be read; undefined where no names could be read. */
  readonly names: Readonly<Record<Section, readonly string[] | undefined>>
  /** What was cut out. */
  readonly cut: readonly Path[]
}

/** What one rule objects to in a draft; `branch` is the one of environments that name none. */
export type Rule = (draft: Draft, branch: string) => readonly Finding[]

/** A rule that holds in a fragment too, whatever the branches are. */
export type CommonRule = (draft: Draft) => readonly Finding[]

type Section = 'images' | 'policies' | 'environments'

/** Was nothing cut out at the path, above it or below it? If something was, rules must not conclude from what is missing. */
export function isWhole({ cut }: Draft, path: Path): boolean {
  return !cut.some((gone) => leadsTo(gone, path) || leadsTo(path, gone))
}

/** The names that the file may use: its own, and for a fragment those of the configuration; undefined where some could not be read. */
export function visibleNames({ names, main }: Draft, section: Section): readonly string[] | undefined {
  const [own, above] = [names[section], main === undefined ? [] : visibleNames(main, section)]
  return own === undefined || above === undefined ? undefined : [...own, ...above]
}

/** A file as it was read, and what is wrong in it by itself. */
export interface Roughly {
  readonly file: string
  readonly tree: Tree
  readonly placeAt: Draft['placeAt']
  readonly mismatches: readonly Finding[]
  readonly refused: readonly Finding[]
}

/** Cuts out the keys that are refused or unknown, and with a wrong value the smallest part that can be missing. */
export function draftOf({ file, tree, placeAt, mismatches, refused }: Roughly): Draft {
  const telling = mismatches.filter(({ path }) => !refused.some((key) => leadsTo(key.path, path)))
  const cut = [...refused.map(({ path }) => path), ...telling.map((finding) => cutFor(finding, tree))]
  const rest = prune(tree, new Set(cut.map((path) => JSON.stringify(path))), [])
  const sections = isMap(rest)
    ? Object.entries(rest).filter(([key]) => Object.hasOwn(writtenParts.shape, key))
    : []
  const {
    images,
    policies,
    environments,
    commit,
    flux = [],
    include = [],
  } = writtenParts.parse(Object.fromEntries(sections))
  return {
    file,
    placeAt,
    fragments: [],
    lost: [],
    images: new Map(Object.entries(images ?? {})),
    policies: new Map(Object.entries(policies ?? {})),
    environments: new Map(Object.entries(environments ?? {})),
    ...(commit?.author && { author: commit.author }),
    ...(commit?.message !== undefined && { message: commit.message }),
    flux,
    include,
    cut,
    names: {
      images: namesIn(tree, 'images'),
      policies: namesIn(tree, 'policies'),
      environments: namesIn(tree, 'environments'),
    },
  }
}

/** A key that is wrong in itself can go alone. Of an environment each key can be missing, and each of its policies; images and policies go whole, and so do all roots. */
function cutFor({ path, at }: Finding, tree: Tree): Path {
  const [section, , key] = path
  if (section === 'flux' || section === 'include') return [section]
  if (at === 'key' && findAt(tree, path) !== undefined) return path
  if (section !== 'environments') return path.slice(0, 2)
  return path.slice(0, key === 'policies' ? 4 : 3)
}

/** Is the one path the other, or above it? */
export function leadsTo(above: Path, path: Path): boolean {
  return above.length <= path.length && above.every((step, depth) => step === path[depth])
}

function prune(tree: Tree, cut: ReadonlySet<string>, path: Path): Tree {
  if (!isMap(tree)) return tree
  const kept = Object.entries(tree).filter(([key]) => !cut.has(JSON.stringify([...path, key])))
  return Object.fromEntries(kept.map(([key, below]) => [key, prune(below, cut, [...path, key])]))
}

function namesIn(tree: Tree, section: Section): readonly string[] | undefined {
  if (!isMap(tree)) return undefined
  const entries = findAt(tree, [section])
  if (entries === undefined) return []
  return isMap(entries) ? Object.keys(entries) : undefined
}
