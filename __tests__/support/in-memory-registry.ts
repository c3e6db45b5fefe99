/** A registry in memory: tags of images, and failures for those that shall fail. */
import { createHash } from 'node:crypto'
import type { ExaminedOutcome } from '../../src/model/examination.ts'
import type { ImageInspection } from '../../src/model/inspection.ts'
import { problemError, problemsOf, type ProblemError } from '../../src/model/problem.ts'
import {
  formatImageName,
  parseImageName,
  type Digest,
  type ImageName,
  type Tag,
} from '../../src/model/reference.ts'
import type { Registry } from '../../src/ports.ts'

export interface InMemoryRegistry extends Registry {
  /** Puts these tags, and no others, under an image, written in any spelling. */
  setTags(image: string, tags: readonly Tag[]): void
  /** Says what a tag points to; without that its digest follows from image and tag. */
  setDigest(image: string, tag: Tag, digest: Digest): void
  /** Says what a tag's image says of itself; without that it says nothing. Its digest stays that of the tag. */
  setInspection(image: string, tag: Tag, inspection: Omit<ImageInspection, 'digest'>): void
  /** From now on every question about the image throws this. Undefined ends it. */
  fail(image: string, error: ProblemError | undefined): void
  /** The images whose tags were listed, in order, as they were named. */
  readonly listed: readonly string[]
  /** What was inspected, in order, as `name:tag` or `name@digest`. */
  readonly inspected: readonly string[]
}

/** A registry that answers for all hosts; `repositories` has tags by image. */
export function createInMemoryRegistry(
  repositories: Readonly<Record<string, readonly Tag[]>> = {},
): InMemoryRegistry {
  const tags = new Map<string, readonly Tag[]>()
  const digests = new Map<string, Digest>()
  const failures = new Map<string, ProblemError>()
  const requests = new Map<string, number>()
  const listed: string[] = []
  const inspected: string[] = []
  const inspections = new Map<string, Omit<ImageInspection, 'digest'>>()

  const open = (name: ImageName): readonly Tag[] => {
    requests.set(name.registry, (requests.get(name.registry) ?? 0) + 1)
    const failure = failures.get(formatImageName(name))
    if (failure !== undefined) throw failure
    const found = tags.get(formatImageName(name))
    if (found === undefined)
      throw problemError('repository-not-found', `${name.registry} does not know ${name.text}.`)
    return found
  }

  const digestOf = (name: ImageName, tag: Tag): Digest =>
    digests.get(keyOf(name, tag)) ?? inventDigest(keyOf(name, tag))

  const registry: InMemoryRegistry = {
    listed,
    inspected,
    listTags: async (name) => {
      listed.push(name.text)
      return open(name)
    },
    resolveDigest: async (name, tag) => {
      if (!open(name).includes(tag)) throw missing(name, `:${tag}`)
      return digestOf(name, tag)
    },
    inspect: async (name, reference) => {
      const isPinned = reference.startsWith('sha256:')
      const written = `${isPinned ? '@' : ':'}${reference}`
      inspected.push(`${name.text}${written}`)
      const tag = open(name).find((each) => (isPinned ? digestOf(name, each) : each) === reference)
      if (tag === undefined) throw missing(name, written)
      return { digest: digestOf(name, tag), platforms: [], ...inspections.get(keyOf(name, tag)) }
    },
    examine: async (name) => ({
      api: `https://${name.registry}/`,
      login: 'without a login',
      challenges: [],
      requests: [{ method: 'GET', host: name.registry, path: `/v2/${name.repository}/tags/list?n=1000` }],
      outcome: outcomeOf(() => open(name)),
    }),
    problems: () => [],
    requests: () => new Map(requests),
    setTags: (image, all) => void tags.set(canonical(image), all),
    setInspection: (image, tag, inspection) =>
      void inspections.set(keyOf(parseImageName(image), tag), inspection),
    setDigest: (image, tag, digest) => void digests.set(keyOf(parseImageName(image), tag), digest),
    fail: (image, error) => {
      if (error === undefined) failures.delete(canonical(image))
      else failures.set(canonical(image), error)
    },
  }
  for (const [image, all] of Object.entries(repositories)) registry.setTags(image, all)
  return registry
}

function outcomeOf(list: () => readonly Tag[]): ExaminedOutcome {
  try {
    return { kind: 'listed', tags: list(), pages: 1 }
  } catch (thrown) {
    return { kind: 'failed', problem: problemsOf(thrown)[0] }
  }
}

function missing(name: ImageName, reference: string): ProblemError {
  return problemError('digest-not-found', `${name.registry} does not know ${name.text}${reference}.`)
}

function canonical(image: string): string {
  return formatImageName(parseImageName(image))
}

function keyOf(name: ImageName, tag: Tag): string {
  return `${formatImageName(name)}:${tag}`
}

function inventDigest(text: string): Digest {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
