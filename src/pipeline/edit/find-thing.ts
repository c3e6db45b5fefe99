/** The one thing that a person means by a kind and a name. */
import { problemError } from '../../model/problem.ts'
import { hint, listed, quote } from '../config/form.ts'
import { type ThingKind, thingWords } from '../../model/named-thing.ts'
import type { Written } from '../config/whereabouts.ts'

/** What a person says of a thing. */
export interface Named {
  readonly kind: ThingKind
  readonly name: string
  /** The root of one of Flux's objects, where several have one of that name. */
  readonly root?: string
}

/** Throws `arguments-invalid` where there is none, or several. */
export function findThing(things: readonly Written[], { kind, name, root }: Named): Written {
  const ofKind = things.filter((thing) => thing.kind === kind)
  const inRoot = root === undefined ? ofKind : ofKind.filter((thing) => rootsOf(thing).includes(root))
  if (root !== undefined && inRoot.length === 0) throw noRoot(ofKind, root)
  const meant = inRoot.filter(({ words }) => words.includes(name))
  // What is named in full is meant, whatever else ends like it.
  const exact = meant.filter((thing) => thing.name === name)
  const [found, ...others] = exact.length === 1 ? exact : meant
  if (found === undefined) throw none(inRoot, { kind, name })
  if (others.length > 0) throw several([found, ...others], { kind, name })
  return found
}

function rootsOf({ spot }: Written): readonly string[] {
  return spot.kind === 'flux' ? spot.roots : []
}

function noRoot(things: readonly Written[], root: string): Error {
  const known = [...new Set(things.flatMap(rootsOf))]
  return wrong(`There is no root ${quote(root)} with such a thing${hint(root, known)}`)
}

function none(things: readonly Written[], { kind, name }: Named): Error {
  const known = things.map((thing) => thing.name)
  return wrong(
    `No file of the repository says what the ${thingWords[kind]} ${quote(name)} is, so there is nothing to edit${hint(name, [...new Set(known)])}`,
  )
}

function several(things: readonly Written[], { kind, name }: Named): Error {
  const roots = [...new Set(things.flatMap(rootsOf))]
  const places = things.map(({ place: { file, line = 1 } }) => `${file}:${line}`)
  const words = things.map(({ words }) =>
    words.find((word) => things.every((other) => other.words === words || !other.words.includes(word))),
  )
  const inRoots = things.every((thing) => rootsOf(thing).length > 0) && roots.length >= things.length
  const advice =
    inRoots || words.some((word) => word === undefined)
      ? `name the root with --root: ${listed(roots.map(whole), 'or')}`
      : `say which: ${listed(
          words.flatMap((word) => (word === undefined ? [] : [whole(word)])),
          'or',
        )}`
  return wrong(
    `The ${thingWords[kind]} ${quote(name)} is one of ${things.length}, at ${listed(places, 'and')}; ${advice}`,
  )
}

/** Not cut, since it is to be typed. */
function whole(word: string): string {
  return `\`${word}\``
}

function wrong(message: string): Error {
  return problemError('arguments-invalid', message)
}
