/** Histories are read where something has to be proved by them, and nowhere else. */
import { describe, expect, test } from '@jest/globals'
import { aDigest } from '../../support/builders.ts'
import { createLine, type Line, only } from '../../support/line.ts'

const hour = 3_600_000
const config = (policy = 'semver: { range: 1.x }', more = '') => `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies: { release: { policy: { ${policy} }${more} } }
environments:
  dev: { paths: [dev], policies: { '*': release } }
  staging: { paths: [staging], from: { environment: dev, soak: 1h }, policies: { '*': release } }
  production:
    paths: [production]
    delivery: pullRequest
    from: { environment: staging, soak: 1h }
    policies: { '*': release }
`
const environments = ['dev', 'staging', 'production']
const marked = (environment: string, image: string, tag: string) =>
  `${image}: ${tag} # {"$imagepolicy": "${environment}:${image}:tag"}\n`

/** Everything stands at 1.1.0, the newest tag. */
function settledLine(text = config()): Line {
  const files = environments.flatMap((environment) =>
    ['web', 'api'].map((image) => [`${environment}/${image}.yaml`, marked(environment, image, '1.1.0')]),
  )
  return createLine(text, Object.fromEntries(files), { isTimed: true })
}

const run = (line: Line, request?: Parameters<Line['run']>[0]) => () => line.run(request)

/** How many histories each of these runs reads. */
async function readsOf(line: Line, ...runs: readonly (() => Promise<unknown>)[]): Promise<readonly number[]> {
  const lineage = line.git.lineage.bind(line.git)
  let count = 0
  line.git.lineage = (question) => {
    count += 1
    return lineage(question)
  }
  const reads: number[] = []
  for (const run of runs) {
    count = 0
    await run()
    reads.push(count)
  }
  return reads
}

describe('a run reads the history of', () => {
  test('no environment, where everything stands at its newest tag', async () => {
    const line = settledLine()
    expect(await readsOf(line, run(line))).toEqual([0])
  })

  test('the sources of what is not there yet, and each once', async () => {
    const line = settledLine()
    const release = async () => {
      line.setTags('web', '1.1.0', '1.2.0')
      line.setTags('api', '1.1.0', '1.2.0')
      await line.run()
    }
    const later = () => {
      line.clock.advance(2 * hour)
      return line.run()
    }
    // Dev and staging; then staging has it, and production opens its requests; then these are open.
    expect(await readsOf(line, release, later, later, later)).toEqual([2, 2, 1, 1])
    expect(line.forge.pulls().map(({ title }) => title)).toEqual([
      'Bump api to 1.2.0 in production',
      'Bump web to 1.2.0 in production',
    ])
  })

  test('no environment for an image that is not looked at', async () => {
    const line = settledLine()
    line.setTags('web', '1.1.0', '1.2.0')
    expect(await readsOf(line, run(line, only('api')))).toEqual([0])
  })

  test.each<[what: string, text: string]>([
    ['a policy follows digests', config('semver: { range: 1.x }', ', digestReflectionPolicy: Always')],
    ['the newest tag is older than what stands there', config("semver: { range: '<1.1.0' }")],
  ])('sources, where %s', async (_, text) => {
    const line = settledLine(text)
    expect(await readsOf(line, run(line))).toEqual([2])
  })

  test('the source of a request that is open, though its environment is up to date', async () => {
    const line = settledLine()
    line.setTags('web', '1.1.0', '1.2.0')
    await line.run()
    line.clock.advance(2 * hour)
    await line.run()
    line.clock.advance(2 * hour)
    await line.run()
    await line.git.commit('main', { 'production/web.yaml': marked('production', 'web', '1.2.0') })
    expect(await readsOf(line, run(line), run(line))).toEqual([1, 0])
    expect(line.pull(1).state).toBe('closed')
  })
})

test('a digest without a tag is no tag that everything else is older than', async () => {
  const text = `version: 1
images: { web: ghcr.io/acme/web }
policies:
  trunk: { filterTags: { pattern: ^main- }, policy: { alphabetical: {} } }
  release: { policy: { alphabetical: { order: desc } } }
environments:
  dev: { paths: [dev], policies: { web: trunk } }
  staging: { paths: [staging], from: { environment: dev, soak: 1h }, policies: { web: release } }
`
  const files = {
    'dev/web.yaml': marked('dev', 'web', 'main-1'),
    'staging/web.yaml': `image: ghcr.io/acme/web@${aDigest()} # {"$imagepolicy": "staging:web"}\n`,
  }
  const line = createLine(text, files, { isTimed: true })
  line.setTags('web', 'main-1', 'a1')
  for (const tag of ['main-1', 'a1']) line.registry.setDigest('ghcr.io/acme/web', tag, aDigest('b'))
  line.clock.advance(2 * hour)
  await line.run()
  expect(await line.read('main', 'staging/web.yaml')).toContain('image: ghcr.io/acme/web:a1 #')
})
