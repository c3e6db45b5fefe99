/** `image-bump tags`: the tags of an image as its registry lists them now, also as a file for `policy test`. */
import { parseImageName, type Tag } from '../model/reference.ts'
import { formatTests } from '../pipeline/policy-tests/policy-tests.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { compareBytes } from '../pipeline/select/select.ts'
import type { Registry, Worktree } from '../ports.ts'
import type { CommandResult } from './result.ts'

/** A file to write. */
export interface Saving {
  readonly path: string
  readonly worktree: Worktree
}

/** Takes an image without a tag, as a configuration names it; throws a ProblemError where it is none or its tags cannot be listed to the end. */
export async function tags(image: string, registry: Registry, saving?: Saving): Promise<CommandResult> {
  const name = parseImageName(image)
  const listed = await registry.listTags(name)
  const sorted = [...new Set(listed)].sort((a, b) => compareBytes(b, a))
  const problems = registry.problems()
  const saved = saving === undefined ? [] : [await save(saving, image, sorted)]
  return {
    exitCode: 0,
    lines: [
      `${image} has ${sorted.length} tags, descending by bytes:`,
      ...sorted.map(indented),
      ...saved,
      ...problems.flatMap(problemLines),
    ],
    json: { version: 1, image, tags: sorted, problems: problems.map(problemJson) },
  }
}

async function save({ path, worktree }: Saving, image: string, sorted: readonly Tag[]): Promise<string> {
  const bytes = new TextEncoder().encode(formatTests(image, sorted))
  await worktree.write([{ path, mode: '100644', bytes }])
  return `Written to ${path}, for image-bump policy test.`
}

function indented(tag: Tag): string {
  return `  ${tag}`
}
