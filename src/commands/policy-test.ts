/** `image-bump policy test`: policies on given tags, without a registry. */
import type { Weighed } from '../model/policy.ts'
import { type Problem, problemsOf, formatPlace } from '../model/problem.ts'
import { throwIfAny } from '../model/thrown.ts'
import {
  type Expectation,
  isNamedElsewhere,
  type NamedPolicies,
  type PolicyTest,
  readPolicyTests,
  type SpecifiedTest,
  withSpecs,
} from '../pipeline/policy-tests/policy-tests.ts'
import { decisionRows, type Row, tableLines } from '../pipeline/report/decision.ts'
import { type Choice, sharedWork, type SharedWork, weighWith, whyNot } from '../pipeline/policies/policies.ts'
import { configNotFound, type ConfigPorts, findConfigOnDisk, readFluxOnDisk } from './configuration.ts'
import type { CommandResult } from './result.ts'

export interface TestSources {
  readonly files: readonly string[]
  /** The text of one of them; throws a ProblemError. */
  readonly read: (file: string) => string
  /** Path of the configuration in the worktree; read only where a test names a policy, and Flux's manifests only where it is not there. */
  readonly config: string
  readonly ports: ConfigPorts
}

/** Runs all tests of all files, or none: throws one ProblemError with everything that cannot be read. */
export async function policyTest(sources: TestSources): Promise<CommandResult> {
  const tests = readAll(sources)
  const specified = withSpecs(tests, await namedPolicies(tests, sources))
  const work = sharedWork()
  const runs = specified.map((test) => runTest(test, work))
  return {
    exitCode: runs.some(({ passed }) => passed === false) ? 1 : 0,
    lines: [...runs.flatMap(runLines), summary(runs)],
    json: runs.map(runJson),
  }
}

function readAll({ files, read }: TestSources): readonly PolicyTest[] {
  const problems: Problem[] = []
  const tests = files.flatMap((file) => {
    try {
      return readPolicyTests({ file, text: read(file) })
    } catch (thrown) {
      problems.push(...problemsOf(thrown))
      return []
    }
  })
  throwIfAny(problems)
  return tests
}

/** Each source is read only where a test needs it: the configuration for a name, Flux's manifests for a name that is not in the configuration. */
async function namedPolicies(
  tests: readonly PolicyTest[],
  { config, ports }: TestSources,
): Promise<NamedPolicies> {
  if (!tests.some(({ policy }) => policy.kind === 'named')) return { environments: [], roots: [] }
  const found = await findConfigOnDisk(config, ports)
  const environments = found?.config.environments ?? []
  const isComplete = !tests.some((test) => isNamedElsewhere(test, environments))
  const { roots } = isComplete ? { roots: [] } : await readFluxOnDisk(ports)
  if (found === undefined && roots.every(({ policies }) => policies.length === 0))
    throw configNotFound(config)
  return { environments, roots }
}

interface Run {
  readonly test: SpecifiedTest
  readonly choice: Choice
  /** Null where nothing was expected. */
  readonly passed: boolean | null
  readonly weighed?: Weighed
}

function runTest(test: SpecifiedTest, work: SharedWork): Run {
  const { spec, tags, current, expect } = test
  const policy = work.read(spec)
  const choice = work.choose(policy, work.remaining(tags, exclusionOf(test)))
  const passed = expect === undefined ? null : isMet(expect, choice)
  if (choice.kind === 'failed' || current === undefined) return { test, choice, passed }
  return { test, choice, passed, weighed: weighWith(policy, choice.tag, current) }
}

function exclusionOf({ exclusionList }: PolicyTest) {
  return { patterns: exclusionList, attachments: false }
}

function isMet({ tag, problem }: Expectation, choice: Choice): boolean {
  return choice.kind === 'chosen' ? choice.tag === tag : choice.problem.code === problem
}

function runJson({ test, choice, passed, weighed }: Run): object {
  return { name: test.name, passed, actual: { ...actualJson(choice), ...(weighed && { weighed }) } }
}

function actualJson(choice: Choice): object {
  if (choice.kind === 'chosen') return { tag: choice.tag, key: choice.key }
  const { code, message, flux } = choice.problem
  return { problem: code, message, ...(flux !== undefined && { flux }) }
}

function runLines(run: Run): readonly string[] {
  const { test, choice, passed } = run
  const got = choice.kind === 'chosen' ? choice.tag : choice.problem.code
  if (passed === null) return [`shown   ${test.name}: ${got}`]
  if (passed) return [`passed  ${test.name}: ${got}`]
  return [`failed  ${test.name} (${formatPlace(test.place)})`, ...tableLines(difference(run))]
}

/** Wanted, got, and what the record says of how it came about. */
function difference({ test, choice }: Run): readonly Row[] {
  const { spec, tags, expect = {} } = test
  const { tag, problem = '' } = expect
  const wanted = tag ?? `the problem ${problem}`
  const got =
    choice.kind === 'chosen' ? choice.tag : `the problem ${choice.problem.code}: ${choice.problem.message}`
  const reason = tag === undefined ? [] : [whyNot({ spec, tags, exclusion: exclusionOf(test) }, tag).reason]
  return [
    ['wanted', wanted],
    ['got', got],
    ...reason.map((reason): Row => ['why', reason]),
    ...decisionRows(choice.record),
  ]
}

function summary(runs: readonly Run[]): string {
  const count = (wanted: boolean | null) => runs.filter(({ passed }) => passed === wanted).length
  const unasked = count(null) === 0 ? '' : `, ${count(null)} without an expectation`
  return `${count(true)} passed, ${count(false)} failed${unasked}.`
}
