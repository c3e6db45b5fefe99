/** What `doctor` found, for people and for programs. */
import { type CheckResult, type Finding, isAbout, type Reason } from '../model/finding.ts'
import { type Level, formatPlace, levels } from '../model/problem.ts'
import { counted } from '../model/words.ts'

/** Check by check; of a policy that was asked about only what concerns it, and the answer last. */
export function doctorLines(
  checks: readonly CheckResult[],
  reasons: readonly Reason[] | undefined,
): readonly string[] {
  const shown = reasons === undefined ? checks : checks.map((check) => onlyAbout(check, reasons))
  return [
    ...shown.flatMap(checkLines),
    '',
    ...(reasons === undefined ? [verdict(checks)] : reasons.flatMap(reasonLines)),
  ]
}

function onlyAbout(check: CheckResult, reasons: readonly Reason[]): CheckResult {
  const isWanted = (finding: Finding) =>
    finding.concerns === undefined ||
    reasons.some(({ environment, policy }) => isAbout(finding, environment, policy))
  return { ...check, findings: check.findings.filter(isWanted) }
}

function checkLines({ check, summary, isMade, findings }: CheckResult): readonly string[] {
  const state = worstOf(findings) ?? (isMade ? 'ok' : '-')
  return [`${check.padEnd(13)}  ${state.padEnd(7)}  ${summary}`, ...someOfEachKind(findings)]
}

/** In a large repository one slip is made in many places. */
function someOfEachKind(findings: readonly Finding[]): readonly string[] {
  const counts = new Map<string, number>()
  const lines = findings.flatMap((finding) => {
    const count = (counts.get(finding.kind) ?? 0) + 1
    counts.set(finding.kind, count)
    return count > shownOfAKind ? [] : findingLines(finding)
  })
  const left = [...counts].filter(([, count]) => count > shownOfAKind)
  return [
    ...lines,
    ...left.map(([kind, count]) => `  and ${count - shownOfAKind} more ${kind}; --output json has them all`),
  ]
}

const shownOfAKind = 10

function findingLines({ level, kind, place, seen, fix }: Finding): readonly string[] {
  const where = place === undefined ? '' : ` ${formatPlace(place)}`
  return [`  ${level} ${kind}${where}`, `    ${seen}`, `    ${fix}`]
}

function verdict(checks: readonly CheckResult[]): string {
  const all = checks.flatMap(({ findings }) => findings)
  const counts = levels.flatMap((level) => {
    const count = all.filter((finding) => finding.level === level).length
    return count === 0 ? [] : [counted(count, level)]
  })
  return counts.length === 0 ? 'Nothing is wrong.' : `${counts.join(', ')}.`
}

function reasonLines({ environment, policy, text, cause }: Reason): readonly string[] {
  const where = environment === '' ? policy : `${policy} in ${environment}`
  const why = text.startsWith(`${policy}: `) ? text.slice(policy.length + 2) : text
  if (cause === undefined) return [`${where}: ${why}`]
  const place = cause.place === undefined ? '' : ` ${formatPlace(cause.place)}`
  return [`${where}: ${why}`, `  ${cause.check}: ${cause.kind}${place}`, `  ${cause.fix}`]
}

/** The worst level among findings; undefined where there is none. */
function worstOf(findings: readonly Finding[]): Level | undefined {
  return levels.find((level) => findings.some((finding) => finding.level === level))
}

export function checkJson({ check, summary, isMade, findings }: CheckResult): object {
  return { check, state: worstOf(findings) ?? (isMade ? 'ok' : 'skipped'), made: isMade, summary }
}

export function findingJson({ check, kind, level, seen, place, fix, concerns, stops }: Finding): object {
  return { check, kind, level, seen, ...place, fix, stops, ...(concerns && { concerns }) }
}

export function reasonJson({ environment, policy, text, cause }: Reason): object {
  return { environment, policy, text, ...(cause && { cause: findingJson(cause) }) }
}
