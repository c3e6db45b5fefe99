/** What Flux would refuse in the spec of a policy, at its place in the file, before any tag is looked at. */
import { parseRegex } from '../../../languages/regex/regex.ts'
import { parseRange } from '../../../languages/semver/semver.ts'
import type { PolicySpec } from '../../../model/policy.ts'
import type { Problem } from '../../../model/problem.ts'
import type { Path } from '../own/finding.ts'
import { listed, quote } from '../own/wording.ts'
import type { RawObject } from './documents.ts'
import { isRecord, valueAt } from './values.ts'

/** The choice first, then the filter, as Flux has it. Of several choices the first counts: semver, alphabetical, numerical. */
export function findRefusedSpec(
  raw: RawObject,
  { policy = {}, filterTags = {} }: PolicySpec,
): readonly Problem[] {
  const { semver, alphabetical, numerical } = policy
  const tell = (code: Problem['code'], path: Path, message: string, flux: string): readonly Problem[] => {
    return [{ code, level: 'error', message, place: raw.placeAt(path), flux }]
  }
  return [
    ...(semver
      ? refusedRange(semver.range, tell)
      : alphabetical
        ? refusedOrder('alphabetical', alphabetical.order, tell)
        : numerical
          ? refusedOrder('numerical', numerical.order, tell)
          : noChoice(raw, tell)),
    ...refusedPattern(filterTags.pattern, tell),
  ]
}

/** Each pattern of an exclusion list that is none; Flux's scan fails on the first. */
export function findRefusedExclusion(raw: RawObject, patterns: readonly string[]): readonly Problem[] {
  return patterns.flatMap((pattern, position): readonly Problem[] => {
    const regex = parseRegex(pattern)
    if (regex.kind === 'regex') return []
    const message = `${quote(pattern)} is not a regular expression: ${regex.message}`
    const flux = `scan failed: failed to compile regex ${pattern}: ${regex.message}`
    const place = raw.placeAt(['spec', 'exclusionList', position])
    return [{ code: 'pattern-invalid', level: 'error', message, place, flux }]
  })
}

type Tell = (code: Problem['code'], path: Path, message: string, flux: string) => readonly Problem[]

function refusedRange(written: string | undefined, tell: Tell): readonly Problem[] {
  const range = parseRange(written ?? '')
  if (range.kind === 'range') return []
  const seen = written === undefined ? 'There is no `range`' : `${quote(written)} is not a range of versions`
  return tell(
    'range-invalid',
    ['spec', 'policy', 'semver', 'range'],
    `${seen}: ${range.message}`,
    `invalid policy: ${range.message}`,
  )
}

/** The code takes any case of letters (image-reflector-controller, internal/policy). */
function refusedOrder(kind: string, order: string | undefined, tell: Tell): readonly Problem[] {
  const word = (order ?? '').toUpperCase()
  if (['', 'ASC', 'DESC'].includes(word)) return []
  const message = `The order is ${quote(order ?? '')}; wanted \`asc\` or \`desc\``
  const flux = `invalid policy: invalid order argument provided: '${word}', must be one of: ASC, DESC`
  return tell('order-invalid', ['spec', 'policy', kind, 'order'], message, flux)
}

function noChoice({ tree }: RawObject, tell: Tell): readonly Problem[] {
  const written = valueAt(tree, ['spec', 'policy'])
  const ways = isRecord(written) ? Object.keys(written) : []
  const seen =
    ways.length === 0
      ? '`policy` is empty'
      : `\`policy\` has ${listed(ways.map(quote), 'and')}, which Flux does not know`
  const message = `${seen}; wanted one of \`semver\`, \`alphabetical\` and \`numerical\``
  const flux = 'invalid policy: given ImagePolicyChoice object is invalid'
  return tell('choice-missing', ['spec', 'policy'], message, flux)
}

function refusedPattern(pattern: string | undefined, tell: Tell): readonly Problem[] {
  if (pattern === undefined) return []
  const regex = parseRegex(pattern)
  if (regex.kind === 'regex') return []
  const message = `${quote(pattern)} is not a regular expression: ${regex.message}`
  const flux = `failed to filter tags: invalid regular expression pattern '${pattern}': ${regex.message}`
  return tell('pattern-invalid', ['spec', 'filterTags', 'pattern'], message, flux)
}
