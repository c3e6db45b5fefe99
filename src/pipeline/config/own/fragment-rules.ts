/** What a fragment may not have, and rules on what it has. */
import { visibleNames, type Draft } from './draft.ts'
import { isMap, wrongKey, type Finding, type Path, type Tree } from './finding.ts'
import { imageRules } from './image-rules.ts'
import { policyRules } from './policy-rules.ts'
import { hint, quote } from './wording.ts'
import { environmentForm, written } from './written.ts'

/** Refuses each known key that is the configuration's alone. */
export function findNotForFragments(tree: Tree, main: string): readonly Finding[] {
  const refuse = (path: Path): Finding =>
    wrongKey(
      path,
      `${quote(String(path.at(-1)))} is not for a fragment, which has images and policies only; ${main} may set it`,
      'fragment-refused',
    )
  const environments = isMap(tree) && isMap(tree['environments']) ? Object.entries(tree['environments']) : []
  return [
    ...keysOutside(tree, [], topKeys),
    ...environments.flatMap(([name, below]) => keysOutside(below, ['environments', name], environmentKeys)),
  ].map(refuse)
}

interface Keys {
  readonly known: readonly string[]
  readonly own: readonly string[]
}

const topKeys: Keys = {
  known: Object.keys(written.shape),
  own: ['version', 'images', 'policies', 'environments'],
}

const environmentKeys: Keys = { known: Object.keys(environmentForm.shape), own: ['policies'] }

function keysOutside(tree: Tree, path: Path, { known, own }: Keys): readonly Path[] {
  if (!isMap(tree)) return []
  return Object.keys(tree)
    .filter((key) => known.includes(key) && !own.includes(key))
    .map((key) => [...path, key])
}

/** What the rules object to in a fragment. */
export function findBrokenInFragment(fragment: Draft): readonly Finding[] {
  return [environmentsAreKnown, ...imageRules, ...policyRules].flatMap((rule) => rule(fragment))
}

function environmentsAreKnown({ environments, main }: Draft): readonly Finding[] {
  const known = main && visibleNames(main, 'environments')
  if (known === undefined) return []
  return [...environments.keys()]
    .filter((name) => !known.includes(name))
    .map((name) =>
      wrongKey(
        ['environments', name],
        `there is no environment ${quote(name)} in the configuration${hint(name, known)}`,
      ),
    )
}
