/** `image-bump doctor --image`: how a registry answers for an image, step by step, for somebody who wonders why no update came. */
import type { ImageInspection } from '../model/inspection.ts'
import type { PolicySpec } from '../model/policy.ts'
import { type Problem, problemsOf } from '../model/problem.ts'
import type { Tag } from '../model/reference.ts'
import { choose } from '../pipeline/policies/policies.ts'
import { exitCodeFor } from '../pipeline/report/report.ts'
import type { Ports } from '../ports.ts'
import { type Diagnosis, diagnosisJson, diagnosisLines, type Newest } from './doctor-image-text.ts'
import type { ConfigPorts } from './configuration.ts'
import { findImage, readRepositories } from './named-image.ts'
import type { CommandResult } from './result.ts'

export interface DoctorImageRequest {
  /** An image without a tag, or a policy of the configuration as markers name it. */
  readonly image: string
  /** Where the configuration lies, if there is one: what it says of the way to the image's registry counts. */
  readonly config: string
}

/** Exit code 1 when something is wrong that a person must mend. Throws a ProblemError where the image is none, or may not be asked for. */
export async function doctorImage(
  { image, config }: DoctorImageRequest,
  { registry, ...ports }: ConfigPorts & Pick<Ports, 'registry'>,
): Promise<CommandResult> {
  const configured = await readRepositories(config, ports)
  const { name, access } = findImage(image, configured)
  const examination = await registry.examine(name, access)
  const { outcome } = examination
  const newest = outcome.kind === 'listed' ? newestOf(outcome.tags) : {}
  const tag = newest.semver ?? newest.numerical ?? newest.alphabetical
  const { inspected, unread } =
    tag === undefined ? { unread: [] } : await inspect(tag, () => registry.inspect(name, tag, access))
  const problems = [
    ...configured.problems,
    ...(outcome.kind === 'failed' ? [outcome.problem] : []),
    ...unread,
    ...registry.problems(),
  ]
  const diagnosis = { image: name, examination, newest, problems, ...(inspected && { inspected }) }
  return {
    exitCode: exitCodeFor(problems),
    lines: diagnosisLines(diagnosis),
    json: diagnosisJson(diagnosis),
  }
}

function newestOf(tags: readonly Tag[]): Newest {
  const semver = findNewest({ policy: { semver: { range: '*' } } }, tags)
  const numerical = findNewest(
    { filterTags: { pattern: '^[0-9]+$' }, policy: { numerical: { order: 'asc' } } },
    tags,
  )
  const alphabetical = findNewest({ policy: { alphabetical: { order: 'asc' } } }, tags)
  return {
    ...(semver !== undefined && { semver }),
    ...(numerical !== undefined && { numerical }),
    ...(alphabetical !== undefined && { alphabetical }),
  }
}

function findNewest(spec: PolicySpec, tags: readonly Tag[]): Tag | undefined {
  const choice = choose(spec, tags, { patterns: [], attachments: true })
  return choice.kind === 'chosen' ? choice.tag : undefined
}

async function inspect(
  tag: Tag,
  ask: () => Promise<ImageInspection>,
): Promise<Pick<Diagnosis, 'inspected'> & { readonly unread: readonly Problem[] }> {
  try {
    return { inspected: { tag, inspection: await ask() }, unread: [] }
  } catch (thrown) {
    return { unread: problemsOf(thrown) }
  }
}
