import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { explain, type ExplainRequest } from '../../src/commands/explain.ts'
import { problemError } from '../../src/model/problem.ts'
import { problemsThrownBy } from '../support/builders.ts'
import { configFile, createWorld, files, fromDisk, type World } from './world.ts'

const ask = (policy: string, world: World = createWorld(), more: Partial<ExplainRequest> = {}) =>
  explain({ ...fromDisk, policy, ...more }, dryRun(world))
const configured = (...environments: readonly string[]) => ({
  [configFile]: [
    'version: 1',
    'images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }',
    'environments:',
    ...environments.map((line) => `  ${line}`),
    '',
  ].join('\n'),
})

test('a policy of Flux that cannot be used is explained by what is wrong with it', async () => {
  const objects = `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: fleet, namespace: flux-system }
spec:
  interval: 30m
  sourceRef: { kind: GitRepository, name: fleet }
  git: { checkout: { ref: { branch: main } }, commit: { author: { email: bot@acme.org } } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: web, namespace: flux-system }
spec: { imageRepositoryRef: { name: gone }, policy: { alphabetical: {} } }
`
  const world = createWorld({ 'flux.yaml': objects })
  const asked = () => ask('flux-system:web', world, { config: 'none.yaml' })
  expect(await problemsThrownBy(asked)).toMatchObject([
    { code: 'flux-reference-unknown', place: { file: 'flux.yaml', line: 12 } },
  ])
})

test('a policy of a fragment is explained by the word of its markers, beside the one of the configuration', async () => {
  const world = createWorld({
    [configFile]: `include: [teams/*/bump.yaml]\n${files[configFile]}`,
    'teams/cart/bump.yaml':
      'version: 1\nimages: { web: ghcr.io/acme/api }\nenvironments: { dev: { policies: { web: release } } }\n',
  })
  const first = (lines: readonly string[]) => lines.filter((line) => line.startsWith('dev: '))
  const [both, one] = [await ask('dev:web', world), await ask('dev:teams/cart/web', world)]
  expect(first(both.lines)).toEqual([
    'dev: dev:web chooses ghcr.io/acme/web:1.1.0',
    'dev: dev:teams/cart/web chooses ghcr.io/acme/api:1.2.0',
  ])
  expect(first(one.lines)).toEqual(['dev: dev:teams/cart/web chooses ghcr.io/acme/api:1.2.0'])
})

test.each([
  [
    'pin: { tag: 1.0.0, reason: INC-42 }',
    'dev: dev:web chooses ghcr.io/acme/web:1.0.0',
    'pinned, INC-42; without the pin it would be 1.1.0',
  ],
  ['pin: { tag: 1.0.1 }', 'dev: dev:web chooses nothing', 'error pin-not-listed'],
  ['suspend: true', 'dev: dev:web chooses nothing', 'note suspended'],
])('what a person decided goes before the policy: %s', async (decided, result, why) => {
  const use = `{ policy: { semver: { range: 1.x } }, ${decided} }`
  const { lines } = await ask('dev:web', createWorld(configured(`dev: { policies: { web: ${use} } }`)))
  expect(lines[0]).toBe(result)
  expect(lines.join('\n')).toContain(why)
})

