/** Values that are put into a YAML text, as that text in one line. */
import { stringify } from 'yaml'

/** Text, a switch, or a map of them. */
export type Value = string | boolean | { readonly [key: string]: Value }

/** Fit for a place inside of brackets as well as outside; text that YAML 1.1 would read as something else gets quotes. */
export function formatValue(value: Value): string {
  const text = stringify({ k: value }, formatting).trimEnd()
  return text.slice('{ k: '.length, -' }'.length)
}

const formatting = {
  version: '1.1',
  collectionStyle: 'flow',
  singleQuote: true,
  lineWidth: 0,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const

/** The value as a reader gets it who takes every scalar for text. */
export function asTree(value: Value): unknown {
  if (typeof value !== 'object') return String(value)
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, asTree(below)]))
}

/** Is it nothing but text, switches and maps? */
export function isValue(value: unknown): value is Value {
  if (typeof value === 'string' || typeof value === 'boolean') return true
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(isValue) &&
    !Array.isArray(value)
  )
}
