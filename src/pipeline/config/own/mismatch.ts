/** Holds a file against its written form and says in plain words where they differ. */
import type { z } from 'zod'
import { findAt, isMap, wrongKey, wrongValue, type Finding, type Path, type Tree } from './finding.ts'
import { findNearest, hint, listed, quote } from './wording.ts'
import { written } from './written.ts'

/** Unknown keys, missing keys and values of the wrong kind; all of them, in the order of the form, which is our configuration's unless another is given. */
export function findMismatches(tree: Tree, form: z.ZodType = written): readonly Finding[] {
  const { error } = form.safeParse(tree)
  return error === undefined ? [] : error.issues.flatMap((issue) => explain(issue, [], tree))
}

type Issue = z.core.$ZodIssue

function explain(issue: Issue, above: Path, tree: Tree): readonly Finding[] {
  const path = [...above, ...issue.path.map(step)]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key, issue.message.split(' ')))
    case 'invalid_key':
      return [wrongKey(path, `${subject(path)} is not a name; wanted ${wantedBy(issue.issues).join(' ')}`)]
    case 'invalid_union': {
      const meant = issue.errors.find((branch) => !branch.some(isOfAnotherKind))
      if (meant !== undefined) return meant.flatMap((inner) => explain(inner, path, tree))
      return [mismatch(path, issue.errors.flat().filter(isOfAnotherKind), tree)]
    }
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_format':
    case 'invalid_element':
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
    case 'custom':
      return [mismatch(path, [issue], tree)]
  }
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  return wrongKey(path, `unknown key ${quote(key)}${hint(key, known)}`)
}

/** Does the issue say that this branch of a union was not meant at all? Otherwise the branch fits and something inside it is wrong. */
function isOfAnotherKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')
}

function mismatch(path: Path, issues: readonly Issue[], tree: Tree): Finding {
  const seen = findAt(tree, path)
  const wanted = listed(wantedBy(issues), 'or')
  if (seen === undefined) return wrongKey(path, `${subject(path)} is missing; wanted ${wanted}`)
  const words = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []))
  const nearest = typeof seen === 'string' && words.length > 1 ? findNearest(seen, words) : undefined
  const meant = nearest === undefined ? '' : `; did you mean ${quote(nearest)}?`
  const code = path.at(-1) === 'order' ? 'order-invalid' : 'config-invalid'
  return wrongValue(path, `${subject(path)} is ${describe(seen)}; wanted ${wanted}${meant}`, code)
}

function wantedBy(issues: readonly Issue[]): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'invalid_type') return [kinds[issue.expected] ?? issue.expected]
    return issue.code === 'invalid_value'
      ? issue.values.map((value) => `\`${String(value)}\``)
      : [issue.message]
  })
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  boolean: '`true` or `false`',
  number: 'a whole number',
  int: 'a whole number',
}

function describe(seen: Tree): string {
  if (seen === null) return 'empty'
  if (typeof seen === 'string') return seen === '' ? 'empty text' : quote(seen)
  if (isMap(seen)) return 'a map'
  return seen.length === 0 ? 'an empty list' : 'a list'
}

function subject(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  if (typeof last === 'string') return quote(last)
  return `item ${last + 1} of ${subject(path.slice(0, -1))}`
}

function step(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key)
}
