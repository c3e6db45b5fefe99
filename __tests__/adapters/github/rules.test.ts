/** What guards a branch, as far as a token may see it. */
import { describe, expect, test } from '@jest/globals'
import { isGuarded } from '../../../src/model/pull-request.ts'
import type { BranchRules } from '../../../src/standins/github/github.ts'
import { forgesUnderTest, problemOf } from '../../support/forges-under-test.ts'
import { troubles } from '../../support/github-double.ts'

const { setUp, asked, strike, double } = forgesUnderTest()

const none = {
  known: true,
  pullRequest: false,
  reviews: 0,
  dismissesReviews: false,
  checks: [],
  mergeQueue: false,
}

const main = { branch: 'main', kind: 'ruleset' } as const

describe('the rules', () => {
  test.each<{ what: string; rules: readonly BranchRules[]; want: object }>([
    { what: 'none', rules: [], want: {} },
    { what: 'of another branch', rules: [{ ...main, branch: 'staging', checks: ['ci'] }], want: {} },
    {
      what: 'pull requests without a review',
      rules: [{ ...main, pullRequest: { approvals: 0 } }],
      want: { pullRequest: true },
    },
    {
      what: 'of two rulesets together',
      rules: [
        { ...main, pullRequest: { approvals: 1, dismissStale: true }, checks: ['ci'] },
        { ...main, branch: '*', pullRequest: { approvals: 2 }, checks: ['ci', 'lint'] },
      ],
      want: { pullRequest: true, reviews: 2, dismissesReviews: true, checks: ['ci', 'lint'] },
    },
    { what: 'a merge queue', rules: [{ ...main, mergeQueue: 'SQUASH' }], want: { mergeQueue: true } },
    {
      what: 'what guards nothing from a bad image',
      rules: [{ ...main, noForcePush: true, signatures: true }],
      want: {},
    },
    {
      what: 'classic protection, which only administrators may read, as it holds for this token',
      rules: [{ ...main, kind: 'protection', pullRequest: { approvals: 1 }, checks: ['ci'] }],
      want: { pullRequest: true, reviews: 1, checks: ['ci'] },
    },
    {
      what: 'both kinds united',
      rules: [
        { ...main, checks: ['ci'] },
        { ...main, kind: 'protection', pullRequest: { approvals: 1 }, checks: ['lint'] },
      ],
      want: { pullRequest: true, reviews: 1, checks: ['ci', 'lint'] },
    },
  ])('$what', async ({ rules, want }) => {
    const subject = setUp()
    double().configure(subject.repository, { rules })
    expect(await subject.forge.rules('main')).toEqual({ ...none, ...want })
    expect(asked(subject)).toEqual(['GET /rules/branches/main', 'query readProtection'])
  })

  test('more of them than a page holds', async () => {
    const { forge, repository } = setUp()
    const checks = Array.from({ length: 120 }, (_, index) => `check-${index}`)
    double().configure(repository, { rules: checks.map((check) => ({ ...main, checks: [check] })) })
    expect((await forge.rules('main')).checks).toEqual(checks)
  })

  test('of a branch whose name has slashes, and that does not exist yet', async () => {
    const { forge, repository } = setUp()
    double().configure(repository, { rules: [{ ...main, branch: 'env/production', checks: ['ci'] }] })
    expect(await forge.rules('env/production')).toEqual({ ...none, checks: ['ci'] })
  })

  test('required workflows, deployments and scans are checks', async () => {
    const { forge } = setUp()
    const source = {
      ruleset_source_type: 'Repository',
      ruleset_source: 'acme/gitops',
      ruleset_id: 1,
    } as const
    const scan = { tool: 'CodeQL', alerts_threshold: 'errors', security_alerts_threshold: 'all' }
    const body = [
      {
        type: 'workflows',
        parameters: { workflows: [{ path: '.github/workflows/ci.yaml', repository_id: 7 }] },
        ...source,
      },
      {
        type: 'required_deployments',
        parameters: { required_deployment_environments: ['staging'] },
        ...source,
      },
      { type: 'code_scanning', parameters: { code_scanning_tools: [scan] }, ...source },
    ]
    strike('repos/get-branch-rules', { when: 'after', answer: { status: 200, body } })
    const rules = await forge.rules('main')
    expect(rules.checks).toEqual(['.github/workflows/ci.yaml', 'staging', 'CodeQL'])
    expect(isGuarded(rules)).toBe(true)
  })
})

describe('what GitHub does not say', () => {
  const upgrade = 'Upgrade to GitHub Pro or make this repository public to enable this feature.'
  const refused = { status: 403, body: { message: upgrade, documentation_url: '' } }
  const forbidden = {
    status: 200,
    body: {
      data: { repository: null },
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    },
  }

  test.each([
    { status: 403, body: refused.body },
    { status: 404, body: { message: 'Not Found', documentation_url: '' } },
  ])('is not known, with status $status', async (answer) => {
    const { forge } = setUp()
    strike('repos/get-branch-rules', { when: 'before', answer })
    expect(await forge.rules('main')).toEqual({ ...none, known: false })
  })

  test('is no matter where the other half guards the branch already', async () => {
    const { forge, repository } = setUp()
    double().configure(repository, { rules: [{ ...main, kind: 'protection', checks: ['ci'] }] })
    strike('repos/get-branch-rules', { when: 'before', answer: refused })
    expect(await forge.rules('main')).toEqual({ ...none, checks: ['ci'] })
  })

  test('is asked for once more without what only administrators may read', async () => {
    const subject = setUp()
    double().configure(subject.repository, { rules: [{ ...main, kind: 'protection', checks: ['ci'] }] })
    strike('query readProtection', { when: 'before', answer: forbidden })
    expect(await subject.forge.rules('main')).toEqual({ ...none, checks: ['ci'] })
    expect(asked(subject)).toHaveLength(3)
  })

  test('half a view in which nothing guards the branch is none', async () => {
    const { forge, repository } = setUp()
    double().configure(repository, { rules: [{ ...main, pullRequest: { approvals: 0 } }] })
    double().addFault({
      operation: 'query readProtection',
      match: ({ body }) => String({ ...Object(body) }.variables?.name) === repository.slice(5),
      when: 'before',
      answer: forbidden,
    })
    expect(await forge.rules('main')).toEqual({ ...none, known: false })
  })

  test.each(['repos/get-branch-rules', 'query readProtection'])(
    'a fault of %s is no silence',
    async (operation) => {
      const { forge } = setUp()
      strike(operation, { when: 'before', answer: troubles.badGateway })
      expect(await problemOf(forge.rules('main'))).toMatchObject({ code: 'github-failed' })
    },
  )
})
