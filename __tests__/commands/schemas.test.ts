/** The published schemas, held against what the verbs really print. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { recordAnswers } from '../../src/adapters/registry/recording.ts'
import { apply, applyFromSelections } from '../../src/commands/apply.ts'
import { check } from '../../src/commands/check.ts'
import { doctor } from '../../src/commands/doctor.ts'
import { doctorImage } from '../../src/commands/doctor-image.ts'
import { explain } from '../../src/commands/explain.ts'
import { init } from '../../src/commands/init.ts'
import { plan } from '../../src/commands/plan.ts'
import { planJobs } from '../../src/commands/plan-for-jobs.ts'
import { pin } from '../../src/commands/pin.ts'
import { policyTest } from '../../src/commands/policy-test.ts'
import { publish } from '../../src/commands/publish.ts'
import { status } from '../../src/commands/status.ts'
import { tags } from '../../src/commands/tags.ts'
import { problemError, problemsOf } from '../../src/model/problem.ts'
import { problemJson } from '../../src/pipeline/report/json.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { configFile, createWorld, files, fromCommits, fromDisk, type World } from './world.ts'

const names = [
  'apply',
  'check',
  'report',
  'policy-test',
  'tags',
  'explain',
  'doctor',
  'edit',
  'status',
  'init',
  'plan-file',
] as const
type Name = (typeof names)[number]

const schemas = new Map(names.map((name) => [name, JSON.parse(readFileSync(fileOf(name), 'utf8'))]))
const published = validators((schema) => schema)
/** The same schemas without room for keys they do not name: what we print must be described. */
const closed = validators(withoutOtherKeys)

test.each(names)('the %s schema stands at the address it names, and CONTRACTS.md leads to it', (name) => {
  expect(schemas.get(name).$id).toBe(
    `https://raw.githubusercontent.com/image-bump/image-bump/main/${fileOf(name)}`,
  )
  expect(readFileSync('.github/docs/CONTRACTS.md', 'utf8')).toContain(`(${name}.schema.json)`)
})

describe('the report schema describes', () => {
  test.each<[what: string, run: (world: World) => Promise<unknown>]>([
    ['a plan of files on disk', async (world) => (await plan(fromDisk, dryRun(world))).json],
    ['commits and pull requests', async (world) => (await publish(fromCommits, world)).json],
    [
      'a second run',
      async (world) => {
        await publish(fromCommits, world)
        return (await publish(fromCommits, world)).json
      },
    ],
    ['a dry run', async (world) => (await publish(fromCommits, dryRun(world))).json],
    ['held changes', async (world) => (await publish({ ...fromCommits, suspend: true }, world)).json],
    [
      'a registry that is down',
      async (world) => {
        world.registry.fail('ghcr.io/acme/web', problemError('registry-failed', 'It is down.'))
        return (await publish(fromCommits, world)).json
      },
    ],
    [
      'a policy that chooses nothing',
      async (world) => {
        world.registry.setTags('ghcr.io/acme/api', ['latest'])
        return (await publish(fromCommits, world)).json
      },
    ],
    [
      'a refused push',
      async (world) => {
        world.git.refuse('main', 'protected branch hook declined')
        return (await publish(fromCommits, world)).json
      },
    ],
  ])('%s', async (_, run) => {
    expect(undescribed('report', await run(createWorld()))).toEqual([])
  })

  test('digests', async () => {
    const config = files[configFile].replace(
      "'>=1.0.0 <2.0.0' } } }",
      "'>=1.0.0 <2.0.0' } }, digestReflectionPolicy: Always }",
    )
    const { json } = await publish(fromCommits, createWorld({ [configFile]: config }))
    expect(JSON.stringify(json)).toContain('"digest":"sha256:')
    expect(undescribed('report', json)).toEqual([])
  })

  test('a run that has nothing to run', async () => {
    const world = createWorld({ [configFile]: 'version: 2\n' })
    expect(undescribed('report', await refusalOf(plan(fromDisk, dryRun(world))))).toEqual([])
  })
})

