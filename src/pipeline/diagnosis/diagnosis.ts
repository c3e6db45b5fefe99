/** What was seen -> what is wrong, check by check in the order in which data flows. Asks nobody. */
import { type CheckName, checkNames, type CheckResult } from '../../model/finding.ts'
import { checkBranches } from './branches.ts'
import { checkConfiguration } from './configuration.ts'
import { checkMarkers } from './markers.ts'
import { checkPolicies } from './policies.ts'
import { checkRegistries } from './registries.ts'
import { checkRequests } from './requests.ts'
import type { Symptoms } from './symptoms.ts'
import { checkToken } from './token.ts'
import { checkWorkflow } from './workflow.ts'

export type { Examined, RunSeen, Symptoms, Trouble } from './symptoms.ts'
export { gatesOf, missingGates } from './branches.ts'
export { mayHoldMarkers } from './stray-markers.ts'
export { findWorkflow } from './workflow-file.ts'
export { reasonsFor } from './reasons.ts'

/** Each check once. What one could not see costs the others nothing. */
export function diagnose(seen: Symptoms): readonly CheckResult[] {
  return checkNames.map((name) => checks[name](seen))
}

const checks: Readonly<Record<CheckName, (seen: Symptoms) => CheckResult>> = {
  configuration: checkConfiguration,
  workflow: checkWorkflow,
  token: checkToken,
  branches: checkBranches,
  registries: checkRegistries,
  policies: checkPolicies,
  markers: checkMarkers,
  requests: checkRequests,
}
