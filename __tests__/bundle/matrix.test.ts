/** The committed bundle as a job that plans and as jobs that deliver its plan. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { closeGitOpsWorlds, createGitOpsWorld } from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { makeFolder, removeRepositories } from '../support/real-repository.ts'
import { runCli } from '../support/run-cli.ts'
import { textOf } from '../support/text-of.ts'

const github = await openDouble()

afterEach(closeGitOpsWorlds)
afterAll(removeRepositories)

test('one job plans, each row delivers its part, and no registry is asked again', async () => {
  const world = await createGitOpsWorld(github)
  const planning = await world.step({ inputs: { 'dry-run': 'true' } })
  expect(planning).toMatchObject({ exitCode: 0, outputs: { rows: '2' } })
  expect(await world.remote.log('main')).toHaveLength(1)
  const { include } = JSON.parse(planning.outputs['matrix'] ?? '')
  expect(include).toEqual([
    { environments: 'dev', branch: 'main' },
    { environments: 'production', branch: 'main' },
  ])
  const plan = join(await makeFolder(), 'plan.json')
  await writeFile(plan, planning.outputs['plan'] ?? '')
  // Every job checks out the commit that the run began with.
  const checkouts = [world.checkout, await world.remote.clone('--depth=1')]
  const asked = world.registry.requests.length
  for (const [at, { environments }] of include.entries()) {
    const delivering = await world.step({ workspace: checkouts[at]!, inputs: { plan, environments } })
    expect(delivering).toMatchObject({ exitCode: 0, outputs: { changed: 'true' } })
    expect(delivering.outputs['matrix']).toBeUndefined()
  }
  expect(world.registry.requests).toHaveLength(asked)
  expect(await textOf(world.remote, 'main', 'apps/dev/web.yaml')).toContain('/acme/web:1.10.0 ')
  expect(github.pulls(world.repository).map(({ title }) => title)).toEqual([
    'Bump web to 1.10.0 in production',
    'Bump api to 1.5.0 in production',
  ])
  const again = await world.step({ inputs: { 'dry-run': 'true' } })
  expect(again.outputs).toMatchObject({ rows: '0', matrix: '{"include":[]}' })
})

test('the command line prints the matrix on one line, saves the plan and refuses that of another repository', async () => {
  const world = await createGitOpsWorld(github)
  const file = join(await makeFolder(), 'plan.json')
  const of = (GITHUB_REPOSITORY: string) => ({ cwd: world.checkout, env: { GITHUB_REPOSITORY } })
  const planned = await runCli(
    ['plan', '--environments', 'dev', '--matrix', '--save', file],
    of('acme/gitops'),
  )
  expect(planned.stderr).toContain('Written to plan.json, for image-bump publish --plan.')
  expect(planned).toMatchObject({
    exitCode: 0,
    stdout: '{"include":[{"environments":"dev","branch":"main"}]}\n',
  })
  const asked = world.registry.requests.length
  const refused = await runCli(['publish', '--plan', file], of('acme/other'))
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
  expect(refused.stderr).toContain('is a plan for acme/gitops, and this is acme/other')
  const done = await runCli(['publish', '--environments', 'dev', '--plan', file], of('acme/gitops'))
  expect(done.exitCode).toBe(0)
  expect(world.registry.requests).toHaveLength(asked)
  expect(await textOf(world.remote, 'main', 'apps/dev/web.yaml')).toContain('/acme/web:1.10.0 ')
})
