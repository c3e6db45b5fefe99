/** Rules on policies: their filter and choice, and that a policy used by name is there. */
import { parseRange } from '../../../languages/semver/semver.ts'
import { isTag } from '../../../model/reference.ts'
import { visibleNames, type Draft, type CommonRule } from './draft.ts'
import { wrongKey, wrongValue, type Finding, type Path } from './finding.ts'
import { checkPattern } from './image-rules.ts'
import { ancestorsOf, inherit } from './inherit.ts'
import { hint, listed, quote } from './wording.ts'
import { allWrittenUses } from './uses.ts'
import type { WrittenPolicy } from './written.ts'

/** All rules on policies. */
export const policyRules: readonly CommonRule[] = [
  policiesAreKnown,
  extendedAreKnown,
  nothingExtendsItself,
  choicesAreMade,
  everyPolicy(choosesOneWay),
  everyPolicy(rangeParses),
  everyPolicy(filterParses),
  pinsAreTags,
]

function policiesAreKnown(draft: Draft): readonly Finding[] {
  return allWrittenUses(draft).flatMap(({ path, written }) =>
    typeof written === 'string' ? checkName(path, written, draft) : [],
  )
}

function checkName(path: Path, name: string, draft: Draft): readonly Finding[] {
  const known = visibleNames(draft, 'policies')
  if (known === undefined || known.includes(name)) return []
  return [wrongValue(path, `there is no policy ${quote(name)} in \`policies\`${hint(name, known)}`)]
}

interface PolicyAt {
  readonly path: Path
  readonly policy: WrittenPolicy
}

/** The named policies, and those that environments write themselves. */
function policiesIn(draft: Draft): readonly PolicyAt[] {
  return [
    ...[...draft.policies].map(([name, policy]) => ({ path: ['policies', name], policy })),
    ...allWrittenUses(draft).flatMap(({ path, written }) =>
      typeof written === 'string' ? [] : [{ path, policy: written }],
    ),
  ]
}

function everyPolicy(check: (path: Path, policy: WrittenPolicy) => readonly Finding[]): CommonRule {
  return (draft) => policiesIn(draft).flatMap(({ path, policy }) => check(path, policy))
}

function extendedAreKnown(draft: Draft): readonly Finding[] {
  return policiesIn(draft).flatMap(({ path, policy }) =>
    policy.extends === undefined ? [] : checkName([...path, 'extends'], policy.extends, draft),
  )
}

function nothingExtendsItself(draft: Draft): readonly Finding[] {
  return [...draft.policies].flatMap(([name, policy]) => {
    const ancestors = ancestorsOf(policy, draft)
    const round = ancestors.findIndex((ancestor) => ancestor.policy === policy)
    if (round < 0) return []
    const way = ancestors.slice(0, round).map((ancestor) => quote(ancestor.name))
    const by = way.length === 0 ? '' : `, by way of ${listed(way, 'and')}`
    return [wrongValue(['policies', name, 'extends'], `${quote(name)} extends itself${by}; wanted an end`)]
  })
}

/** Whoever chooses says how, or extends a policy that does. One that only others extend may leave it to them. */
function choicesAreMade(draft: Draft): readonly Finding[] {
  const family = [draft, ...draft.fragments]
  const used = new Set(family.flatMap(allWrittenUses).map(({ written }) => written))
  const extended = new Set(family.flatMap(policiesIn).map(({ policy }) => policy.extends))
  return policiesIn(draft).flatMap(({ path, policy }) => {
    const [section, name = ''] = path
    const isBase = section === 'policies' && extended.has(`${name}`) && !used.has(`${name}`)
    const { fields, isComplete } = inherit(policy, draft)
    if (isBase || !isComplete || fields.policy !== undefined) return []
    const message = `${quote(String(path.at(-1)))} does not say how to choose; ${wanted} in \`policy\``
    return [wrongKey(path, message, 'choice-missing')]
  })
}

const wanted = 'wanted one of `semver`, `alphabetical` and `numerical`'

/** Flux takes the first of several choices in silence; here that is wrong. */
function choosesOneWay(path: Path, { policy }: WrittenPolicy): readonly Finding[] {
  if (policy === undefined) return []
  const ways = Object.keys(policy)
  if (ways.length === 1) return []
  const choice = [...path, 'policy']
  if (ways.length > 1)
    return [wrongKey(choice, `\`policy\` has ${listed(ways.map(quote), 'and')}; ${wanted}`)]
  return [wrongKey(choice, `\`policy\` is empty; ${wanted}`, 'choice-missing')]
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

function pinsAreTags(draft: Draft): readonly Finding[] {
  return allWrittenUses(draft).flatMap(({ path, written }) => {
    const tag = typeof written === 'string' ? undefined : written.pin?.tag
    if (tag === undefined || isTag(tag)) return []
    const message = `${quote(tag)} is not a tag that an image can have`
    return [wrongValue([...path, 'pin', 'tag'], message)]
  })
}