describe('a plan for jobs', () => {
  const saved = async (world: World) => {
    const { registry, answers } = recordAnswers(world.registry)
    const folder = createInMemoryWorktree()
    const { json } = await planJobs(fromCommits, dryRun({ ...world, registry }), {
      repository: 'acme/gitops',
      answers,
      matrix: true,
      saving: { path: 'plan.json', worktree: folder },
    })
    const [file] = await folder.read({ matches: () => true })
    return { json, file: JSON.parse(new TextDecoder().decode(file?.bytes)) }
  }

  test('has its matrix in the report', async () => {
    const { json } = await saved(createWorld())
    expect(json).toMatchObject({ matrix: { include: [{}, {}] }, commits: [{}, {}, {}] })
    expect(undescribed('report', json)).toEqual([])
  })

  test('has its file described, with answers of each kind, failures, and heads', async () => {
    const config = files[configFile].replace(
      "'>=1.0.0 <2.0.0' } } }",
      "'1.x' } }, digestReflectionPolicy: Always }",
    )
    const world = createWorld({ [configFile]: config })
    await publish(fromCommits, world)
    world.registry.setTags('ghcr.io/acme/web', ['1.0.0', '1.1.0', '1.2.0'])
    world.registry.fail('ghcr.io/acme/api', problemError('registry-failed', 'It is down.'))
    const { file } = await saved(world)
    const kinds = file.answers.map((each: { readonly ask: string }) => each.ask)
    expect(new Set(kinds)).toEqual(new Set(['tags', 'digest', 'inspection']))
    expect(file).toMatchObject({ heads: [{}, {}], configuration: { commit: expect.any(String) } })
    expect(file.answers.filter((each: object) => 'problems' in each)).toHaveLength(1)
    expect(undescribed('plan-file', file)).toEqual([])
  })
})

describe('the apply schema describes', () => {
  test('changes by the configuration', async () => {
    const world = createWorld()
    expect(undescribed('apply', (await apply(fromDisk, dryRun(world), world.worktree)).json)).toEqual([])
  })

  test('changes by selections, and markers that no selection is for', async () => {
    const selections = { 'dev:web': { name: 'ghcr.io/acme/web', tag: '1.1.0' } }
    const { json } = await applyFromSelections(JSON.stringify(selections), createWorld().worktree)
    expect(json).toMatchObject({ changes: [{}], problems: [{ code: 'policy-unknown' }, {}] })
    expect(undescribed('apply', json)).toEqual([])
  })

  test('selections that cannot be read', async () => {
    expect(undescribed('apply', await refusalOf(applyFromSelections('{', createWorld().worktree)))).toEqual(
      [],
    )
  })
})

describe('the check schema describes', () => {
  test('a configuration that is right', async () => {
    expect(undescribed('check', (await check(configFile, createWorld())).json)).toEqual([])
  })

  test('a configuration that is wrong', async () => {
    const world = createWorld({ [configFile]: 'version: 1\nenvironment: {}\n' })
    expect(undescribed('check', await refusalOf(check(configFile, world)))).toEqual([])
  })
})

describe('the policy-test schema describes', () => {
  const run = (file: object) =>
    policyTest({
      files: ['tests.json'],
      read: () => JSON.stringify(file),
      config: configFile,
      ports: createWorld({
        'flux.yaml':
          'apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: { name: web, namespace: flux-system }\nspec: { imageRepositoryRef: { name: web }, policy: { alphabetical: {} } }\n',
      }),
    })
  const spec = { filterTags: { pattern: '^1' }, policy: { semver: { range: '1.x' } } }
  const file = {
    tests: [
      { spec, tags: ['1.0.0'], exclusionList: ['x'], current: '0.9.0', expect: { tag: '1.1.0' } },
      { name: 'b', policy: 'dev:web', tags: ['1.0.0'] },
      { spec: { policy: { alphabetical: { order: 'up' } } }, tags: [], expect: { problem: 'order-invalid' } },
    ],
  }

  test('what tests come to', async () => {
    expect(undescribed('policy-test', (await run(file)).json)).toEqual([])
  })

  test('a file that cannot be read', async () => {
    expect(undescribed('policy-test', await refusalOf(run({ tests: 1 })))).toEqual([])
  })

  test.each<[what: string, file: object, isRight: boolean]>([
    ['as it is read', file, true],
    ['with two policies in a test', { tests: [{ spec, policy: 'dev:web', tags: [] }] }, false],
    ['with a root of Flux', { tests: [{ policy: 'flux-system:web', root: '.', tags: [] }] }, true],
    ['with a root and no policy', { tests: [{ spec, root: '.', tags: [] }] }, false],
    ['with a number', { tests: [{ spec, tags: [1] }] }, false],
    ['with an unknown key', { tests: [{ spec, tags: [], expects: {} }] }, false],
  ])('a file %s', async (_, file, isRight) => {
    const ajv = new Ajv2020({ strictTypes: false })
    formats.default(ajv)
    for (const schema of schemas.values()) ajv.addSchema(schema)
    expect(ajv.validate({ $ref: `${schemas.get('policy-test').$id}#/$defs/file` }, file)).toBe(isRight)
    expect(
      await run(file).then(
        () => true,
        () => false,
      ),
    ).toBe(isRight)
  })
})

