/** A registry that is asked for nothing but the images of a configuration, and by no other way than that configuration knows. */
import type { Config } from '../../model/environment.ts'
import { type RegistryAccess, accessKey } from '../../model/policy.ts'
import { type Level, type Problem, ProblemError, problemsOf } from '../../model/problem.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
import type { Registry } from '../../ports.ts'

/** By the canonical name of an image, the ways to it. */
export type KnownImages = ReadonlyMap<string, readonly Way[]>

/** An image as it is written, with what files say of the way to its registry. */
export interface Way {
  readonly name: ImageName
  readonly access?: RegistryAccess
}

/** Those that policies look at, whether a marker names them or not; a way that names something goes before one that does not. */
export function imagesOf({ environments }: Config): KnownImages {
  const known = new Map<string, Way[]>()
  for (const { repository } of environments.flatMap(({ policies }) => policies)) {
    const { name, access } = repository
    const canonical = formatImageName(name)
    const ways = known.get(canonical) ?? []
    if (!ways.some((way) => accessKey(way.access) === accessKey(access)))
      ways.push({ name, ...(access && { access }) })
    known.set(canonical, ways)
  }
  return new Map(
    [...known].map(([name, ways]) => [name, ways.toSorted((one, other) => rank(one) - rank(other))]),
  )
}

function rank({ access }: Way): number {
  return access === undefined ? 1 : 0
}

/**
 * Nothing that somebody proposes decides whom we ask, or with which login. `where` tells people where the known ones are written. What a registry refuses says
 * nothing of a proposal, so it is a warning at most.
 */
export function onlyKnown(registry: Registry, known: KnownImages, where: string): Registry {
  const notices = new Map<string, Problem>()
  const ask = async <T>(asked: Way, question: (way: Way) => Promise<T>): Promise<T> => {
    const ways = known.get(formatImageName(asked.name))
    if (ways === undefined) throw new ProblemError([imageAdded(asked.name, where)])
    const own = ways.filter(({ access }) => accessKey(access) === accessKey(asked.access))
    if (own.length === 0) notices.set(formatImageName(asked.name), accessOfBase(asked.name, where))
    return firstOf(own.length > 0 ? own : ways, question)
  }
  const wayTo = (name: ImageName, access: RegistryAccess | undefined): Way => ({
    name,
    ...(access && { access }),
  })
  return {
    listTags: (image, way) => ask(wayTo(image, way), ({ name, access }) => registry.listTags(name, access)),
    resolveDigest: (image, tag, way) =>
      ask(wayTo(image, way), ({ name, access }) => registry.resolveDigest(name, tag, access)),
    inspect: (image, reference, way) =>
      ask(wayTo(image, way), ({ name, access }) => registry.inspect(name, reference, access)),
    examine: (image, way) => ask(wayTo(image, way), ({ name, access }) => registry.examine(name, access)),
    problems: () => [...notices.values(), ...registry.problems().map(atMostWarning)],
    requests: () => registry.requests(),
  }
}

/** One way after the other; the first failure counts where there are only failures. */
async function firstOf<T>(ways: readonly Way[], question: (way: Way) => Promise<T>): Promise<T> {
  let failure: ProblemError | undefined
  for (const way of ways) {
    try {
      return await question(way)
    } catch (thrown) {
      const [first, ...others] = problemsOf(thrown)
      failure ??= new ProblemError([atMostWarning(first), ...others.map(atMostWarning)])
    }
  }
  throw failure ?? new Error('there is no way to an image that is known')
}

function atMostWarning(problem: Problem): Problem {
  const level: Level = problem.level === 'error' ? 'warning' : problem.level
  return { ...problem, level }
}

function imageAdded({ text }: ImageName, where: string): Problem {
  const message = `The image ${text} was not looked up: no policy of ${where} looks at it yet.`
  return { code: 'image-added', level: 'note', message }
}

function accessOfBase({ text }: ImageName, where: string): Problem {
  const message = `The image ${text} was asked for as ${where} says; the way to its registry that is proposed here is not taken yet.`
  return { code: 'access-proposed', level: 'note', message }
}
