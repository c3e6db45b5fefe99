/** The preview of a pull request over the whole line: what it would change, and whom it asks. */
import { describe, expect, test } from '@jest/globals'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { exitCode } from '../../src/pipeline/report/report.ts'
import { isQuiet } from '../../src/pipeline/preview/preview.ts'
import { type Previewed, runPreview } from '../../src/pipeline/run-preview.ts'
import type { RunRequest } from '../../src/model/request.ts'
import type { Ports } from '../../src/ports.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createLine, type Line } from '../support/line.ts'
import type { FileTree } from '../support/repository.ts'

const own = '.github/image-bump.yaml'

/** `web` with this range, and what else belongs into the configuration. */
function config(range: string, { images = '', environments = '' } = {}): string {
  return `version: 1
images:
  web: ghcr.io/acme/web
${images}policies:
  release: { policy: { semver: { range: '${range}' } } }
environments:
  dev:
    paths: [dev]
    policies: { '*': release }
${environments}`
}

const web = 'image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "dev:web"}\n'
const db = 'image: ghcr.io/acme/db:1.0.0 # {"$imagepolicy": "dev:db"}\n'
const production = `  production:
    paths: [production]
    delivery: pullRequest
    policies: { '*': release }
`

interface Proposal {
  readonly line?: Line
  /** What stands on main. */
  readonly base?: FileTree & { readonly [own]?: string | null }
  /** What is different in the pull request. */
  readonly head: FileTree
  readonly request?: Partial<RunRequest>
  readonly ports?: Partial<Ports>
}

async function preview({ base = {}, head, request = {}, ...given }: Proposal) {
  const before = { [own]: config('1.x'), 'dev/web.yaml': web, ...base }
  const { line = createLine(before[own] ?? '', before) } = given
  if (before[own] === null) await line.git.commit('main', { [own]: null })
  line.setTags('web', '1.0.0', '1.1.0', '2.0.0')
  line.setTags('db', '1.0.0', '1.1.0')
  const files = Object.entries({ ...before, ...head }).filter(([, file]) => file !== null)
  const worktree = createInMemoryWorktree(Object.fromEntries(files))
  const asked = { config: own, from: 'disk', defaultBranch: 'of-the-remote', suspend: false } as const
  const commit = line.git.headOf('main') ?? ''
  const event = { base: { branch: 'main', commit } }
  const ports = dryRun({ ...line.ports, worktree, ...given.ports })
  return { line, seen: await runPreview({ ...asked, ...request }, event, ports) }
}

/** The codes of what is told anew, with level and place. */
function toldBy({ preview: { problems } }: Previewed): readonly string[] {
  return problems.map(({ code, level, place }) =>
    [level, code, ...(place ? [`${place.file}:${place.line}`] : [])].join(' '),
  )
}

