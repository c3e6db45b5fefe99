/** Rules on policies: their filter and choice, and that a policy used by name is there. */
import { parseRange } from '../../../languages/semver/semver.ts'
import type { Draft, Rule } from './draft.ts'
import { wrongKey, wrongValue, type Finding, type Path } from './finding.ts'
import { checkPattern } from './image-rules.ts'
import { hint, listed, quote } from './wording.ts'
import { writtenUses } from './uses.ts'
import type { WrittenPolicy } from './written.ts'

/** All rules on policies. */
export const policyRules: readonly Rule[] = [
  policiesAreKnown,
  everyPolicy(choosesOneWay),
  everyPolicy(rangeParses),
  everyPolicy(filterParses),
]

function policiesAreKnown({ environments, names: { policies } }: Draft): readonly Finding[] {
  if (policies === undefined) return []
  return [...environments]
    .flatMap(([name, environment]) => writtenUses(name, environment))
    .flatMap(({ path, written }) => {
      if (typeof written !== 'string' || policies.includes(written)) return []
      return [
        wrongValue(path, `there is no policy ${quote(written)} in \`policies\`${hint(written, policies)}`),
      ]
    })
}

/** The rule for the named policies and for those that environments write themselves. */
function everyPolicy(check: (path: Path, policy: WrittenPolicy) => readonly Finding[]): Rule {
  return ({ policies, environments }) => [
    ...[...policies].flatMap(([name, policy]) => check(['policies', name], policy)),
    ...[...environments]
      .flatMap(([name, environment]) => writtenUses(name, environment))
      .flatMap(({ path, written }) => (typeof written === 'string' ? [] : check(path, written))),
  ]
}

/** Flux takes the first of several choices in silence; here that is wrong. */
function choosesOneWay(path: Path, { policy }: WrittenPolicy): readonly Finding[] {
  const ways = Object.keys(policy ?? {})
  if (ways.length === 1) return []
  const wanted = 'wanted one of `semver`, `alphabetical` and `numerical`'
  const choice = [...path, 'policy']
  if (ways.length > 1)
    return [wrongKey(choice, `\`policy\` has ${listed(ways.map(quote), 'and')}; ${wanted}`)]
  return policy === undefined
    ? [
        wrongKey(
          path,
          `${quote(String(path.at(-1)))} does not say how to choose; ${wanted} in \`policy\``,
          'choice-missing',
        ),
      ]
    : [wrongKey(choice, `\`policy\` is empty; ${wanted}`, 'choice-missing')]
}

function rangeParses(path: Path, { policy }: WrittenPolicy): readonly Finding[] {
  const range = policy?.semver?.range
  if (range === undefined) return []
  const read = parseRange(range)
  if (read.kind === 'range') return []
  const message = `${quote(range)} is not a range of versions: ${read.message}`
  return [wrongValue([...path, 'policy', 'semver', 'range'], message, 'range-invalid')]
}

function filterParses(path: Path, { filterTags }: WrittenPolicy): readonly Finding[] {
  const pattern = filterTags?.pattern
  return pattern === undefined ? [] : checkPattern([...path, 'filterTags', 'pattern'], pattern)
}
