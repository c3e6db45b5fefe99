/** How the committed bundle commits: by GitHub's API and by git, and what it refuses. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import {
  closeGitOpsWorlds,
  createGitOpsWorld,
  type GitOpsWorld,
  type StepOptions,
} from '../support/gitops-world.ts'
import { openDouble } from '../support/open-double.ts'
import { git, makeFolder, removeRepositories } from '../support/real-repository.ts'
import { endAgents, makeGpgKey, makeSshKey, signingAvailable } from '../support/signing-keys.ts'

const github = await openDouble()
let world: GitOpsWorld

afterEach(closeGitOpsWorlds)
afterAll(removeRepositories)

async function stepOf(how: StepOptions) {
  world = await createGitOpsWorld(github)
  github.forgetRequests()
  return world.step(how)
}

/** Of the head of main: committer and signature. */
async function headOfMain(): Promise<string> {
  return (await git(world.remote.bare, ['cat-file', 'commit', 'main'])).toString()
}

describe('commits', () => {
  test('go by the API, signed by GitHub, and the checkout follows', async () => {
    const step = await stepOf({})
    expect(step.exitCode).toBe(0)
    expect(await headOfMain()).toMatch(/^committer GitHub <noreply@github\.com>/m)
    expect(await headOfMain()).toMatch(/^gpgsig /m)
    expect(github.counts()['git/receive-pack']).toBeUndefined()
    expect(await readFile(join(world.checkout, 'apps/dev/web.yaml'), 'utf8')).toContain('/acme/web:1.10.0 ')
    expect((await git(world.checkout, ['status', '--porcelain'])).toString()).toBe('')
  })

  test('go by git where that is chosen, and the checkout stays where it is told to', async () => {
    const step = await stepOf({ inputs: { commits: 'git', 'update-workspace': 'false' } })
    expect(step.exitCode).toBe(0)
    expect(await headOfMain()).toMatch(/^committer Image Bump <image-bump@noreply\.invalid>/m)
    expect(await headOfMain()).not.toMatch(/^gpgsig /m)
    expect(github.counts()['git/create-commit']).toBeUndefined()
    expect(await readFile(join(world.checkout, 'apps/dev/web.yaml'), 'utf8')).toContain('/acme/web:1.2.0 ')
  })

  test('by a personal token are told to be unverified, once', async () => {
    const step = await stepOf({ actor: { kind: 'user' } })
    expect(step.exitCode).toBe(0)
    expect(await headOfMain()).not.toMatch(/^gpgsig /m)
    const report: { readonly problems: readonly { readonly code: string }[] } = JSON.parse(
      step.outputs['report'] ?? '',
    )
    expect(report.problems.filter(({ code }) => code === 'commits-unverified')).toHaveLength(1)
  })
})

const isAvailable = signingAvailable() || process.env['REQUIRE_REAL'] === '1'
if (!isAvailable)
  console.warn('SKIPPED: the programs gpg and ssh-keygen are not both here, so no signature was tried.')
const describeReal = isAvailable ? describe : describe.skip

describeReal('signed commits', () => {
  test.each([{ make: makeGpgKey }, { make: makeSshKey }])(
    'are signed by a key of your own, which shows nowhere: $make.name',
    async ({ make }) => {
      const folder = await makeFolder()
      const key = make(folder, 'open sesame')
      const inputs = { 'signing-key': key.secret, 'signing-key-passphrase': 'open sesame' }
      const step = await stepOf({ inputs })
      endAgents(folder)
      expect(step.exitCode).toBe(0)
      const shown = await git(world.remote.bare, [...key.verifying, 'log', '-1', '--format=%G?', 'main'], {
        env: key.env,
      })
      expect(shown.toString()).toMatch(/^[GU]$/m)
      expect(step.leaks).toEqual([])
    },
  )
})

describe('a run that writes', () => {
  test.each(['pull_request_target', 'issue_comment'])('refuses to start on %s', async (name) => {
    const step = await stepOf({ event: { name, payload: {} } })
    expect(step.exitCode).toBe(1)
    expect(step.commands.filter((command) => command.name === 'error').map(({ message }) => message)).toEqual(
      [expect.stringContaining(`This run was started by ${name}`)],
    )
    expect(github.counts()['total']).toBe(0)
    expect(world.registry.requests).toEqual([])
  })
})
