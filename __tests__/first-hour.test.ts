/** The first hour: a newcomer follows each quick start of the README to the letter, with what ships, and has what it promises. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type Newcomer, publish, welcome } from './support/first-hour.ts'
import { sectionsOf } from './support/documents.ts'
import { readPage } from './support/markdown.ts'
import { openDouble } from './support/open-double.ts'
import { quickSteps } from './support/quick-start.ts'
import { removeRepositories } from './support/real-repository.ts'

const readme = readPage('README.md')
const github = await openDouble()
const tags = { 'acme/web': ['1.2.0', '1.3.0', '2.0.0', 'main-1a2b3c4-1767225600', 'main-5e6f7a8-1767312000'] }
let ours = ''
let newcomer: Newcomer

beforeAll(async () => {
  ours = await publish()
})
afterEach(() => newcomer.close())
afterAll(removeRepositories)

/** Some fifteen processes each. */
const enough = 60_000

describe('a newcomer who follows the quick start', () => {
  test(
    'for plain manifests has a pull request for the newest version below the next major one',
    async () => {
      newcomer = await welcome({ github, name: 'plain', ours, tags })
      await newcomer.follow(quickSteps(readme, 'Quick start'))
      await newcomer.follow(quickSteps(readme, 'Plain manifests'))
      expect(outcomes()).toEqual([0])
      const [pull, ...others] = github.pulls(newcomer.repository)
      expect(others).toEqual([])
      expect(await newcomer.read(pull?.head ?? '', 'production/web.yaml')).toContain(
        'image: ghcr.io/acme/web:1.3.0 # {"$imagepolicy": "production:web"}\n',
      )
    },
    enough,
  )

  test(
    'for Argo CD has a commit for development and a pull request for production',
    async () => {
      newcomer = await welcome({ github, name: 'argo-cd', ours, tags })
      await newcomer.follow(quickSteps(readme, 'Quick start'))
      await newcomer.follow(quickSteps(readme, 'Argo CD'))
      expect(outcomes()).toEqual([0])
      expect(await newcomer.read('main', 'apps/dev/kustomization.yaml')).toContain(
        'newTag: main-5e6f7a8-1767312000 #',
      )
      const [pull, ...others] = github.pulls(newcomer.repository)
      expect(others).toEqual([])
      expect(await newcomer.read(pull?.head ?? '', 'apps/production/application.yaml')).toContain(
        '- web=ghcr.io/acme/web:1.3.0 #',
      )
    },
    enough,
  )

  test('for Flux rehearses first, and then has a pull request from the push branch', async () => {
    newcomer = await welcome({ github, name: 'flux', ours, tags, files: bootstrapped() })
    await newcomer.follow(quickSteps(readme, 'Quick start'))
    const steps = quickSteps(readme, 'Flux')
    const act = steps.findIndex(({ kind }) => kind === 'inputs')
    await newcomer.follow(steps.slice(0, act))
    expect(github.pulls(newcomer.repository)).toEqual([])
    await newcomer.follow(steps.slice(act))
    expect(outcomes()).toEqual([0, 0])
    expect(github.pulls(newcomer.repository)).toMatchObject([{ head: 'image-updates' }])
    expect(await newcomer.read('image-updates', 'apps/production/web.yaml')).toContain(
      'ghcr.io/acme/web:1.3.0 #',
    )
  })
})

/** The repository of the recipe for Flux, without its workflow. */
function bootstrapped(): Readonly<Record<string, string>> {
  const recipe = sectionsOf(readPage('.github/docs/RECIPES.md')).find(({ title }) => title === 'Flux')
  const files = recipe?.yaml.filter(({ kind }) => kind !== 'workflow') ?? []
  return Object.fromEntries(files.map(({ path = '', text }) => [path, text]))
}

function outcomes(): readonly number[] {
  return newcomer.runs.map(({ exitCode }) => exitCode)
}