describe('what is proposed', () => {
  test('is compared with the base: a policy that chooses differently, and what it would write', async () => {
    const { seen } = await preview({ head: { [own]: config('*') } })
    expect(seen.preview).toMatchObject({
      choices: [
        {
          policy: 'dev:web',
          before: { kind: 'chosen', reference: 'ghcr.io/acme/web:1.1.0' },
          after: { kind: 'chosen', reference: 'ghcr.io/acme/web:2.0.0' },
        },
      ],
      values: [{ before: { to: 'ghcr.io/acme/web:1.1.0' }, after: { to: 'ghcr.io/acme/web:2.0.0' } }],
      environments: [],
      problems: [],
    })
    expect(exitCode(seen.report)).toBe(0)
  })

  test('and changes nothing is quiet, whatever the base would write anyway', async () => {
    const { seen } = await preview({ head: { 'README.md': 'Words.' } })
    expect(isQuiet(seen.preview)).toBe(true)
    expect(seen.preview.same).toEqual({ choices: 1, values: 1, problems: 0 })
  })

  test('may be a marker alone', async () => {
    const { seen } = await preview({ head: { 'dev/job.yaml': `# A job.\n${web}` } })
    expect(seen.preview.values).toMatchObject([{ place: { file: 'dev/job.yaml', line: 2 } }])
    expect(seen.preview.choices).toEqual([])
  })

  test('may take a marker away, and with it the policy', async () => {
    const { seen } = await preview({ head: { 'dev/web.yaml': 'image: ghcr.io/acme/web:1.0.0\n' } })
    expect(seen.preview).toMatchObject({ choices: [{ policy: 'dev:web' }], values: [{ before: {} }] })
    expect(seen.preview.choices[0]).not.toHaveProperty('after')
  })

  test('may let an environment take commits that took requests: that is told beside what it writes', async () => {
    const base = { [own]: config('1.x', { environments: production }) }
    const head = {
      [own]: config('1.x', { environments: production.replace('pullRequest', 'commit') }),
    }
    const { seen } = await preview({ base, head })
    expect(seen.preview.environments).toMatchObject([
      {
        name: 'production',
        before: ['main by pull request'],
        after: ['main by commit'],
      },
    ])
  })

  test('may be wrong as a whole: every error is told at its line, and fails', async () => {
    const { seen, line } = await preview({ head: { [own]: config('1.x').replace('paths:', 'path:') } })
    expect(toldBy(seen)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^error config-invalid .*yaml:8$/)]),
    )
    expect(exitCode(seen.report)).toBe(1)
    expect(seen.preview).toMatchObject({ choices: [], values: [], environments: [] })
    expect(line.registry.listed).toEqual([])
  })

  test('is told of a marker that no policy answers to', async () => {
    const { seen } = await preview({ head: { 'dev/web.yaml': web.replace('dev:web', 'dev:wbe') } })
    expect(toldBy(seen)).toEqual(['warning policy-unknown dev/web.yaml:1'])
  })

  test('writes nothing anywhere', async () => {
    const { line } = await preview({
      base: { [own]: config('1.x', { environments: production }) },
      head: {
        [own]: config('*', { environments: production }),
        'production/web.yaml': web.replace('dev:', 'production:'),
      },
    })
    expect(await line.git.log('main')).toHaveLength(1)
    expect(await line.git.branches('')).toHaveProperty('size', 1)
    expect(line.forge.pulls()).toEqual([])
  })
})

