/** The edits as a unified diff, for people to read. */
import { createTwoFilesPatch } from 'diff'
import type { DescribedParcel, RewrittenFile } from '../../model/plan.ts'
import { printable } from '../../model/printable.ts'

/** The diff of all parcels, each under the branch it goes to. */
export function diffLines(parcels: readonly DescribedParcel[]): readonly string[] {
  return parcels.flatMap(({ parcel, commits }) =>
    commits.flatMap(({ files }) => [`# ${parcel.branch}`, ...files.flatMap(fileDiff)]),
  )
}

/** Bytes that are no UTF-8 are shown as replacement characters; nothing is ever written from this text. */
export function fileDiff({ before, after }: RewrittenFile): readonly string[] {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  const patch = createTwoFilesPatch(
    `a/${printable(before.path)}`,
    `b/${printable(after.path)}`,
    text(before.bytes),
    text(after.bytes),
    undefined,
    undefined,
    {
      context: 2,
    },
  )
  return patch.split('\n').filter((line) => line !== '' && !/^=+$/.test(line))
}
