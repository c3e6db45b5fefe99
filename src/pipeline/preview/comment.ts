/** One comment below a pull request that always says what the latest preview says. */
import { createHash } from 'node:crypto'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { RunRequest } from '../../model/request.ts'
import type { Forge } from '../../ports.ts'

export interface PreviewComment {
  /** The number of the pull request. */
  readonly number: number
  readonly text: string
  /** Is there nothing to say? Then only a comment that is there already is changed. */
  readonly isQuiet: boolean
  /** What was asked: workflows that look at different things have a comment each. */
  readonly request: Pick<RunRequest, 'config' | 'environments' | 'only'>
}

/** Ours is known by its author and by a mark that nobody sees and that it begins with: other workflows write by the same name, and may quote what a stranger wrote. What cannot be written is given back as notes: the job summary says the same. */
export async function keepComment(
  { number, text, isQuiet, request }: PreviewComment,
  forge: Pick<Forge, 'comment' | 'findComment' | 'editComment'>,
): Promise<readonly Problem[]> {
  const mark = markOf(request)
  const body = `${mark}\n${text.trimEnd()}`
  try {
    const before = await forge.findComment(number, mark)
    if (before === undefined && !isQuiet) await forge.comment(number, body)
    else if (before !== undefined && !isSame(before.body, body)) await forge.editComment(before.id, body)
    return []
  } catch (thrown) {
    return problemsOf(thrown).map((problem) => ({ ...problem, level: 'note' }))
  }
}

function markOf({ config, environments = [], only = [] }: PreviewComment['request']): string {
  const asked = JSON.stringify([config, environments, only.map(({ text }) => text)])
  return `<!-- image-bump:preview ${createHash('sha256').update(asked).digest('hex').slice(0, 12)} -->`
}

/** GitHub keeps line breaks as a browser sends them. */
function isSame(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n').trimEnd() === other.trimEnd()
}
