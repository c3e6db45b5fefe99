/** Words of the summary that several of its parts use, as Markdown. */
import { code, linkTo, plainText } from '../../model/markdown.ts'
import type { OpenRequest, Publication } from '../../model/report.ts'
import { formatDuration, formatTime } from '../../model/time.ts'
import { few } from '../../model/words.ts'
import { short } from './status-words.ts'

/** A version or a whole image; of a digest the beginning. */
export function version(text: string): string {
  return code(short(text))
}

/** Versions that stand in files: mostly one. */
export function versions(texts: readonly string[]): string {
  return few(texts.map(version), 3).join(', ')
}

/** `[#7](...)`. */
export function requestLink({ number, url }: Pick<OpenRequest, 'number' | 'url'>): string {
  return linkTo(`#${number}`, url)
}

/** What became of a parcel. `home` is the repository's page. */
export function publicationText(publication: Publication, base: string, home: string | undefined): string {
  const { kind, branch, commit, request, problem } = publication
  const link = request === undefined ? '' : requestLink(request)
  switch (kind) {
    case 'unchanged':
      return request === undefined ? `${code(branch)} is up to date` : `in ${link} already`
    case 'planned':
      return branch === base ? `would be committed to ${code(branch)}` : `would go to ${code(branch)}`
    case 'committed':
      return `committed ${commitText(commit, home)} to ${code(branch)}`
    case 'proposed':
      return `${link} ${request?.operation === 'created' ? 'opened' : request?.operation}`
    case 'closed':
      return `${link} closed`
    case 'failed':
      return `**failed** on ${code(branch)}: ${plainText(problem?.message ?? '')}`
  }
}

function commitText(commit: string | undefined, home: string | undefined): string {
  const shown = code(commit?.slice(0, 7) ?? '')
  return commit === undefined || home === undefined ? shown : linkTo(shown, `${home}/commit/${commit}`)
}

/** `, open since 2026-11-18 06:00 UTC (3d)`; empty where it is not known. `now` is in milliseconds since 1970. */
export function sinceText({ openedAt }: OpenRequest, now: number | undefined): string {
  if (openedAt === undefined) return ''
  const age = now === undefined || now < openedAt ? '' : ` (${formatDuration(whole(now - openedAt))})`
  return `, open since ${formatTime(openedAt)}${age}`
}

/** Nobody asks for the seconds of an hour. */
function whole(milliseconds: number): number {
  const unit = milliseconds < 3_600_000 ? 60_000 : 3_600_000
  return Math.floor(milliseconds / unit) * unit
}
