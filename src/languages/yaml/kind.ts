/** What YAML 1.1 makes of a plain scalar: the rules of yaml.org/type, with those of go-yaml's resolve.go where they go further. */

/** Would a plain scalar of that text be read as something other than text? Dates count too. */
export function isNonString(text: string): boolean {
  return words.has(text) || isNumber(text) || isDate(text)
}

/** Is it a date of the calendar, or a date with a time? */
export function isDate(text: string): boolean {
  const [, year, month, day] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/.exec(
      text,
    ) ?? []
  if (year === undefined) return false
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0
  return Number(day) >= 1 && Number(day) <= days
}

function isNumber(text: string): boolean {
  if (!/^[-+.\d]/.test(text)) return false
  const digits = text.replaceAll('_', '')
  return (
    /^[-+]?(0[xX][\da-fA-F]*|0[bB][01]*|0[oO][0-7]*)$/.test(digits) ||
    /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(digits) ||
    /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(text) ||
    // Base 60, as in 10:30.
    /^[-+]?\d+(:[0-5]?\d)+(\.\d*)?$/.test(digits)
  )
}

const words = new Set(
  '~ null Null NULL true True TRUE false False FALSE y Y yes Yes YES n N no No NO on On ON off Off OFF << ='.split(
    ' ',
  ),
).add('')
