/** What changed in the source code from one image to the next, as far as their labels and GitHub tell. */
import type { ImageInspection } from '../../model/inspection.ts'
import type { Tag } from '../../model/reference.ts'
import type { Comparison, Forge, Release } from '../../ports.ts'
import { askOnce } from './ask-once.ts'
import { findRevision, findSource, type Source } from './source.ts'
import type { Subject } from './subjects.ts'

export interface Changed {
  readonly source: Source
  /** Where the old image said that it comes from, if that was somewhere else. */
  readonly formerly?: Source
  /** The commit that the new image was built from. */
  readonly revision?: string
  /** Of two known commits the older and the newer; the same twice where both images were built from one. */
  readonly between?: readonly [string, string]
  /** The new image is the older one. */
  readonly isBack: boolean
  readonly commits?: Comparison
  readonly releases?: readonly Release[]
}

/** What the old and the new image say of themselves; absent where it could not be read. */
export interface Images {
  readonly before?: ImageInspection
  readonly after?: ImageInspection
}

export interface Curiosity {
  /** Root of the pages of the host that our repository lives on. */
  readonly server: string
  /** Repositories of that host whose commits and releases may be told: `owner/name` or `owner/*`. */
  readonly changelogs: readonly string[]
}

export interface SourceQuestions {
  compare(repository: string, from: string, to: string): Promise<Comparison | undefined>
  releases(repository: string, tags: readonly string[]): Promise<readonly Release[] | undefined>
}

/** Images that are built together ask the same. */
export function sourceQuestions(forge: Pick<Forge, 'compare' | 'releases'>): SourceQuestions {
  const comparisons = askOnce<Comparison>()
  const releases = askOnce<readonly Release[]>()
  return {
    compare: (...question) => comparisons(question, () => forge.compare(...question)),
    releases: (...question) => releases(question, () => forge.releases(...question)),
  }
}

/** Only repositories that the workflow names are asked about: a label may name one whose contents nobody meant to show here. */
export async function findChanged(
  { subject, before, after }: Images & { readonly subject: Subject },
  curiosity: Curiosity,
  asking: SourceQuestions,
): Promise<Changed | undefined> {
  const server = curiosity.server.replace(/\/+$/, '')
  const source = after?.source === undefined ? undefined : findSource(after.source, server)
  if (after === undefined || source === undefined) return undefined
  const former = before?.source === undefined ? source : findSource(before.source, server)
  const isSame = former !== undefined && placeOf(former) === placeOf(source)
  const [revision, old] = [findRevision(after), before && findRevision(before)]
  const between = isSame && revision && old ? inOrder(old, revision, subject) : undefined
  const changed: Changed = {
    source,
    isBack: subject.course === 'back',
    ...(former && !isSame && { formerly: former }),
    ...(revision !== undefined && { revision }),
    ...(between && { between }),
  }
  if (source.kind === 'page' || source.server !== server || !isNamed(source.name, curiosity)) return changed
  return { ...changed, ...(isSame && (await told(source.name, { between, subject }, asking))) }
}

/** Back from the newer to the older: what is taken out again is what lies between them. */
function inOrder(old: string, revision: string, { course }: Subject): readonly [string, string] {
  return course === 'back' ? [revision, old] : [old, revision]
}

/** Commits where they can be compared, else the notes of releases. */
async function told(
  repository: string,
  { between, subject }: { readonly between: Changed['between'] | undefined; readonly subject: Subject },
  asking: SourceQuestions,
): Promise<Pick<Changed, 'commits' | 'releases'>> {
  const [from, to] = between ?? []
  if (from !== undefined && from === to) return {}
  if (from !== undefined && to !== undefined) {
    const commits = await asking.compare(repository, from, to)
    if (commits !== undefined) return { commits }
  }
  if (subject.course !== 'forward') return {}
  const tags = spellings(subject.tags).filter((tag) => !spellings([subject.from?.tag ?? '']).includes(tag))
  const found = tags.length === 0 ? [] : ((await asking.releases(repository, tags)) ?? [])
  const releases = found.toSorted((one, other) => tags.indexOf(one.tag) - tags.indexOf(other.tag))
  return releases.length === 0 ? {} : { releases }
}

/** A release's tag may have a `v` where the image's has none, and the other way round. */
function spellings(tags: readonly Tag[]): readonly string[] {
  return [...new Set(tags.flatMap((tag) => [tag, /^v\d/.test(tag) ? tag.slice(1) : `v${tag}`]))]
}

/** GitHub's names do not tell capitals. */
function isNamed(name: string, { changelogs }: Curiosity): boolean {
  const [owner, lower] = [name.split('/')[0]?.toLowerCase(), name.toLowerCase()]
  return changelogs.some((each) => each.toLowerCase() === lower || each.toLowerCase() === `${owner}/*`)
}

function placeOf(source: Source): string {
  return source.kind === 'page' ? source.url : `${source.server}/${source.name}`.toLowerCase()
}
