/** What a file says on a branch. */
import type { TestRepository } from './repository.ts'

/** Undefined when the branch has no such file. */
export async function textOf(
  repository: TestRepository,
  branch: string,
  path: string,
): Promise<string | undefined> {
  const file = (await repository.files(branch)).find((each) => each.path === path)
  return file && Buffer.from(file.bytes).toString()
}
