import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { problemsOf } from '../../../src/model/problem.ts'
import { readConfig } from '../../../src/pipeline/config/config.ts'
import { byCommit, byRequest } from '../../support/builders.ts'
import { base, inOneLine, problemsOfText, read } from './reading.ts'

describe('a configuration', () => {
  test('gets every default that is not written', () => {
    const { config, warnings } = read(...base, 'environments:', '  dev:', '    policies: { web: trunk }')
    expect(warnings).toEqual([])
    expect(config).toEqual({
      environments: [
        {
          name: 'dev',
          branch: 'main',
          namespace: 'dev',
          paths: [],
          exclude: [],
          delivery: { kind: 'commit', onRefusal: 'report' },
          hold: 'respect',
          suspend: false,
          downgrade: 'propose',
          policies: [
            {
              key: 'dev:web',
              repository: {
                name: { text: 'ghcr.io/acme/web', registry: 'ghcr.io', repository: 'acme/web' },
                exclusion: { patterns: [], attachments: true },
                suspend: false,
              },
              spec: { policy: { numerical: {} } },
              digestReflection: 'Never',
              place: { file: '.github/image-bump.yaml', line: 6, column: 17 },
            },
          ],
        },
      ],
    })
  })

  test('keeps all that is written', () => {
    const { config } = read(
      'version: 1',
      'images:',
      "  api: { image: ghcr.io/acme/api, exclusionList: ['-debug$'], suspend: true }",
      'environments:',
      '  production:',
      '    branch: release',
      '    namespace: apps',
      "    paths: [apps/production, 'charts/*/values.yaml']",
      '    exclude: [apps/production/vendor]',
      '    delivery: { pullRequest: { group: environment, labels: [image-bump], draft: true } }',
      '    suspend: true',
      '    policies:',
      '      backend:',
      '        image: api',
      "        filterTags: { pattern: '^v(.*)$', extract: $1 }",
      '        policy: { semver: { range: ~3.4 } }',
      '        digestReflectionPolicy: Always',
    )
    expect(config.environments).toMatchObject([
      {
        name: 'production',
        branch: 'release',
        namespace: 'apps',
        paths: ['apps/production', 'charts/*/values.yaml'],
        exclude: ['apps/production/vendor'],
        delivery: {
          kind: 'pull-request',
          group: { kind: 'environment' },
          labels: ['image-bump'],
          draft: true,
        },
        suspend: true,
        policies: [
          {
            key: 'apps:backend',
            repository: {
              name: { text: 'ghcr.io/acme/api' },
              exclusion: { patterns: ['-debug$'], attachments: true },
              suspend: true,
            },
            spec: {
              filterTags: { pattern: '^v(.*)$', extract: '$1' },
              policy: { semver: { range: '~3.4' } },
            },
            digestReflection: 'Always',
            place: { line: 13, column: 7 },
          },
        ],
      },
    ])
  })

  test('says how the registry of an image may be asked, where that is written', () => {
    const { config } = read(
      'version: 1',
      'images:',
      '  web: { image: ghcr.io/acme/web, insecure: false }',
      '  cache: { image: registry.internal/cache, insecure: true }',
      '  queue: { image: eu.gcr.io/acme/queue, provider: gcp, secretRef: { name: flux-system/regcred } }',
      'environments: { dev: { policies: { "*": { policy: { numerical: {} } } } } }',
    )
    expect(config.environments[0]?.policies.map(({ repository: { access } }) => access)).toEqual([
      undefined,
      { insecure: true },
      { provider: 'gcp', secretRef: 'flux-system/regcred' },
    ])
  })

  test("stands by '*' for every image that the environment does not name", () => {
    const { config } = read(
      ...base,
      'environments:',
      '  dev:',
      '    policies:',
      "      '*': trunk",
      '      api: { policy: { alphabetical: { order: desc } } }',
    )
    const policies = config.environments[0]?.policies.map(({ key, repository, spec, place }) => ({
      key,
      image: repository.name.text,
      choice: spec.policy,
      line: place?.line,
    }))
    expect(policies).toEqual([
      { key: 'dev:web', image: 'ghcr.io/acme/web', choice: { numerical: {} }, line: 7 },
      { key: 'dev:api', image: 'ghcr.io/acme/api', choice: { alphabetical: { order: 'desc' } }, line: 8 },
    ])
  })

  test.each([
    ['commit', byCommit()],
    ['pullRequest', byRequest()],
    ['{ pullRequest: {} }', byRequest()],
    ['{ commit: {} }', byCommit()],
    ['{ commit: { onRefusal: pullRequest } }', byCommit({ onRefusal: 'pull-request' })],
    [
      '{ pullRequest: { reviewers: [ann], teamReviewers: [ops], assignees: [bob], milestone: "1", maxOpen: 3 } }',
      byRequest({
        reviewers: ['ann'],
        teamReviewers: ['ops'],
        assignees: ['bob'],
        milestone: '1',
        maxOpen: 3,
      }),
    ],
    [
      '{ pullRequest: { autoMerge: squash, whenApproved: refresh, requireProtection: true } }',
      byRequest({ autoMerge: 'squash', whenApproved: 'refresh', requireProtection: true }),
    ],
    [
      '{ pullRequest: { group: { all: [web, api] }, labels: [a, b] } }',
      byRequest({ group: { kind: 'named', groups: new Map([['all', ['web', 'api']]]) }, labels: ['a', 'b'] }),
    ],
  ])('delivers %s as it says', (written, delivery) => {
    const policies = "    policies: { '*': trunk }"
    const { config } = read(...base, 'environments:', '  dev:', `    delivery: ${written}`, policies)
    expect(config.environments[0]?.delivery).toEqual(delivery)
  })

  test('names who commits, and whether what people undo stays undone', () => {
    const commit = 'commit: { author: { name: Ann, email: ann@example.org } }'
    const environment = ['environments:', '  dev:', '    hold: ignore', "    policies: { '*': trunk }"]
    expect(read(...base, commit, ...environment).config.environments[0]).toMatchObject({
      hold: 'ignore',
      author: { name: 'Ann', email: 'ann@example.org' },
    })
  })

  test('reads every scalar as the text that was written', () => {
    const { config } = read(
      'version: 1',
      'images: { 1.10: acme/x }',
      'policies: { on: { filterTags: { pattern: 0x10, extract: null }, policy: { semver: { range: 1.10 } } } }',
      'environments: { no: { branch: 1.0, policies: { 1.10: on } } }',
    )
    expect(config.environments[0]).toMatchObject({
      name: 'no',
      branch: '1.0',
      policies: [
        {
          key: 'no:1.10',
          spec: { filterTags: { pattern: '0x10', extract: 'null' }, policy: { semver: { range: '1.10' } } },
        },
      ],
    })
  })

  test('reads an alias as what its anchor holds', () => {
    const { config } = read(
      'version: 1',
      'images: { web: acme/web, api: acme/api }',
      'environments:',
      '  dev: { policies: { web: &choice { policy: { numerical: {} } }, api: *choice } }',
    )
    const specs = config.environments[0]?.policies.map(({ spec }) => spec)
    expect(specs).toEqual([{ policy: { numerical: {} } }, { policy: { numerical: {} } }])
  })

  test('reads an alias as the nearest anchor above it, whatever other aliases hold', () => {
    const { config } = read(
      ...base,
      'environments:',
      '  dev: { paths: &all [&place one], policies: { web: trunk }, branch: &place two }',
      '  qa: { exclude: *all, policies: { web: trunk }, branch: qa }',
      '  production: { paths: [apps], policies: { web: trunk }, branch: *place }',
    )
    expect(config.environments.map(({ branch, exclude }) => [branch, exclude])).toEqual([
      ['two', []],
      ['qa', ['one']],
      ['two', []],
    ])
  })

  test('lets environments share namespace and paths where their branches differ', () => {
    const { config, warnings } = read(
      ...base,
      'environments:',
      '  dev: { branch: env/dev, namespace: apps, paths: [charts], policies: { web: trunk } }',
      '  production: { branch: env/production, namespace: apps, paths: [charts], policies: { web: trunk } }',
    )
    expect(warnings).toEqual([])
    expect(config.environments.map(({ branch, policies }) => [branch, policies[0]?.key])).toEqual([
      ['env/dev', 'apps:web'],
      ['env/production', 'apps:web'],
    ])
  })

  test('warns of an environment without policies and still reads', () => {
    const { config, warnings } = read(...base, 'environments:', '  dev: {}')
    expect(config.environments).toHaveLength(1)
    expect(warnings.map(({ level }) => level)).toEqual(['warning'])
    expect(warnings.map(inOneLine)).toEqual([
      '5:3 config-invalid `dev` has no policies, so none of its markers is resolved',
    ])
  })
})

