/** Files on disk and selections made before -> new bytes. The part of the line that needs no configuration. */
import { z } from 'zod'
import { type Environment, noBranch } from '../model/environment.ts'
import type { Change, RewrittenFile } from '../model/plan.ts'
import { isPolicyKey, type ImagePolicy, type PolicyKey, type Selection } from '../model/policy.ts'
import { type Problem, problemError } from '../model/problem.ts'
import { type ImageReference, isTag, parseDigest, parseImageName } from '../model/reference.ts'
import type { Worktree } from '../ports.ts'
import { plan } from './plan/plan.ts'
import { findRepeatedKey } from './repeated-key.ts'
import { rewrite } from './rewrite/rewrite.ts'
import { scanWorktree } from './scan/scan.ts'

export interface Applied {
  readonly changes: readonly Change[]
  readonly files: readonly RewrittenFile[]
  readonly problems: readonly Problem[]
}

/** Throws `arguments-invalid` or `image-invalid` for selections that cannot be read; then nothing is written. */
export async function applySelections(text: string, worktree: Worktree): Promise<Applied> {
  const selections = readSelections(text).map(([key, latest]) => selectionOf(key, latest))
  const environment = environmentOf(selections.map(({ policy }) => policy))
  const scanned = await scanWorktree(environment, worktree)
  const planned = plan({
    environments: [scanned],
    selections: [{ environment: environment.name, selections }],
    underWay: undefined,
    suspend: false,
  })
  const rewritten = rewrite(planned, [scanned])
  const files = rewritten.parcels.flatMap(({ commits }) => commits.flatMap((commit) => commit.files))
  const changes = rewritten.parcels.flatMap(({ commits }) =>
    commits.flatMap(({ planned: { changes } }) => changes),
  )
  return {
    changes,
    files,
    problems: [
      ...(worktree.problems?.() ?? []),
      ...planned.environments.flatMap(({ problems }) => problems),
      ...rewritten.problems,
    ],
  }
}

const latestShape = z.object({ name: z.string(), tag: z.string(), digest: z.string().nullish() })
const selectionsShape = z.record(z.string().refine(isPolicyKey, 'is not "namespace:name"'), latestShape)

/** CONTRACTS, `apply`: the map itself, or any object that holds it under `selections`. */
function readSelections(text: string): readonly [PolicyKey, ImageReference][] {
  const read = readJson(text)
  const map = isRecord(read) && isRecord(read['selections']) ? read['selections'] : read
  const parsed = selectionsShape.safeParse(map)
  if (!parsed.success) throw unreadable(parsed.error.issues[0])
  return Object.entries(parsed.data).flatMap(([key, latest]) =>
    isPolicyKey(key) ? [[key, referenceOf(latest)]] : [],
  )
}

function unreadable(issue: z.core.$ZodIssue | undefined): Error {
  const where = issue === undefined || issue.path.length === 0 ? '' : ` (at ${issue.path.join(' ')})`
  return problemError(
    'arguments-invalid',
    `The selections are not a map of "namespace:name" to {name, tag, digest}${where}: ${issue?.message}.`,
  )
}

function referenceOf({ name, tag, digest }: z.infer<typeof latestShape>): ImageReference {
  const plain = { name: parseImageName(name), tag }
  if (!isTag(tag)) throw problemError('image-invalid', `${JSON.stringify(tag)} is not a tag of ${name}.`)
  return digest ? { ...plain, digest: parseDigest(digest) } : plain
}

function readJson(text: string): unknown {
  const read = parseJson(text)
  const repeated = findRepeatedKey(text)
  if (repeated === undefined) return read
  throw problemError(
    'arguments-invalid',
    `The selections have ${JSON.stringify(repeated)} twice in one object, so one of the two would be lost.`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw problemError('arguments-invalid', `The selections are not JSON: ${String(thrown)}`)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

type Selected = Extract<Selection, { readonly kind: 'selected' }>

function selectionOf(key: PolicyKey, latest: ImageReference): Selected {
  const repository = { name: latest.name, exclusion: { patterns: [], attachments: false }, suspend: false }
  const none = { count: 0, examples: [] }
  return {
    kind: 'selected',
    policy: { key, repository, spec: {}, digestReflection: 'Never' },
    latest,
    record: {
      listed: 0,
      excluded: none,
      unmatched: none,
      unparsable: none,
      outOfRange: none,
      runnersUp: [],
      rule: '',
      warnings: [],
    },
    weighed: [],
  }
}

function environmentOf(policies: readonly ImagePolicy[]): Environment {
  return {
    name: 'the selections',
    branch: noBranch,
    namespace: '',
    paths: [],
    exclude: [],
    delivery: { kind: 'commit', onRefusal: 'report' },
    policies,
    suspend: false,
    downgrade: 'allow',
    hold: 'ignore',
  }
}
