/** May the workflow's own token do what the configuration needs of it? */
import type { Environment } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import { type Level, levels } from '../../model/problem.ts'
import { named } from '../../model/words.ts'
import type { Symptoms } from './symptoms.ts'
import type { Permissions, Use } from './workflow-file.ts'
import type { Purpose } from './workflow-purpose.ts'

/** What a run needs of GITHUB_TOKEN, and for what. A token of another kind has its own permissions, which no file says. */
export function permissionFindings(use: Use, purpose: Purpose, { run }: Symptoms): readonly Finding[] {
  const wanted = needsOf(use, purpose, run?.config.environments ?? [])
  const { permissions, place } = use
  if (permissions === undefined) {
    if (!wanted.some(({ level }) => level === 'write')) return []
    const lines = wanted.map(({ name, level }) => `${name}: ${level}`).join(', ')
    return [
      {
        check: 'workflow',
        kind: 'workflow-permissions-unsaid',
        level: 'warning',
        seen: 'The workflow says no `permissions`, and new repositories give the token of a workflow no right to write.',
        place,
        fix: `Add to the workflow: permissions: { ${lines} }`,
        stops: false,
      },
    ]
  }
  const missing = wanted.filter((need) => !isGranted(need, permissions))
  if (missing.length === 0) return []
  const lines = missing.map(({ name, level }) => `${name}: ${level}`)
  return [
    {
      check: 'workflow',
      kind: 'workflow-permissions',
      level: worst(missing),
      seen: `\`permissions\` gives the token no ${named(missing.map(({ name, level, why }) => `${name}: ${level}, ${why}`))}.`,
      place: permissions.place,
      fix: `Add to \`permissions\`: ${lines.join(', ')}`,
      stops: worst(missing) === 'error',
    },
  ]
}

interface Need {
  readonly name: string
  readonly level: 'read' | 'write'
  /** To be read behind the permission. */
  readonly why: string
  /** How bad it is without: `error` where nothing comes of a run. */
  readonly lack: Level
}

function worst(needs: readonly Need[]): Level {
  return levels.find((level) => needs.some(({ lack }) => lack === level)) ?? 'note'
}

/** Does the workflow give another token than its own? */
export function hasOwnToken({ inputs }: Use): boolean {
  if (inputs.has('app-client-id')) return true
  const token = inputs.get('token')?.value ?? ''
  return token !== '' && !/github\.token|secrets\.GITHUB_TOKEN/.test(token)
}

function needsOf(use: Use, purpose: Purpose, environments: readonly Environment[]): readonly Need[] {
  const { inputs, kind } = use
  if (kind === 'job') return needsOfJob
  const clouds = cloudInputs.filter((name) => inputs.has(name))
  const oidc: readonly Need[] =
    clouds.length === 0
      ? []
      : [{ name: 'id-token', level: 'write', why: `which ${named(clouds)} needs`, lack: 'error' }]
  if (hasOwnToken(use)) return oidc
  const own = needs.filter(({ isWanted }) => isWanted(environments))
  return [...own.flatMap((need) => needFor(purpose, need, inputs.has('plan'))), ...oidc]
}

/** Who writes nothing needs no right to write, and who has the answers of registries asks none (TOKENS). */
function needFor(purpose: Purpose, need: Need, isPlanned: boolean): readonly Need[] {
  if (need.name === 'packages') return isPlanned ? [] : [need]
  switch (purpose) {
    case 'deliver':
      return [need]
    case 'plan':
      return [{ ...need, level: 'read', why: 'by which it is seen what is there' }]
    case 'preview':
      return need.name === 'contents'
        ? [{ ...need, level: 'read', why: 'by which it is seen what is there' }]
        : []
  }
}

/** Our own reusable workflow asks for these, whatever the configuration needs: `.github/workflows/bump.yml`. */
const neverStarts = { why: 'without which GitHub does not start it', lack: 'error' } as const
const needsOfJob: readonly Need[] = [
  { name: 'contents', level: 'write', ...neverStarts },
  { name: 'pull-requests', level: 'write', ...neverStarts },
  { name: 'packages', level: 'read', ...neverStarts },
]

const cloudInputs = ['aws-role-arn', 'gcp-workload-identity-provider', 'azure-client-id'] as const

type Environments = readonly Environment[]

const needs: readonly (Need & { readonly isWanted: (environments: Environments) => boolean })[] = [
  {
    name: 'contents',
    level: 'write',
    why: 'without which nothing is pushed',
    lack: 'error',
    isWanted: () => true,
  },
  {
    name: 'pull-requests',
    level: 'write',
    why: 'without which no request is opened',
    lack: 'error',
    isWanted: hasRequests,
  },
  {
    name: 'statuses',
    level: 'write',
    why: 'by which gates show on requests',
    lack: 'warning',
    isWanted: (all) => hasRequests(all) && all.some(({ from, windows }) => from ?? windows),
  },
  {
    name: 'checks',
    level: 'read',
    why: 'by which `from.status` sees checks',
    lack: 'warning',
    isWanted: (all) => all.some(({ from }) => from?.sources.some(({ status }) => status !== undefined)),
  },
  {
    name: 'packages',
    level: 'read',
    why: 'by which private images of ghcr.io are read',
    lack: 'note',
    isWanted: (all) =>
      all.some(({ policies }) => policies.some(({ repository }) => repository.name.registry === 'ghcr.io')),
  },
]

/** Does one of them go by requests that are opened for it? */
export function hasRequests(all: Environments): boolean {
  return all.some(({ delivery }) => delivery.kind === 'pull-request' && !delivery.bare)
}

function isGranted({ name, level }: Need, { all, named: given }: Permissions): boolean {
  if (all !== undefined) return all === 'write-all' || (level === 'read' && all === 'read-all')
  const own = given.get(name)
  return own === 'write' || (level === 'read' && own === 'read')
}
