/** `image-bump tags`: the tags of an image as its registry lists them now, also as a file for `policy test`. */
import type { Tag } from '../model/reference.ts'
import { formatTests } from '../pipeline/policy-tests/policy-tests.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { exitCodeFor } from '../pipeline/report/report.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { compareBytes } from '../pipeline/policies/policies.ts'
import type { Ports, Worktree } from '../ports.ts'
import type { ConfigPorts } from './configuration.ts'
import { findImage, readRepositories } from './named-image.ts'
import type { CommandResult } from './result.ts'

export interface TagsRequest {
  /** An image without a tag, or a policy of the configuration as markers name it. */
  readonly image: string
  /** Where the configuration lies, if there is one: what it says of the way to the image's registry counts. */
  readonly config: string
}

/** A file to write. */
export interface Saving {
  readonly path: string
  readonly worktree: Worktree
}

/** Exit code 1 when something is wrong that a person must mend. Throws a ProblemError where the image is none or its tags cannot be listed to the end. */
export async function tags(
  { image, config }: TagsRequest,
  { registry, ...ports }: ConfigPorts & Pick<Ports, 'registry'>,
  saving?: Saving,
): Promise<CommandResult> {
  const configured = await readRepositories(config, ports)
  const { name, access } = findImage(image, configured)
  const listed = await registry.listTags(name, access)
  const sorted = [...new Set(listed)].sort((a, b) => compareBytes(b, a))
  const problems = [...configured.problems, ...registry.problems()]
  const saved = saving === undefined ? [] : [await save(saving, name.text, sorted)]
  return {
    exitCode: exitCodeFor(problems),
    lines: [
      `${name.text} has ${sorted.length} tags, descending by bytes:`,
      ...sorted.map(indented),
      ...saved,
      ...problems.flatMap(problemLines),
    ],
    json: { version: 1, image: name.text, tags: sorted, problems: problems.map(problemJson) },
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
