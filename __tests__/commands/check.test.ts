import { expect, test } from '@jest/globals'
import { check } from '../../src/commands/check.ts'
import { problemsOf } from '../../src/model/problem.ts'
import { configFile, createWorld } from './world.ts'

test('a right configuration is told as it will be obeyed, with exit code 0', async () => {
  expect(await check(configFile, createWorld())).toEqual({
    exitCode: 0,
    lines: [
      '.github/image-bump.yaml is right: 2 environments.',
      '  dev: apps/dev on branch main, by commit',
      '    dev:web: ghcr.io/acme/web by semver >=1.0.0 <2.0.0',
      '  production: apps/production on branch main, by pull request',
      '    production:web: ghcr.io/acme/web by semver >=1.0.0 <2.0.0',
      '    production:api: ghcr.io/acme/api by semver >=1.0.0 <2.0.0',
    ],
    json: { version: 1, environments: ['dev', 'production'], problems: [], warnings: [] },
  })
})

test.each([
  ['{ semver: { range: 1.x } }', 'semver 1.x'],
  ['{ alphabetical: {} }', 'alphabetical asc'],
  ['{ alphabetical: { order: desc } }', 'alphabetical desc'],
  ['{ numerical: {} }', 'numerical asc'],
  ['{ numerical: { order: desc } }', 'numerical desc'],
])('the choice %s is told as %s', async (choice, told) => {
  const text = `version: 1
images: { web: { image: ghcr.io/acme/web, exclusionList: [latest] } }
environments: { dev: { branch: trunk, policies: { web: { policy: ${choice} } } } }
`
  const { lines } = await check('bump.yaml', createWorld({ 'bump.yaml': text }))
  expect(lines).toEqual([
    'bump.yaml is right: 1 environments.',
    '  dev: the whole repository on branch trunk, by commit',
    `    dev:web: ghcr.io/acme/web by ${told}`,
  ])
})

test('what a policy may do unasked is told below it, without a registry', async () => {
  const text = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  dev: { branch: trunk, policies: { web: { filterTags: { pattern: '^v(.*)$', extract: $x }, policy: { numerical: {} } } } }
`
  const { lines, json, exitCode } = await check('bump.yaml', createWorld({ 'bump.yaml': text }))
  const message =
    '$x in the extract is always empty, since the filter ^v(.*)$ has no such group; braces end a name, as in ${1}x'
  expect([exitCode, ...lines.slice(2)]).toEqual([
    0,
    '    dev:web: ghcr.io/acme/web by numerical asc',
    `      warning: ${message}`,
  ])
  const warning = { environment: 'dev', policy: 'dev:web', kind: 'extract-without-group', message }
  expect(json).toMatchObject({ problems: [], warnings: [warning] })
})

test('what is wrong with the configuration and stops nothing is counted and told', async () => {
  const text = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  dev: { paths: ['apps/{a'], policies: { web: { policy: { semver: { range: 1.x } } } } }
`
  const { lines, exitCode } = await check('bump.yaml', createWorld({ 'bump.yaml': text }))
  expect([exitCode, lines[0], lines.at(-4), lines.at(-3)]).toEqual([
    0,
    'bump.yaml is right: 1 environments, with 1 problem.',
    'Problems',
    '  warning config-invalid bump.yaml:4:18',
  ])
})

test('where no branch is checked out, that is said, and no branch of that name is made up', async () => {
  const world = createWorld()
  const git = { ...world.git, checkedOut: async () => ({ commit: 'a'.repeat(40) }) }
  const { lines } = await check(configFile, { ...world, git })
  expect(lines[1]).toBe('  dev: apps/dev on no branch, since none is checked out, by commit')
})

test('a folder is said to be one', async () => {
  const problems = await thrownBy(check('.github', createWorld()))
  expect(problems).toMatchObject([
    {
      code: 'config-not-found',
      message: '.github is a folder on disk; wanted the configuration file in it.',
    },
  ])
})

test('a folder that cannot be read is told where the configuration may be in it', async () => {
  const unread = (file: string) =>
    ({ code: 'files-failed', level: 'warning', message: `${file} was not read.`, place: { file } }) as const
  const worktree = {
    ...createWorld().worktree,
    read: async () => [],
    problems: () => [unread('.github'), unread('data')],
  }
  const problems = await thrownBy(check(configFile, { ...createWorld(), worktree }))
  expect(problems).toMatchObject([
    { code: 'config-not-found' },
    { code: 'files-failed', place: { file: '.github' } },
  ])
})

test('a wrong configuration throws all that is wrong, each with its line', async () => {
  const world = createWorld({
    [configFile]: 'version: 1\nimage: {}\nenvironments: { dev: { path: [], policies: { web: a } } }\n',
  })
  const problems = await thrownBy(check(configFile, world))
  const lines = new Set(problems.map(({ level, code, place }) => `${level} ${code} ${place?.line}`))
  expect(lines).toEqual(new Set(['error config-invalid 2', 'error config-invalid 3']))
})

test('a file that is not there is named', async () => {
  const problems = await thrownBy(check('other.yaml', createWorld()))
  expect(problems).toEqual([
    {
      code: 'config-not-found',
      level: 'error',
      message: 'There is no other.yaml on disk.',
      place: { file: 'other.yaml' },
    },
  ])
})

async function thrownBy(run: Promise<unknown>) {
  return run.then(() => [], problemsOf)
}
