/** Patches of kustomize: which objects they change. What they change in them is for kustomize to say. */
import { z } from 'zod'
import { parseRegex } from '../../../languages/regex/regex.ts'
import { readDocuments, type RawObject } from './documents.ts'
import { folderOf, resolvePath } from './paths.ts'

/** A patch as far as it was written in one place: for whom, or the patch itself, or the file with it. */
export interface PatchSource {
  readonly target?: Target
  readonly objects: readonly Target[]
  readonly file?: string
}

/** Kind and name, each a pattern for the whole word; absent ones fit all. */
export interface Target {
  readonly kind?: string
  readonly name?: string
}

const text = z.string().optional().catch(undefined)
const target = z.object({ kind: text, name: text }).optional().catch(undefined)
const patchForm = z.object({ path: text, patch: text, target }).catch({})
const list = <Item extends z.ZodType>(item: Item) => z.array(item).optional().catch(undefined)

/** The fields of a kustomization, and of Flux's Kustomization, that hold patches. */
export const writtenPatches = {
  patches: list(patchForm),
  patchesJson6902: list(patchForm),
  /** Files, texts, and in Flux's Kustomization objects. */
  patchesStrategicMerge: list(z.unknown()),
}

interface WrittenPatches {
  readonly patches?: readonly z.output<typeof patchForm>[] | undefined
  readonly patchesJson6902?: readonly z.output<typeof patchForm>[] | undefined
  readonly patchesStrategicMerge?: readonly unknown[] | undefined
}

/** All patches of a builder that stands in this file. */
export function patchSources(
  { patches = [], patchesJson6902 = [], patchesStrategicMerge = [] }: WrittenPatches,
  file: string,
): readonly PatchSource[] {
  return [
    ...[...patches, ...patchesJson6902].map((each) => sourceOf(each, file)),
    ...patchesStrategicMerge.map((each): PatchSource => {
      if (typeof each !== 'string') return { objects: [identityOf(each)] }
      return each.includes('\n') ? sourceOf({ patch: each }, file) : sourceOf({ path: each }, file)
    }),
  ]
}

function sourceOf({ path, patch, target }: z.output<typeof patchForm>, file: string): PatchSource {
  const found = path === undefined ? undefined : resolvePath(folderOf(file), path)
  return {
    ...(target && { target: exactTarget(target) }),
    objects: patch === undefined ? [] : objectsIn(patch, file),
    ...(found !== undefined && { file: found }),
  }
}

function exactTarget({
  kind,
  name,
}: {
  readonly kind?: string | undefined
  readonly name?: string | undefined
}): Target {
  return { ...(kind !== undefined && { kind }), ...(name !== undefined && { name }) }
}

function objectsIn(text: string, file: string): readonly Target[] {
  const bytes = new TextEncoder().encode(text)
  return readDocuments({ path: file, bytes }, () => true).objects.map(({ tree }) => identityOf(tree))
}

function identityOf(tree: unknown): Target {
  const read = z
    .object({ kind: text, metadata: z.object({ name: text }).optional().catch(undefined) })
    .safeParse(tree)
  return exactTarget({ kind: read.data?.kind, name: read.data?.metadata?.name })
}

/** Does the patch change an object of this kind and name? `objectsOf` reads the file that a patch names. */
export function isPatched(
  { kind, name }: Target,
  { target, objects, file }: PatchSource,
  objectsOf: (file: string) => readonly RawObject[],
): boolean {
  if (target !== undefined) return fits(kind, target.kind) && fits(name, target.name)
  const inFile = file === undefined ? [] : objectsOf(file).map(({ tree }) => identityOf(tree))
  return [...objects, ...inFile].some((each) => each.kind === kind && each.name === name)
}

/** kustomize anchors the patterns of a target (api/types/selector.go). */
function fits(word: string | undefined, pattern: string | undefined): boolean {
  if (pattern === undefined || pattern === '' || word === undefined || word === pattern) return true
  const regex = parseRegex(`^(?:${pattern})$`)
  return regex.kind === 'regex' && regex.isMatch(word)
}
