/** What changed, as Markdown. Subjects of commits and notes of releases are other people's: they are shown, and nothing in them is obeyed. */
import { counted } from '../../model/words.ts'
import type { Release } from '../../ports.ts'
import type { Changed } from './changed.ts'
import { spoken } from './inert.ts'
import type { Source } from './source.ts'
import { addressOf, changesAddress } from './source-links.ts'

/** A line, and what belongs to it below; `about` says what it is of. */
export function changedLines(about: string, changed: Changed): readonly string[] {
  const { commits, releases = [] } = changed
  const former = changed.formerly === undefined ? '' : `; before, it came from ${linkTo(changed.formerly)}`
  const count = commits === undefined || commits.total === 0 ? '' : `, ${counted(commits.total, 'commit')}`
  const below = [
    ...(commits === undefined ? [] : subjectLines(commits.subjects, commits.total)),
    ...releases.slice(0, mostReleases).map((release) => releaseLine(release, changed.source)),
  ]
  return [`- ${about}: ${wayOf(changed)}${former}${count}${below.length > 0 ? ':' : '.'}`, ...below]
}

/** How many commits and releases are told, and how many lines of a release's notes. */
const mostSubjects = 20
const mostReleases = 5
const mostLines = 12

function wayOf(changed: Changed): string {
  const { source, revision, between, isBack } = changed
  const address = changesAddress(changed)
  if (source.kind === 'page' || revision === undefined || address === undefined)
    return `the source is at ${linkTo(source)}`
  const { name } = source
  const [from, to] = between ?? []
  if (from === undefined || to === undefined)
    return `built from ${link(`${name} ${shortId(revision)}`, address)}`
  if (from === to) return `both are built from ${link(`${name} ${shortId(from)}`, address)}`
  const way = link(`${name} ${shortId(from)}...${shortId(to)}`, address)
  return isBack ? `takes back ${way}` : way
}

function subjectLines(subjects: readonly string[], total: number): readonly string[] {
  const shown = subjects.slice(0, mostSubjects)
  const more = Math.max(total, subjects.length) - shown.length
  return [
    ...shown.map((subject) => `  - ${spoken(subject, 150) || '(no subject)'}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ]
}

/** The notes in one line of Markdown, so that no block of theirs can begin or stay open. */
function releaseLine({ tag, name, notes }: Release, source: Source): string {
  const title = spoken(name === '' || name === tag ? tag : `${tag}: ${name}`, 150)
  const head =
    source.kind === 'page'
      ? title
      : `[${title}](<${addressOf(source)}/releases/tag/${encodeURIComponent(tag)}>)`
  const lines = notes.split(/\r\n?|\n/).flatMap((line) => spoken(line.trim(), 200).trim() || [])
  const shown = lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines
  return `  - ${[head, ...shown].join('<br>')}`
}

function linkTo(source: Source): string {
  return link(source.kind === 'page' ? source.shown : source.name, addressOf(source))
}

/** The address holds no angle bracket: it was made from checked parts. */
function link(text: string, address: string): string {
  return `[${spoken(text)}](<${address}>)`
}

function shortId(revision: string): string {
  return revision.slice(0, 7)
}