test('the example for development and production reads without a problem', () => {
  const file = '.github/docs/examples/dev-and-production.yaml'
  const { config, warnings } = readConfig({ file, text: readFileSync(file, 'utf8') }, { branch: 'main' })
  expect(warnings).toEqual([])
  expect(config.environments.map(({ name, delivery }) => [name, delivery.kind])).toEqual([
    ['dev', 'commit'],
    ['production', 'pull-request'],
  ])
  expect(config.environments.flatMap(({ policies }) => policies.map(({ key }) => key))).toEqual([
    'dev:web',
    'dev:api',
    'production:web',
    'production:api',
  ])
})

test('a file with every key is right', () => {
  const file = new URL('everything.yaml', import.meta.url)
  const found = problemsOfText(readFileSync(file, 'utf8')).filter(({ level }) => level === 'error')
  expect(found).toEqual([])
})

test('all problems are thrown at once, in the order of the file', () => {
  const text = ['version: 2', 'environments: { dev: { suspend: maybe } }', 'image: {}'].join('\n')
  let thrown: unknown
  try {
    readConfig({ file: 'a.yaml', text }, { branch: 'main' })
  } catch (error) {
    thrown = error
  }
  expect(problemsOf(thrown).filter(({ level }) => level === 'error')).toEqual([
    {
      code: 'config-invalid',
      level: 'error',
      message: '`version` is `2`; wanted `1`',
      place: { file: 'a.yaml', line: 1, column: 10 },
    },
    {
      code: 'config-invalid',
      level: 'error',
      message: '`suspend` is `maybe`; wanted `true` or `false`',
      place: { file: 'a.yaml', line: 2, column: 33 },
    },
    {
      code: 'config-invalid',
      level: 'error',
      message: 'unknown key `image`; did you mean `images`?',
      place: { file: 'a.yaml', line: 3, column: 1 },
    },
  ])
})
