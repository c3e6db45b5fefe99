/** Files with markers that are left alone as a whole, and why. */
import type { SourceFile } from '../../model/manifest.ts'
import type { Problem, ProblemCode } from '../../model/problem.ts'

/** Where in a file, and what was seen there. */
export interface Located {
  readonly line: number
  readonly column: number
  readonly message: string
}

/** The file cannot be read as YAML. */
export function notYaml(file: SourceFile, { line, column, message }: Located): Problem {
  const advice = ['{{', '{%', '<%'].some((expression) => contains(file.bytes, expression))
    ? ' It looks like a template: move the values and their markers to a file that is YAML.'
    : ''
  const sentence = `The file has markers and cannot be read (${message}); all of it is left alone.${advice}`
  return warning('file-not-yaml', sentence, file, { line, column })
}

/** The file is YAML, and tools that want Kubernetes objects do not read it. */
export function notObjects(file: SourceFile, { line, column, message }: Located): Problem {
  const sentence = `The file has markers and is no file of objects (${message}); all of it is left alone, as Flux leaves it.`
  return warning('file-not-objects', sentence, file, { line, column })
}

/** A problem of level `warning` at a place of the file. */
export function warning(
  code: ProblemCode,
  message: string,
  file: SourceFile,
  { line, column }: Omit<Located, 'message'>,
): Problem {
  return { code, level: 'warning', message, place: { file: file.path, line, column } }
}

/** The word of a marker as UTF-16 and UTF-32 have it, whichever byte comes first. */
export const wideTraces: readonly string[] = ['\0', '\0\0\0'].map((gap) =>
  Array.from('imagepolicy').join(gap),
)

/** A text that is not UTF-8, as its byte order mark says, and speaks of markers; undefined for any other. */
export function wideEncoding({ bytes }: SourceFile): Located | undefined {
  const encoding = byteOrderMarks.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte))?.encoding
  if (encoding === undefined || !wideTraces.some((trace) => contains(bytes, trace))) return undefined
  return { line: 1, column: 1, message: `the text is ${encoding}, and UTF-8 is wanted` }
}

/** Unicode 16, 2.6, table 2-4. That of UTF-32 begins like that of UTF-16, so it comes first. */
const byteOrderMarks = [
  { encoding: 'UTF-32', mark: [0xff, 0xfe, 0, 0] },
  { encoding: 'UTF-32', mark: [0, 0, 0xfe, 0xff] },
  { encoding: 'UTF-16', mark: [0xff, 0xfe] },
  { encoding: 'UTF-16', mark: [0xfe, 0xff] },
] as const

/** Do the bytes hold this ASCII text? */
export function contains(bytes: Uint8Array, text: string): boolean {
  const wanted = new TextEncoder().encode(text)
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return true
  }
  return false
}
