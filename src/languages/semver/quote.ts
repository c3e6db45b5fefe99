/** Text in double quotes as Go's `%q` prints it, for error messages that people search for. */

/** Go: strconv.Quote. What cannot be printed is escaped. */
export function quote(text: string): string {
  return `"${text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeSign)}"`
}

const named: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
])

function escapeSign(sign: string): string {
  const code = sign.codePointAt(0) ?? 0
  const digits = code.toString(16)
  const numbered =
    code < 0x80
      ? `\\x${digits.padStart(2, '0')}`
      : code < 0x1_0000
        ? `\\u${digits.padStart(4, '0')}`
        : `\\U${digits.padStart(8, '0')}`
  return named.get(sign) ?? numbered
}
