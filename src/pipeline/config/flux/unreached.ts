/** Flux's objects for images that no root takes in. */
import type { Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { Library } from './library.ts'
import type { Reach } from './reach.ts'
import { readRendered, type RenderedRoot } from './rendered.ts'
import type { Root } from './roots.ts'

/** One note, however many files. */
export function findUnreached(
  library: Library,
  reaches: readonly { readonly root: Root; readonly reach: Reach }[],
  rendered: readonly RenderedRoot[],
): readonly Problem[] {
  const reached = reaches.flatMap(({ root, reach }) => [
    ...(filesBuilt(
      rendered.find(({ name }) => name === root.name),
      library,
    ) ?? reach.files),
    ...reach.patchFiles,
  ])
  const known = new Set(reached)
  const outside = library.imageFiles.filter((file) => !known.has(file))
  const [first] = outside
  if (first === undefined) return []
  const others = outside.length === 1 ? '' : ` and ${outside.length - 1} more`
  const message = `Flux's objects for images stand in ${quote(first)}${others}, where no root leads.`
  return [{ code: 'flux-object-unreached', level: 'note', message, place: { file: first } }]
}

/** What a build does not take in is in no cluster; where one failed, nobody knows. */
function filesBuilt(built: RenderedRoot | undefined, library: Library): readonly string[] | undefined {
  if (built === undefined || built.problems.some(({ level }) => level === 'error')) return undefined
  return readRendered(built.manifests, library).objects.map(({ placeAt }) => placeAt([]).file)
}