describe('whom registries are asked for', () => {
  test('an image that is added is not looked up, and its policies are undecided, told where they are written', async () => {
    const { seen, line } = await preview({
      head: { [own]: config('1.x', { images: '  db: ghcr.io/acme/db\n' }), 'dev/db.yaml': db },
    })
    expect(line.registry.listed).toEqual(['ghcr.io/acme/web', 'ghcr.io/acme/web'])
    expect(seen.preview.choices).toMatchObject([{ policy: 'dev:db', after: { kind: 'undecided' } }])
    expect(toldBy(seen)).toEqual([expect.stringMatching(/^note image-added \.github\/image-bump\.yaml:\d+$/)])
    expect(exitCode(seen.report)).toBe(0)
  })

  test('an image that is moved to another host is not asked for there', async () => {
    const { seen, line } = await preview({
      head: { [own]: config('1.x').replace('web: ghcr.io', 'web: evil.example') },
    })
    expect(new Set(line.registry.listed)).toEqual(new Set(['ghcr.io/acme/web']))
    expect(toldBy(seen)).toEqual([expect.stringContaining('note image-added')])
  })

  test('another way to a registry is not taken: the one of the base is', async () => {
    const asked: unknown[] = []
    const line = createLine(config('1.x'), { 'dev/web.yaml': web })
    const listTags: Ports['registry']['listTags'] = (name, access) => {
      asked.push(access)
      return line.registry.listTags(name, access)
    }
    const proposed = '{ image: ghcr.io/acme/web, insecure: true, secretRef: { name: payments } }'
    const { seen } = await preview({
      line,
      head: { [own]: config('1.x').replace('web: ghcr.io/acme/web', `web: ${proposed}`) },
      ports: { registry: { ...line.registry, listTags } },
    })
    expect(asked).toEqual([undefined, undefined])
    expect(toldBy(seen)).toEqual(['note access-proposed'])
    expect(seen.preview.choices).toEqual([])
  })

  test('without a configuration in the base nobody is asked, and that is said', async () => {
    const { seen, line } = await preview({ base: { [own]: null }, head: { [own]: config('1.x') } })
    expect(line.registry.listed).toEqual([])
    expect(toldBy(seen)).toEqual(['note base-unusable', expect.stringContaining('note image-added')])
    expect(seen.preview.environments).toMatchObject([{ name: 'dev' }])
    expect(exitCode(seen.report)).toBe(0)
  })

  test('nobody is asked either where the base is wrong, and what mends it is checked', async () => {
    const { seen, line } = await preview({
      base: { [own]: config('1.x').replace('paths:', 'path:') },
      head: { [own]: config('1.x') },
    })
    expect(line.registry.listed).toEqual([])
    expect(toldBy(seen)).toEqual(['note base-unusable', expect.stringContaining('note image-added')])
  })

  test('what a registry refuses does not fail a proposal', async () => {
    const line = createLine(config('1.x'), { 'dev/web.yaml': web, 'dev/gone.yaml': '' })
    const gone = config('1.x').replace('acme/web', 'acme/gone')
    const { seen } = await preview({
      line: createLine(gone, {}),
      base: { [own]: gone },
      head: { 'dev/web.yaml': web },
    })
    expect(seen.report.problems).toMatchObject([{ code: 'repository-not-found', level: 'warning' }])
    expect(exitCode(seen.report)).toBe(0)
    expect(line.registry.listed).toEqual([])
  })

  test("Flux's ImageRepository counts the same", async () => {
    const flux = (image: string) => fluxObjects.replace('$IMAGE', image)
    const base = { [own]: null, 'flux/objects.yaml': flux('ghcr.io/acme/web'), 'dev/web.yaml': fluxMarker }
    const same = await preview({
      base,
      head: { 'flux/objects.yaml': flux('ghcr.io/acme/web').replace('1.x', '*') },
    })
    expect(same.seen.preview.choices).toMatchObject([{ after: { reference: 'ghcr.io/acme/web:2.0.0' } }])
    const moved = await preview({ base, head: { 'flux/objects.yaml': flux('evil.example/acme/web') } })
    expect(new Set(moved.line.registry.listed)).toEqual(new Set(['ghcr.io/acme/web']))
    expect(toldBy(moved.seen)).toContainEqual(expect.stringContaining('note image-added flux/objects.yaml'))
  })
})

describe('the base', () => {
  test('is the branch as it stands now; what is checked out may be older, which is told', async () => {
    const line = createLine(config('1.x'), { 'dev/web.yaml': web })
    const checkedOut = await line.ports.git.checkedOut()
    await line.git.commit('main', { 'dev/job.yaml': web })
    const git = { ...line.ports.git, checkedOut: () => Promise.resolve({ commit: checkedOut.commit! }) }
    const { seen } = await preview({ line, head: {}, ports: { git } })
    expect(toldBy(seen)).toEqual(['note base-moved'])
    expect(seen.preview.values).toMatchObject([{ place: { file: 'dev/job.yaml' }, before: {} }])
  })

  test('need not have the environments that are asked for', async () => {
    const { seen } = await preview({
      head: {
        [own]: config('1.x', { environments: production }),
        'production/web.yaml': web.replace('dev:', 'production:'),
      },
      request: { environments: ['production'], freeze: ['production'] },
    })
    expect(seen.preview).toMatchObject({
      choices: [{ environment: 'production' }],
      values: [{ after: { to: 'ghcr.io/acme/web:1.1.0' } }],
      environments: [{ name: 'production' }],
      problems: [],
    })
  })
})

const fluxMarker = 'image: ghcr.io/acme/web:1.0.0 # {"$imagepolicy": "flux-system:web"}\n'
const fluxObjects = `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: { name: web, namespace: flux-system }
spec: { image: $IMAGE, interval: 5m }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: web, namespace: flux-system }
spec: { imageRepositoryRef: { name: web }, policy: { semver: { range: '1.x' } } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: all, namespace: flux-system }
spec:
  interval: 5m
  sourceRef: { kind: GitRepository, name: flux-system }
  git:
    checkout: { ref: { branch: main } }
    commit: { author: { name: flux, email: flux@example.com } }
    push: { branch: main }
  update: { path: ./dev, strategy: Setters }
`
