/** `image-bump doctor`: the runbook for "no update happened", gone through by a program. It writes nothing. */
import type { CheckResult, Finding, Reason } from '../model/finding.ts'
import { problemError, type Problem } from '../model/problem.ts'
import type { ProblemCode } from '../model/problem.ts'
import { remedies } from '../model/remedies.ts'
import { hint, quote } from '../pipeline/config/form.ts'
import {
  diagnose,
  gatesOf,
  missingGates,
  reasonsFor,
  type Symptoms,
} from '../pipeline/diagnosis/diagnosis.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { see, type SightPorts, type SightRequest } from './doctor-sight.ts'
import { checkJson, doctorLines, findingJson, reasonJson } from './doctor-text.ts'
import type { CommandResult } from './result.ts'

export interface DoctorRequest extends SightRequest {
  /** A policy as markers name it, of which somebody wonders why nothing came. */
  readonly policy?: string
}

/** Takes dry-run ports. Exit code 1 when a finding is an error. Throws `arguments-invalid` for a policy that there is none of. */
export async function doctor(
  { policy, ...request }: DoctorRequest,
  ports: SightPorts,
): Promise<CommandResult> {
  const seen = await see(request, ports)
  const checks = diagnose(seen)
  const reasons = policy === undefined ? undefined : answer(policy, checks, seen)
  const findings = checks.flatMap((check) => check.findings)
  return {
    exitCode: findings.some(({ level }) => level === 'error') ? 1 : 0,
    shown: doctorLines(checks, reasons),
    lines: [],
    json: {
      version: 1,
      checks: checks.map(checkJson),
      findings: findings.map(findingJson),
      ...(reasons && { policy, reasons: reasons.map(reasonJson) }),
      branches: branchesJson(seen),
      problems: findings.flatMap(problemIn).map(problemJson),
    },
  }
}

function answer(policy: string, checks: readonly CheckResult[], { run, file }: Symptoms): readonly Reason[] {
  const reasons = reasonsFor(policy, checks, run)
  if (reasons.length > 0) return reasons
  const keys = (run?.config.environments ?? []).flatMap(({ policies }) => policies.map(({ key }) => key))
  const message = `There is no policy ${quote(policy)} to ask about${hint(policy, [...new Set(keys)])}`
  throw problemError('arguments-invalid', message, { file })
}

/** As this verb told of branches before it told of anything else. */
function branchesJson({ run, rules }: Symptoms): readonly object[] {
  return (run?.config.environments ?? []).flatMap((environment) => {
    const guards = rules.get(environment.branch)
    if (guards === undefined || environment.delivery.kind !== 'pull-request') return []
    const { name, branch } = environment
    const missing = missingGates(environment, guards)
    return [{ environment: name, branch, guards, gates: gatesOf(environment), missing }]
  })
}

/** Those findings that are problems with a code. */
function problemIn({ kind, level, seen, place }: Finding): readonly Problem[] {
  return isCode(kind) ? [{ code: kind, level, message: seen, ...(place && { place }) }] : []
}

function isCode(kind: string): kind is ProblemCode {
  return Object.hasOwn(remedies, kind)
}
