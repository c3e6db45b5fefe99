/** What guards a branch: read from GitHub, and met by whoever pushes. */
import { spawn } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { BranchRules } from '../../src/standins/github/github.ts'
import type { BareRepository } from '../support/bare-repository.ts'
import type { Actor } from '../support/github-double.ts'
import { createWire } from '../support/github-wire.ts'
import { addRepository, openDouble, removeAddedRepositories } from '../support/open-double.ts'

const app: Actor = { kind: 'app', login: 'deploy' }
const ruleset: BranchRules = {
  branch: 'main',
  kind: 'ruleset',
  pullRequest: { approvals: 2, dismissStale: true },
}
const protection: BranchRules = {
  branch: 'ma*',
  kind: 'protection',
  checks: ['ci/build'],
  pullRequest: { approvals: 1 },
}

const double = await openDouble()
let bare: BareRepository
let repository: string
let next: string

beforeEach(() => {
  ;({ bare, repository } = addRepository(double))
  next = double.person(repository).push('next', { 'web.yaml': 'image: web:2\n' })
})
afterEach(removeAddedRepositories)

describe('the rules of a branch', () => {
  test('of rulesets are read by everybody, also for a branch that does not exist', async () => {
    const rules = {
      ...ruleset,
      branch: '*',
      checks: ['ci/build'],
      isStrict: true,
      signatures: true,
      mergeQueue: 'SQUASH',
      noUpdate: true,
      noForcePush: true,
    } as const
    double.configure(repository, { rules: [rules, protection] })
    const { body } = await createWire(double, repository).send('GET', '/rules/branches/new%2Fbranch')
    expect(body.map(({ type }: { type: string }) => type)).toEqual([
      'update',
      'non_fast_forward',
      'required_signatures',
      'pull_request',
      'required_status_checks',
      'merge_queue',
    ])
    expect(body[3].parameters).toMatchObject({
      required_approving_review_count: 2,
      dismiss_stale_reviews_on_push: true,
    })
  })

  test('of classic protection are seen to be there, and read by GraphQL only', async () => {
    double.configure(repository, { rules: [protection] })
    const wire = createWire(double, repository)
    expect((await wire.send('GET', '/rules/branches/main')).body).toEqual([])
    expect((await wire.send('GET', '/branches/main')).body).toMatchObject({
      protected: true,
      protection: { enabled: true },
    })
    expect(await wire.send('GET', '/branches/main/protection')).toMatchObject({ status: 403 })
    const { data } = await wire.graphql(
      'query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ref(qualifiedName: "main") { refUpdateRule { requiredApprovingReviewCount viewerCanPush } } } }',
      { owner: 'acme', name: repository.slice(5) },
    )
    expect(data.repository.ref.refUpdateRule).toEqual({
      requiredApprovingReviewCount: 1,
      viewerCanPush: false,
    })
  })
})

describe('a guarded branch', () => {
  const ruleText = 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n'
  const must = 'Changes must be made through a pull request.'

  interface Case {
    readonly rules: BranchRules
    readonly actor?: Actor
    readonly status: number
    readonly message?: string
  }

  test.each<Case>([
    { rules: ruleset, status: 422, message: ruleText },
    { rules: { ...ruleset, bypass: ['deploy[bot]'] }, actor: app, status: 200 },
    { rules: { ...ruleset, bypass: ['deploy[bot]'] }, status: 422, message: ruleText },
    { rules: protection, status: 422, message: `${must} Required status check "ci/build" is expected.` },
    {
      rules: { branch: 'main', kind: 'ruleset', signatures: true },
      status: 422,
      message: 'Repository rule violations found\n\nCommits must have verified signatures.\n\n',
    },
    { rules: { branch: 'main', kind: 'ruleset', noForcePush: true }, status: 200 },
    { rules: { branch: 'other', kind: 'ruleset', noUpdate: true }, status: 200 },
  ])(
    'answers $status to an update by $actor.login under $rules',
    async ({ rules, actor, status, message }) => {
      double.configure(repository, { rules: [rules] })
      const wire = createWire(double, repository, double.token(actor))
      const answer = await wire.send('PATCH', '/git/refs/heads%2Fmain', { sha: next })
      expect([answer.status, answer.body.message]).toEqual([status, message])
      expect(bare.git('rev-parse', 'main') === bare.git('rev-parse', 'next')).toBe(status === 200)
    },
  )

  test('is not created either, and GitHub does not say why', async () => {
    double.configure(repository, { rules: [{ branch: 'image-bump/*', kind: 'ruleset', noCreation: true }] })
    const wish = { ref: 'refs/heads/image-bump/production', sha: next }
    const { status, body } = await createWire(double, repository).send('POST', '/git/refs', wish)
    expect([status, body.message]).toEqual([422, 'Reference update failed'])
  })

  test.each<{ readonly rules: BranchRules; readonly actor?: Actor; readonly says: readonly string[] }>([
    {
      rules: ruleset,
      says: [
        'remote: error: GH013: Repository rule violations found for refs/heads/main.',
        'remote: Review all repository rules at https://github.com/acme/gitops-\\d+/rules\\?ref=refs%2Fheads%2Fmain',
        'remote: - Changes must be made through a pull request.',
      ],
    },
    {
      rules: protection,
      says: [
        'remote: error: GH006: Protected branch update failed for refs/heads/main.',
        'remote: - Required status check "ci/build" is expected.',
      ],
    },
    {
      rules: { branch: 'main', kind: 'ruleset', signatures: true },
      says: ['remote: - Commits must have verified signatures.'],
    },
    { rules: { ...ruleset, bypass: ['deploy[bot]'] }, actor: app, says: ['next -> main'] },
    {
      rules: { branch: 'main', kind: 'ruleset', noForcePush: true, noDeletion: true, noCreation: true },
      says: ['next -> main'],
    },
  ])('says $says to a push', async ({ rules, actor, says }) => {
    double.configure(repository, { rules: [rules] })
    const said = await push(double.token(actor), 'next:main')
    for (const line of says) expect(said).toMatch(new RegExp(line))
    expect(bare.git('rev-parse', 'main') === bare.git('rev-parse', 'next')).toBe(says[0] === 'next -> main')
  })
})

describe('a push over HTTP', () => {
  test('is an event in the name of its token', async () => {
    await push(double.token({ kind: 'actions' }), 'next:refs/heads/bump')
    expect(double.events(repository).at(-1)).toEqual({
      name: 'push',
      actor: 'github-actions[bot]',
      outcome: 'suppressed',
      ref: 'refs/heads/bump',
      commit: next,
    })
  })

  test.each<{ readonly actor: Actor; readonly says: string }>([
    {
      actor: { kind: 'actions', permissions: { contents: 'read' } },
      says: 'denied to github-actions[bot].',
    },
    { actor: { kind: 'actions', repositories: ['acme/other'] }, says: 'not found' },
  ])('with too little is refused: $says', async ({ actor, says }) => {
    expect(await push(double.token(actor), 'next:refs/heads/bump')).toContain(says)
  })
})

/** What git says of a push from the repository itself, whose objects are there already. */
function push(token: string, refspec: string): Promise<string> {
  const url = `${double.url.replace('//', `//x-access-token:${token}@`)}/${repository}.git`
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
  }
  const child = spawn('git', ['--git-dir', bare.directory, 'push', url, refspec], { env })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return new Promise((resolve) => {
    child.on('close', () => resolve(said))
  })
}
