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
    json: { version: 1, environments: ['dev', 'production'], problems: [] },
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
images: { web: ghcr.io/acme/web }
environments: { dev: { branch: trunk, policies: { web: { policy: ${choice} } } } }
`
  const { lines } = await check('bump.yaml', createWorld({ 'bump.yaml': text }))
  expect(lines).toEqual([
    'bump.yaml is right: 1 environments.',
    '  dev: the whole repository on branch trunk, by commit',
    `    dev:web: ghcr.io/acme/web by ${told}`,
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
