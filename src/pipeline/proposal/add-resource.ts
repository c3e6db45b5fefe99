/** Lists one more file in a kustomization, without touching any other byte. */
import { findScalars } from '../../languages/yaml/yaml.ts'
import type { SourceFile } from '../../model/manifest.ts'

/** A line of its own behind the last of `resources`, laid out as that one; undefined where they are no list of lines. */
export function addResource(file: SourceFile, resource: string): SourceFile | undefined {
  const last = findScalars(file.bytes)
    ?.filter(({ path }) => path.length === 2 && path[0] === 'resources')
    .at(-1)
  if (last === undefined) return undefined
  const { start, end } = last.span
  const text = Buffer.from(file.bytes)
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1), -1) + 1
  const before = text.subarray(lineStart, start).toString()
  if (!/^[ \t]*-[ \t]+$/.test(before)) return undefined
  const nextBreak = text.indexOf('\n', end)
  const stop = nextBreak < 0 ? text.length : nextBreak + 1
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n'
  const line = `${nextBreak < 0 ? lineBreak : ''}${before}${resource}${nextBreak < 0 ? '' : lineBreak}`
  const bytes = Buffer.concat([text.subarray(0, stop), Buffer.from(line), text.subarray(stop)])
  return { ...file, bytes: new Uint8Array(bytes) }
}
