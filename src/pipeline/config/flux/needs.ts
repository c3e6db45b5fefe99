/** What an object cannot do without, and whether the file says it: patches and substitution may complete an object after it leaves the file. */
import type { Problem } from '../../../model/problem.ts'
import type { Path } from '../own/finding.ts'
import { quote } from '../own/wording.ts'
import type { RawObject } from './documents.ts'

/** A text that is needed, and where it belongs. */
export interface Need {
  readonly path: Path
  readonly value: string | undefined
}

/** Of each need that is missing or still holds a variable: `flux-object-incomplete`. */
export function findUnmet(raw: RawObject, needs: readonly Need[]): readonly Problem[] {
  return needs.flatMap(({ path, value }) => {
    if (value === undefined) return [missing(raw, path)]
    const variable = findVariable(value)
    return variable === undefined ? [] : [unfilled(raw, path, variable)]
  })
}

/** The same for texts that may be absent. */
export function findUnfilled(raw: RawObject, needs: readonly Need[]): readonly Problem[] {
  return findUnmet(
    raw,
    needs.filter(({ value }) => value !== undefined),
  )
}

/** A field that is not there and that Flux requires. */
export function missing(raw: RawObject, path: Path): Problem {
  const message = `${quote(path.join('.'))} of this ${raw.kind} is missing. Something else must complete the object, such as a patch of kustomize.`
  return incomplete(raw, path, message)
}

/** A field that holds a variable. */
export function unfilled(raw: RawObject, path: Path, variable: string): Problem {
  const message = `${quote(path.join('.'))} of this ${raw.kind} holds ${quote(variable)}, which something else fills in, such as Flux's \`postBuild\`.`
  return incomplete(raw, path, message)
}

/** A variable of Flux's substitution (`\${NAME}`, with a default or not), or the braces of a template. */
export function findVariable(text: string): string | undefined {
  return /\$\{.*?\}|\{\{.*?\}\}/s.exec(text)?.[0]
}

function incomplete(raw: RawObject, path: Path, message: string): Problem {
  return { code: 'flux-object-incomplete', level: 'warning', message, place: raw.placeAt(path) }
}
