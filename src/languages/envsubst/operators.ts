/** What the operators behind a variable's name make of its value (fluxcd/pkg/envsubst, funcs.go). Lengths and positions count bytes there; names and tags are ASCII. */

/** Takes the value, which is the empty text where the variable is not set, and the operator's parameters. */
export type Operator = (value: string, parameters: readonly string[]) => string

/** The operators by their signs; `:?` and `:+` give a default, too, unlike in a shell. */
export function operatorOf(sign: string): Operator {
  return operators[sign] ?? withDefault
}

const operators: Readonly<Record<string, Operator>> = {
  '#length': (value) => String(Buffer.byteLength(value)),
  ',': (value) => value.charAt(0).toLowerCase() + value.slice(1),
  ',,': (value) => value.toLowerCase(),
  '^': (value) => value.charAt(0).toUpperCase() + value.slice(1),
  '^^': (value) => value.toUpperCase(),
  ':': part,
  '/': (value, [from = '', to = '']) => value.replace(from, () => to),
  '//': (value, [from = '', to = '']) => value.replaceAll(from, () => to),
  '/#': (value, [from = '', to = '']) => (value.startsWith(from) ? to + value.slice(from.length) : value),
  '/%': (value, [from = '', to = '']) =>
    value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value,
  '#': (value, [glob = '']) => value.slice(matchLength(value, glob, 'start', 'shortest')),
  '##': (value, [glob = '']) => value.slice(matchLength(value, glob, 'start', 'longest')),
  '%': (value, [glob = '']) => value.slice(0, value.length - matchLength(value, glob, 'end', 'shortest')),
  '%%': (value, [glob = '']) => value.slice(0, value.length - matchLength(value, glob, 'end', 'longest')),
}

function withDefault(value: string, parameters: readonly string[]): string {
  return value === '' ? parameters.join('') : value
}

/** A position or length that is no number changes nothing; negative ones count from the end. */
function part(value: string, [position = '', length]: readonly string[]): string {
  if (!isWhole(position) || (length !== undefined && !isWhole(length))) return value
  const start = Number(position) < 0 ? Math.max(value.length + Number(position), 0) : Number(position)
  if (length === undefined) return value.slice(start)
  const end = Number(length) < 0 ? value.length + Number(length) : start + Number(length)
  return end < start ? '' : value.slice(start, end)
}

function isWhole(text: string): boolean {
  return /^[-+]?\d+$/.test(text)
}

/** How much of the value's start or end the pattern matches; the empty text counts as no match. */
function matchLength(
  value: string,
  glob: string,
  at: 'start' | 'end',
  wanted: 'shortest' | 'longest',
): number {
  const pattern = globPattern(glob)
  if (pattern === undefined) return 0
  const lengths = Array.from(value, (_, index) => index + 1).filter((length) =>
    pattern.test(at === 'start' ? value.slice(0, length) : value.slice(value.length - length)),
  )
  return (wanted === 'shortest' ? lengths[0] : lengths.at(-1)) ?? 0
}

/** `*`, `?` and sets, which a slash does not end; undefined where it cannot be read. */
function globPattern(glob: string): RegExp | undefined {
  const parts = glob.match(/\[\^?[^\]]+\]|\\.|./gsu) ?? []
  const source = parts.map((each) => {
    if (each === '*') return '.*'
    if (each === '?') return '.'
    if (each.startsWith('[') && each.length > 1) return each
    return each.replace(/^\\/, '').replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
  })
  try {
    return new RegExp(`^(?:${source.join('')})$`, 'su')
  } catch {
    return undefined
  }
}