describe('the tags schema describes', () => {
  const list = (image: string) => tags({ image, config: configFile }, createWorld())

  test('a listing', async () => {
    expect(undescribed('tags', (await list('ghcr.io/acme/web')).json)).toEqual([])
  })

  test('an image that is not there', async () => {
    expect(undescribed('tags', await refusalOf(list('ghcr.io/acme/none')))).toEqual([])
  })
})

describe('the explain schema describes', () => {
  const ask = (policy: string, world = createWorld()) =>
    explain({ ...fromDisk, policy, tag: '2.0.0' }, dryRun(world))

  test('a winner and a tag that is none', async () => {
    expect(undescribed('explain', (await ask('dev:web')).json)).toEqual([])
  })

  test('a policy that chooses nothing', async () => {
    const world = createWorld()
    world.registry.setTags('ghcr.io/acme/web', ['latest'])
    expect(undescribed('explain', (await ask('dev:web', world)).json)).toEqual([])
  })

  test('a registry that is down', async () => {
    const world = createWorld()
    world.registry.fail('ghcr.io/acme/web', problemError('registry-failed', 'It is down.'))
    expect(undescribed('explain', (await ask('dev:web', world)).json)).toEqual([])
  })

  test('an unknown policy', async () => {
    expect(undescribed('explain', await refusalOf(ask('dev:none')))).toEqual([])
  })
})

describe('the edit schema describes', () => {
  const edit = (policy: string, isDry: boolean, world: World) =>
    pin({ config: configFile, policy, tag: '1.1.0', reason: 'INC-42', offline: false, dryRun: isDry }, world)

  test('an edit, the same again, and a rehearsal', async () => {
    const world = createWorld()
    const [rehearsed, made, again] = [
      await edit('dev:web', true, world),
      await edit('dev:web', false, world),
      await edit('dev:web', false, world),
    ]
    expect([rehearsed, made, again].flatMap(({ json }) => undescribed('edit', json))).toEqual([])
    expect(made.json).toMatchObject({ kind: 'policy', name: 'dev:web', changed: true, written: true })
  })

  test('a refusal', async () => {
    expect(undescribed('edit', await refusalOf(edit('none', false, createWorld())))).toEqual([])
  })
})

describe('the status schema describes', () => {
  const ask = (world: World, scan: boolean, suspend = false) =>
    status({ ...fromCommits, scan, suspend }, dryRun(world))

  test('what waits for a run, for a request that is open, and for a hold; and files without a scan', async () => {
    const world = createWorld()
    const before = await ask(world, true)
    await publish(fromCommits, world)
    const all = [before, await ask(world, true), await ask(world, true, true), await ask(world, false)]
    expect(all.flatMap(({ json }) => undescribed('status', json))).toEqual([])
    expect(all[2]?.json).toMatchObject({ images: [{ places: [{}, { waiting: { why: 'suspended' } }] }, {}] })
  })

  test('a pin, and a registry that is down', async () => {
    const world = createWorld()
    await pin({ config: configFile, policy: 'dev:web', tag: '1.0.0', offline: false, dryRun: false }, world)
    world.registry.fail('ghcr.io/acme/api', problemError('registry-failed', 'It is down.'))
    const { json } = await status({ ...fromDisk, scan: true }, dryRun(world))
    expect(undescribed('status', json)).toEqual([])
    expect(json).toMatchObject({ policies: [{ pin: { tag: '1.0.0' } }, {}, { ready: false, tag: null }] })
  })
})

describe('the doctor schema describes', () => {
  test.each([true, false])('what is wrong from end to end, with a scan: %s', async (scan) => {
    const world = createWorld({ 'apps/dev/stray.yaml': 'a: b # {"$imagepolicy": "dev:none"}\n' })
    const { json } = await doctor({ ...fromCommits, scan, policy: 'production:web' }, dryRun(world))
    expect(undescribed('doctor', json)).toEqual([])
  })

  const look = (image: string, world = createWorld()) => doctorImage({ image, config: configFile }, world)

  test('a registry that answers, and what the newest image says of itself', async () => {
    const world = createWorld()
    world.registry.setInspection('ghcr.io/acme/web', '2.0.0', {
      platforms: ['linux/amd64'],
      created: '2026-02-03T04:05:06Z',
      source: 'https://example.com',
      revision: 'abc',
      version: '2.0.0',
    })
    const { json } = await look('ghcr.io/acme/web', world)
    expect(json).toMatchObject({ inspected: { source: 'https://example.com' } })
    expect(undescribed('doctor', json)).toEqual([])
  })

  test('an image that is not there', async () => {
    expect(undescribed('doctor', (await look('ghcr.io/acme/none')).json)).toEqual([])
  })

  test('an image that is none', async () => {
    expect(undescribed('doctor', await refusalOf(look('ghcr.io/acme/web:1')))).toEqual([])
  })
})

