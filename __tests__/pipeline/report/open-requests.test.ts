import { describe, expect, test } from '@jest/globals'
import { openRequests } from '../../../src/pipeline/report/open-requests.ts'
import type { PullRequest } from '../../../src/model/pull-request.ts'
import type { Publication } from '../../../src/model/report.ts'
import {
  anEnvironment,
  anEnvironmentPlan,
  aPlan,
  aProblem,
  aPullRequest,
  byRequest,
} from '../../support/builders.ts'
import { createLine } from '../../support/line.ts'

const found = (...requests: readonly PullRequest[]) => ({
  existing: new Map(requests.map((request) => [request.head, { request, past: [] }])),
  rules: new Map(),
  past: new Map(),
})
const publication = (kind: Publication['kind'], overrides: Partial<Publication> = {}): Publication => ({
  environment: 'production',
  kind,
  branch: 'image-bump/production--api',
  request: { number: 9, url: 'https://github.com/acme/gitops/pull/9', operation: 'created' },
  ...overrides,
})

describe('requests that are open when a run ends', () => {
  const seven = aPullRequest({ openedAt: 5, approved: true })

  test('are those that were found and those that it opened, by number', () => {
    const told = openRequests(found(seven), aPlan(), [publication('proposed')])
    expect(told).toMatchObject([
      { number: 7, title: 'Bump web', openedAt: 5, approved: true, mergesItself: false },
      { number: 9, environment: 'production', approved: false, mergesItself: false },
    ])
    expect(told[1]).not.toHaveProperty('title')
  })

  test('are not those that it closes', () => {
    const closings = [{ environment: 'production', request: seven }]
    expect(openRequests(found(seven), aPlan({ closings }), [])).toEqual([])
  })

  test.each<[is: boolean, what: string, request: Partial<PullRequest>]>([
    [true, 'is armed', { armed: true }],
    [true, 'waits in a queue', { queued: true }],
    [false, 'is approved alone', { approved: true }],
  ])('merge by themselves (%s) where one %s', (is, _, request) => {
    expect(openRequests(found(aPullRequest(request)), aPlan(), [])[0]?.mergesItself).toBe(is)
  })

  test.each<[is: boolean, what: string, warnings: Publication['warnings']]>([
    [true, 'was armed when it was opened', undefined],
    [false, 'could not be armed', [aProblem({ code: 'auto-merge-refused' })]],
  ])('merge by themselves (%s) where one %s', (is, _, warnings) => {
    const environment = anEnvironment({ name: 'production', delivery: byRequest({ autoMerge: 'squash' }) })
    const plan = aPlan({ environments: [anEnvironmentPlan({ environment })] })
    const opened = publication('proposed', warnings === undefined ? {} : { warnings })
    expect(openRequests(found(), plan, [opened])[0]?.mergesItself).toBe(is)
  })

  test('are told of a run with their environment and age, also where nothing is left to do in it', async () => {
    const line = createLine(
      `version: 1
images: { web: ghcr.io/acme/web }
policies: { release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }
environments:
  production: { paths: [apps], delivery: pullRequest, policies: { '*': release } }
`,
      { 'apps/web.yaml': 'web: 1.0.0 # {"$imagepolicy": "production:web:tag"}\n' },
      { isTimed: true },
    )
    const { began = 0 } = await line.run()
    line.clock.advance(60_000)
    line.failTags('web')
    const second = await line.run()
    expect(second).toMatchObject({
      began: began + 60_000,
      open: [
        { number: 1, environment: 'production', title: 'Bump web to 1.1.0 in production', openedAt: began },
      ],
    })
  })
})
