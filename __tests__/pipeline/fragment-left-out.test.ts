/** A fragment that is not right costs its own folder, and nothing that is under way: a partial view changes nothing. */
import { describe, expect, test } from '@jest/globals'
import type { RunReport } from '../../src/model/report.ts'
import { createLine, type Line } from '../support/line.ts'

const marked = (image: string, tag: string) =>
  `${image}: ${tag} # {"$imagepolicy": "production:${image}:tag"}\n`
const fragmentOf = (image: string) => `version: 1\nimages: { ${image}: ghcr.io/acme/${image} }\n`

/** Two teams with an image each, and one that the configuration has for all. */
async function teams(group: string): Promise<Line> {
  const config = `version: 1
images: { base: ghcr.io/acme/base }
policies: { release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }
environments:
  production:
    paths: [teams, shared]
    delivery: { pullRequest: { group: ${group} } }
    policies: { '*': release }
include: ['teams/*/image-bump.yaml']
`
  const line = createLine(config, {
    'shared/base.yaml': marked('base', '1.0.0'),
    'teams/a/web.yaml': `${marked('web', '1.0.0')}${marked('base', '1.0.0')}`,
    'teams/a/image-bump.yaml': fragmentOf('web'),
    'teams/b/api.yaml': marked('api', '1.0.0'),
    'teams/b/image-bump.yaml': fragmentOf('api'),
  })
  line.setTags('base', '1.0.0', '1.1.0')
  return line
}

const breakTeam = (line: Line) =>
  line.git.commit('main', { 'teams/a/image-bump.yaml': 'version: 1\nbranch: x\n' })
const mendTeam = (line: Line) => line.git.commit('main', { 'teams/a/image-bump.yaml': fragmentOf('web') })
const heldOf = ({ environments }: RunReport) =>
  environments.flatMap(({ holds }) => holds.map(({ change, why }) => `${change.marker.policy} ${why}`))
const openOf = ({ forge }: Line) =>
  forge.pulls().flatMap(({ state, head }) => (state === 'open' ? [head] : []))

describe('while a fragment is left out', () => {
  test('the request of the whole environment is left as it is, and made true again afterwards', async () => {
    const line = await teams('environment')
    await line.run()
    const head = line.git.headOf('image-bump/production')
    await breakTeam(line)
    line.setTags('api', '1.0.0', '1.1.0', '1.2.0')
    const report = await line.run()
    expect(heldOf(report)).toEqual(['production:base undecided', 'production:teams/b/api undecided'])
    expect(report.environments[0]?.holds[0]?.lift).toContain('The fragment of teams/a is left out')
    expect([line.git.headOf('image-bump/production'), openOf(line)]).toEqual([
      head,
      ['image-bump/production'],
    ])
    await mendTeam(line)
    await line.run()
    expect(await line.read('image-bump/production', 'teams/b/api.yaml')).toBe(marked('api', '1.2.0'))
    expect(await line.read('image-bump/production', 'teams/a/web.yaml')).toContain(marked('web', '1.1.0'))
  })

  test('a request of the whole environment that it has no part in goes on', async () => {
    const line = await teams('environment')
    await breakTeam(line)
    await line.run()
    expect(await line.read('image-bump/production', 'teams/b/api.yaml')).toBe(marked('api', '1.1.0'))
    line.setTags('api', '1.0.0', '1.2.0')
    expect(heldOf(await line.run())).toEqual([])
    expect(await line.read('image-bump/production', 'teams/b/api.yaml')).toBe(marked('api', '1.2.0'))
  })

  test('requests of its policies stay open, and one that changes a file of its folder for everybody is not cut', async () => {
    const line = await teams('policy')
    await line.run()
    const before = openOf(line)
    expect(before).toHaveLength(3)
    await breakTeam(line)
    for (const image of ['api', 'base']) line.setTags(image, '1.0.0', '1.1.0', '1.2.0')
    expect(heldOf(await line.run())).toEqual(['production:base undecided'])
    expect(openOf(line)).toEqual(before)
    expect(await line.read('image-bump/production--base', 'teams/a/web.yaml')).toContain(
      marked('base', '1.1.0'),
    )
    expect(await line.read(line.pull(3).head, 'teams/b/api.yaml')).toBe(marked('api', '1.2.0'))
  })

  test('a named group with a policy of it does not begin', async () => {
    const line = await teams('{ shop: [teams/a/web, teams/b/api] }')
    await breakTeam(line)
    expect(heldOf(await line.run())).toEqual(['production:teams/b/api undecided'])
    expect(openOf(line)).toEqual(['image-bump/production--base'])
    await mendTeam(line)
    await line.run()
    expect(openOf(line)).toEqual(['image-bump/production--base', 'image-bump/production--shop'])
  })
})
