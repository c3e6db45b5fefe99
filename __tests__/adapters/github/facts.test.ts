/** What GitHub says of a repository's settings and workflows, and what the doctor makes of that and of a token with few rights. */
import { afterAll, expect, test } from '@jest/globals'
import { dryRun } from '../../../src/adapters/dry-run.ts'
import { createFacts, createForge } from '../../../src/adapters/github/github.ts'
import { doctor } from '../../../src/commands/doctor.ts'
import type { StandInRepository } from '../../../src/standins/github/github.ts'
import { createPatient, workflowFile } from '../../commands/doctor-world.ts'
import { configFile, files, fromCommits } from '../../commands/world.ts'
import { createBareRepository } from '../../support/bare-repository.ts'
import type { Actor } from '../../support/github-actors.ts'
import { openDouble } from '../../support/open-double.ts'
import { createPatientClock } from '../../support/patient-clock.ts'

const double = await openDouble()
const bare = createBareRepository()
let count = 0

afterAll(() => bare.remove())

function connect(details: Pick<StandInRepository, 'settings' | 'rules'>, actor: Actor) {
  count += 1
  const name = `facts-${count}`
  double.addRepository({ owner: 'acme', name, directory: bare.directory, ...details })
  const options = {
    repository: `acme/${name}`,
    token: double.token(actor),
    apiUrl: double.apiUrl,
    graphqlUrl: double.graphqlUrl,
    userAgent: 'image-bump/test',
  }
  return {
    facts: createFacts(options),
    forge: createForge({ ...options, clock: createPatientClock() }),
  }
}

test('settings and workflows are told as far as the token is shown them', async () => {
  const settings = {
    isPrivate: false,
    allowAutoMerge: true,
    actionsMayOpen: false,
    workflows: { 'image-bump.yaml': 'disabled_inactivity' },
  }
  const { facts } = connect({ settings }, { kind: 'user', permissions: { administration: 'read' } })
  expect(await facts([workflowFile, '.github/workflows/other.yaml'])).toEqual({
    isPublic: true,
    isArchived: false,
    allowsAutoMerge: true,
    mayPush: true,
    actionsMayOpen: false,
    workflows: new Map([[workflowFile, { state: 'disabled_inactivity' }]]),
  })
  const few = connect({ settings }, { kind: 'actions', permissions: { actions: 'none' } })
  const told = await few.facts([workflowFile])
  expect(told).toMatchObject({ isPublic: true, workflows: new Map() })
  expect(told).not.toHaveProperty('actionsMayOpen')
})

test('the doctor tells a token without the right to requests, rules that ask for no gate, and a workflow that is off', async () => {
  const gated = files[configFile].replace(
    'delivery: pullRequest,',
    'delivery: pullRequest, windows: { allow: [Mon-Sun] },',
  )
  const world = createPatient({ [configFile]: gated })
  const asked = connect(
    {
      settings: { actionsMayOpen: false, workflows: { 'image-bump.yaml': 'disabled_manually' } },
      rules: [{ branch: 'main', kind: 'ruleset', pullRequest: { approvals: 1 }, checks: ['test'] }],
    },
    { kind: 'actions', pullRequests: 'none' },
  )
  const { json, exitCode } = await doctor(
    { ...fromCommits, scan: true },
    { ...dryRun({ ...world, forge: asked.forge }), facts: asked.facts },
  )
  expect(exitCode).toBe(1)
  expect(Object(json).findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ check: 'workflow', kind: 'workflow-disabled', stops: true }),
      expect.objectContaining({ check: 'token', kind: 'permission-missing', level: 'error' }),
      expect.objectContaining({ check: 'token', kind: 'workflows-wait' }),
      expect.objectContaining({
        kind: 'commits-to-guarded-branch',
        seen: expect.stringContaining('main asks for an approving review and the check test.'),
      }),
      expect.objectContaining({
        kind: 'gates-not-required',
        seen: expect.stringContaining('main does not ask for image-bump/window'),
      }),
    ]),
  )
})