describe('the init schema describes', () => {
  const request = {
    config: 'new.yaml',
    workflow: 'workflow.yaml',
    offline: false,
    flux: false,
    given: new Map<string, readonly string[]>(),
    isDryRun: true,
  }
  const manifests = {
    'prod/new.yaml': 'a:\n  image: ghcr.io/acme/web:1.0.0\nb:\n  image: ghcr.io/acme/web\n',
  }

  test.each([false, true])('a proposal, offline: %s', async (offline) => {
    const { json } = await init({ ...request, offline }, dryRun(createWorld(manifests)))
    expect(json).toMatchObject({ environments: [{ policies: [{}] }], leftOut: [{}, {}] })
    expect(undescribed('init', json)).toEqual([])
  })

  test('a repository without images', async () => {
    const { json } = await init({ ...request, given: new Map([['none', ['none']]]) }, dryRun(createWorld()))
    expect(json).toMatchObject({ environments: [] })
    expect(undescribed('init', json)).toEqual([])
  })

  test('a repository that has a configuration', async () => {
    const refused = init({ ...request, config: configFile }, dryRun(createWorld()))
    expect(undescribed('init', await refusalOf(refused))).toEqual([])
  })
})

describe('the schemas refuse', () => {
  const change = {
    file: 'a.yaml',
    line: 1,
    column: 1,
    object: { apiVersion: '', kind: '', namespace: '', name: '' },
    old: '1',
    new: '2',
    setter: 'dev:web:tag',
  }
  const { old: _, ...withoutOld } = change

  test.each<[what: string, name: Name, json: object]>([
    ['another version', 'report', { version: 2, problems: [] }],
    ['a report with a part of its keys', 'report', { version: 1, problems: [], environments: [] }],
    ['a change without its old value', 'apply', { version: 1, changes: [withoutOld], problems: [] }],
    ['line 0', 'apply', { version: 1, changes: [{ ...change, line: 0 }], problems: [] }],
    ['an unknown level', 'check', { version: 1, problems: [{ code: 'a', level: 'fatal', message: 'b' }] }],
  ])('%s', (_, name, json) => {
    expect(complaints(published, name, json)).not.toEqual([])
  })

  test('no key that a later version adds', () => {
    const json = { version: 1, changes: [{ ...change, later: true }], problems: [], later: [] }
    expect(complaints(published, 'apply', json)).toEqual([])
  })
})

/** What is wrong with the JSON by the published schema and by the closed one. */
function undescribed(name: Name, json: unknown): readonly string[] {
  // Through text, as programs get it.
  const printed: unknown = JSON.parse(JSON.stringify(json))
  return [...complaints(published, name, printed), ...complaints(closed, name, printed)]
}

/** As the command line prints problems where there is nothing to run. */
function refusalOf(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => Promise.reject(new Error('nothing was refused')),
    (thrown: unknown) => ({ version: 1, problems: problemsOf(thrown).map(problemJson) }),
  )
}

function complaints(by: ReadonlyMap<Name, ValidateFunction>, name: Name, json: unknown): readonly string[] {
  const validate = by.get(name)
  if (validate?.(json) === true) return []
  return (validate?.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

function validators(change: (schema: object) => object): ReadonlyMap<Name, ValidateFunction> {
  const ajv = new Ajv2020({ strictTypes: false, allErrors: true })
  formats.default(ajv)
  for (const schema of schemas.values()) ajv.addSchema(change(schema))
  return new Map([...schemas].map(([name, { $id }]) => [name, ajv.getSchema($id)!]))
}

/** Conditions (`allOf`) speak of some keys only and stay open. */
function withoutOtherKeys(schema: object): object {
  const entries = Object.entries(schema).map(([key, value]) =>
    typeof value !== 'object' || value === null || Array.isArray(value) || key === 'allOf'
      ? [key, value]
      : [key, withoutOtherKeys(value)],
  )
  return { ...Object.fromEntries(entries), ...('properties' in schema && { additionalProperties: false }) }
}

function fileOf(name: Name): string {
  return `.github/docs/${name}.schema.json`
}
