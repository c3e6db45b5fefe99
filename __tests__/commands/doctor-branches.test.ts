import { expect, test } from '@jest/globals'
import { doctorBranches } from '../../src/commands/doctor-branches.ts'
import { configFile, createWorld } from './world.ts'

const gated = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  dev: { paths: [apps/dev], policies: { web: { policy: { semver: { range: 1.x } } } } }
  production:
    paths: [apps/production]
    delivery: pullRequest
    from: { environment: dev, soak: 24h, status: 'flux/*' }
    windows: { allow: [Mon-Thu] }
    policies: { web: { policy: { semver: { range: 1.x } } } }
`

test('the doctor says which gates a branch does not ask for', async () => {
  const world = createWorld({ [configFile]: gated })
  world.forge.setRules('main', { known: true, checks: ['image-bump/soak', 'test'] })
  const { exitCode, lines, json } = await doctorBranches(configFile, world)
  expect(exitCode).toBe(0)
  expect(lines).toEqual([
    'production: main asks for the checks image-bump/soak and test.',
    '  warning gates-not-required',
    '    main does not ask for image-bump/status and image-bump/window, so a request of production can be merged before its gates are open.',
    expect.stringContaining('Add the checks named'),
  ])
  expect(json).toMatchObject({
    branches: [{ environment: 'production', missing: ['image-bump/status', 'image-bump/window'] }],
  })
})

test('the doctor has nothing to say where a branch asks for all, or does not show its rules', async () => {
  const world = createWorld({ [configFile]: gated })
  const checks = ['image-bump/soak', 'image-bump/status', 'image-bump/window']
  world.forge.setRules('main', { known: true, checks })
  expect((await doctorBranches(configFile, world)).lines).toHaveLength(1)
  world.forge.setRules('main', { known: false })
  expect((await doctorBranches(configFile, world)).lines).toEqual([
    'production: What guards main is not shown to this token.',
  ])
})