describe('a policy is explained', () => {
  test('by its winner and the tags that fell out at each stage', async () => {
    const { exitCode, json, lines } = await ask('dev:web')
    expect(exitCode).toBe(0)
    expect(json).toEqual({
      version: 1,
      policy: 'dev:web',
      explanations: [
        {
          environment: 'dev',
          branch: 'main',
          image: 'ghcr.io/acme/web',
          chosen: { tag: '1.1.0', key: '1.1.0' },
          decision: {
            listed: 4,
            excluded: { count: 0, examples: [] },
            unmatched: { count: 0, examples: [] },
            unparsable: { count: 1, examples: ['latest'] },
            outOfRange: { count: 1, examples: ['2.0.0'] },
            runnersUp: ['1.0.0'],
            winner: '1.1.0',
            rule: 'highest version in >=1.0.0 <2.0.0',
            warnings: [],
          },
          weighed: [{ tag: '1.0.0', fits: true, age: 'older' }],
        },
      ],
      problems: [],
    })
    expect(lines).toEqual([
      'dev: dev:web chooses ghcr.io/acme/web:1.1.0',
      '    image         ghcr.io/acme/web',
      '    rule          highest version in >=1.0.0 <2.0.0',
      '    listed        4',
      '    excluded      0',
      '    not matched   0',
      '    not parsable  1: latest',
      '    out of range  1: 2.0.0',
      '    runners-up    1.0.0',
      '    in the files  1.0.0, which is older than the winner',
    ])
  })

  test('against another tag, with the stage at which that one falls out', async () => {
    const { json, lines } = await ask('production:web', createWorld(), { tag: '2.0.0' })
    expect(json).toMatchObject({
      explanations: [
        {
          whyNot: {
            tag: '2.0.0',
            stage: 'out-of-range',
            key: '2.0.0',
            reason: '2.0.0 is outside the range >=1.0.0 <2.0.0',
          },
        },
      ],
    })
    expect(lines.at(-1)).toBe('    why not 2.0.0  2.0.0 is outside the range >=1.0.0 <2.0.0')
  })

  test('also where no marker names it', async () => {
    const world = createWorld({ 'apps/dev/web.yaml': null })
    expect(await ask('dev:web', world)).toMatchObject({
      exitCode: 0,
      json: { explanations: [{ chosen: { tag: '1.1.0' }, weighed: [] }] },
    })
    expect(world.registry.listed).toEqual(['ghcr.io/acme/web'])
  })

  test('with what its filter extracts', async () => {
    const web = "{ filterTags: { pattern: '^([0-9])[.]', extract: $1 }, policy: { numerical: {} } }"
    const world = createWorld(configured(`dev: { paths: [apps/dev], policies: { web: ${web} } }`))
    const { json, lines } = await ask('dev:web', world)
    expect(json).toMatchObject({ explanations: [{ chosen: { tag: '2.0.0', key: '2' } }] })
    expect(lines).toContain('    compared as   2')
    expect(lines).toContain('    not matched   1: latest')
  })

  test('in every environment that has it, or in those that were asked for', async () => {
    const world = createWorld(
      configured(
        "one: { paths: [a], namespace: dev, policies: { web: { policy: { semver: { range: '1.0.x' } } } } }",
        "two: { paths: [b], namespace: dev, policies: { web: { policy: { semver: { range: '2.x' } } } } }",
      ),
    )
    expect((await ask('dev:web', world)).json).toMatchObject({
      explanations: [
        { environment: 'one', chosen: { tag: '1.0.0' } },
        { environment: 'two', chosen: { tag: '2.0.0' } },
      ],
    })
    const { json } = await ask('dev:web', world, { environments: ['two'] })
    expect(json).toMatchObject({ explanations: [{ environment: 'two' }] })
  })

  test('by its own image alone: the others are not asked for', async () => {
    const world = createWorld()
    await ask('production:web', world)
    expect(world.registry.listed).toEqual(['ghcr.io/acme/web'])
  })
})

describe('what stands in the way is told', () => {
  test('a policy that chooses nothing, at its place', async () => {
    const world = createWorld()
    world.registry.setTags('ghcr.io/acme/api', ['latest'])
    const { exitCode, json, lines } = await ask('production:api', world, { tag: 'latest' })
    expect(exitCode).toBe(1)
    const problem = { code: 'no-tag-fits', file: configFile, line: 6 }
    expect(json).toMatchObject({
      explanations: [{ problem, decision: { listed: 1 }, whyNot: { stage: 'not-parsable' } }],
      problems: [problem],
    })
    expect(lines[0]).toBe('production: production:api chooses nothing')
  })

  test.each(['with a marker', 'without one'])('a registry that is down, for a policy %s', async (how) => {
    const world = createWorld(how === 'without one' ? { 'apps/dev/web.yaml': null } : {})
    world.registry.fail('ghcr.io/acme/web', problemError('registry-failed', 'It is down.'))
    const { exitCode, json } = await ask('dev:web', world, { tag: '1.0.0' })
    expect(exitCode).toBe(1)
    const [explanation] = z.object({ explanations: z.array(z.looseObject({})) }).parse(json).explanations
    expect(Object.keys(explanation ?? {})).toEqual(['environment', 'branch', 'image', 'problem', 'weighed'])
  })

  test('a remote that does not answer, beside what the tags alone can say', async () => {
    const world = createWorld(
      configured(
        "far: { branch: far, namespace: dev, policies: { web: { policy: { semver: { range: '1.x' } } } } }",
      ),
    )
    const heads = () => Promise.reject(problemError('git-failed', 'No remote.'))
    const deaf = { ...world, git: { ...world.git, heads } }
    const { exitCode, json } = await ask('dev:web', deaf)
    expect(exitCode).toBe(1)
    expect(json).toMatchObject({
      explanations: [{ branch: 'far', chosen: { tag: '1.1.0' } }],
      problems: [{ code: 'git-failed' }],
    })
  })

  test('a branch that is not there', async () => {
    const world = createWorld(
      configured(
        "far: { branch: far, namespace: dev, policies: { web: { policy: { semver: { range: '1.x' } } } } }",
      ),
    )
    expect((await ask('dev:web', world)).json).toMatchObject({
      explanations: [{ chosen: { tag: '1.1.0' } }],
      problems: [{ code: 'branch-not-found' }],
    })
  })

  test('a policy that the configuration does not have, with the nearest', async () => {
    expect(await problemsThrownBy(() => ask('dev:wbe'))).toEqual([
      {
        code: 'arguments-invalid',
        level: 'error',
        message: 'There is no policy `dev:wbe` to explain; did you mean `dev:web`?',
        place: { file: configFile },
      },
    ])
  })
})
