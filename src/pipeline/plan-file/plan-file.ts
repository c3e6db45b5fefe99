/** The text of a plan file: one JSON document, written by one process and read by others (CONTRACTS; plan-file.schema.json). */
import type { z } from 'zod'
import type { PlanFile, Planned } from '../../model/plan-file.ts'
import type { PolicyKey } from '../../model/policy.ts'
import { problemError, problemsOf, type ProblemError } from '../../model/problem.ts'
import { formatImageName, parseImageName } from '../../model/reference.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { writtenPlan } from './written-plan.ts'

export { plannedConfiguration, refuseOther } from './configuration.ts'

/** By environment and policy: the values that stand beside the markers. */
export function standingOf(environments: readonly ScannedEnvironment[]): Planned['standing'] {
  return new Map(
    environments.map(({ environment, manifests }) => {
      const values = new Map<PolicyKey, Set<string>>()
      for (const { policy, value } of manifests.flatMap(({ markers }) => markers))
        values.set(policy, (values.get(policy) ?? new Set()).add(value))
      return [environment.name, values]
    }),
  )
}

export function formatPlanFile(plan: PlanFile): string {
  const { madeAt, configuration, repository, only, standing, heads, answers } = plan
  const written: z.input<typeof writtenPlan> = {
    version: 1,
    madeAt: madeAt.toISOString(),
    repository,
    configuration,
    ...(only && { only: only.map(formatImageName) }),
    standing: [...standing].flatMap(([environment, policies]) =>
      [...policies].map(([policy, values]) => ({ environment, policy, values: [...values] })),
    ),
    heads: [...heads].map(([branch, head]) => ({ branch, head })),
    answers,
  }
  return `${JSON.stringify(written)}\n`
}

/** Throws `plan-refused` for a text that is no plan file of this version, or one for another repository. */
export function parsePlanFile(
  text: string,
  { file, repository }: { readonly file: string; readonly repository: string },
): PlanFile {
  const refused = (why: string) => problemError('plan-refused', `${file} ${why}.`, { file })
  const json = readJson(text, refused)
  if (isOfLaterVersion(json)) throw refused('is a plan file of another version of Image Bump')
  const read = writtenPlan.safeParse(json)
  if (!read.success) throw refused(`is no plan file: ${issueText(read.error.issues[0])}`)
  const { only, standing, heads, madeAt, version: _, ...rest } = read.data
  if (rest.repository !== repository)
    throw refused(`is a plan for ${called(rest.repository)}, and this is ${called(repository)}`)
  return {
    ...rest,
    madeAt: new Date(madeAt),
    ...(only && { only: attempt(() => only.map(parseImageName), refused) }),
    standing: grouped(standing),
    heads: new Map(heads.map(({ branch, head }) => [branch, head])),
  }
}

function readJson(text: string, refused: (why: string) => ProblemError): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw refused(`is no plan file, since it is not JSON: ${String(thrown)}`)
  }
}

function isOfLaterVersion(json: unknown): boolean {
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined
  return typeof version === 'number' && version !== 1
}

function attempt<Value>(work: () => Value, refused: (why: string) => ProblemError): Value {
  try {
    return work()
  } catch (thrown) {
    throw refused(`is no plan file: ${problemsOf(thrown)[0].message}`)
  }
}

function grouped(standing: z.output<typeof writtenPlan>['standing']): Planned['standing'] {
  const found = new Map<string, Map<PolicyKey, Set<string>>>()
  for (const { environment, policy, values } of standing) {
    const own = found.get(environment) ?? new Map<PolicyKey, Set<string>>()
    found.set(environment, own.set(policy, new Set(values)))
  }
  return found
}

function called(repository: string): string {
  return repository === '' ? 'a repository without a name (GITHUB_REPOSITORY)' : repository
}

function issueText(issue: z.core.$ZodIssue | undefined): string {
  const where = issue === undefined || issue.path.length === 0 ? '' : `at ${issue.path.join(' ')}, `
  return `${where}${issue?.message ?? ''}`
}
