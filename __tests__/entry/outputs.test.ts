import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readFileSync } from 'node:fs'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { outputsForJobs, outputsOf } from '../../src/entry/outputs.ts'
import type { RunReport } from '../../src/model/report.ts'
import { settle } from '../../src/pipeline/settle.ts'
import { createWorld, fromCommits } from '../commands/world.ts'

const server = 'https://github.example.com'

test('the outputs are those of action.yml, with the paths of the report and of the plan', async () => {
  const all = { ...outputsOf(await reportOf(), server, 'acme/gitops'), ...outputsForJobs([]) }
  const names = [...Object.keys(all), 'report', 'plan']
  const described = Object.keys(parse(readFileSync('action.yml', 'utf8')).outputs)
  expect(names.toSorted()).toEqual(described.toSorted())
})

test('a dry run tells the jobs that would deliver it, and how many they are', () => {
  const rows = [{ environments: ['dev', 'test'], branches: ['main'] }]
  expect(outputsForJobs(rows)).toEqual({
    matrix: '{"include":[{"environments":"dev,test","branch":"main"}]}',
    rows: '1',
  })
})

test('a run that delivers tells changes, commits and pull requests', async () => {
  const world = createWorld()
  const { report } = await settle(fromCommits, world)
  const heads = await world.git.heads(['main'])
  const sha = heads.get('main')
  expect(read(report)).toEqual({
    changed: true,
    updates: [
      {
        environment: 'dev',
        file: 'apps/dev/web.yaml',
        line: 5,
        column: 10,
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
        old: 'ghcr.io/acme/web:1.0.0',
        new: 'ghcr.io/acme/web:1.1.0',
        setter: 'dev:web',
      },
      expect.objectContaining({ environment: 'production', setter: 'production:web:tag', new: '1.1.0' }),
      expect.objectContaining({ environment: 'production', setter: 'production:api:tag', new: '1.2.0' }),
    ],
    commits: [{ environment: 'dev', branch: 'main', sha, url: `${server}/acme/gitops/commit/${sha}` }],
    'pull-requests': [
      { environment: 'production', group: 'web', number: 1, url: urlOf(1), operation: 'created' },
      { environment: 'production', group: 'api', number: 2, url: urlOf(2), operation: 'created' },
    ],
  })
})

test('a run that finds all done says that nothing changed and which requests are open', async () => {
  const world = createWorld()
  await settle(fromCommits, world)
  const { report } = await settle(fromCommits, world)
  expect(read(report)).toMatchObject({
    changed: false,
    commits: [],
    'pull-requests': [{ operation: 'unchanged' }, { operation: 'unchanged' }],
  })
})

test('a dry run names the changes and delivers nothing', async () => {
  const { report } = await settle(fromCommits, dryRun(createWorld()))
  expect(read(report)).toMatchObject({ changed: false, commits: [], 'pull-requests': [] })
  expect(read(report)['updates']).toHaveLength(3)
})

describe('a list that is too long for GitHub', () => {
  test('is cut after whole entries, and the three lists together stay below 1 MB in UTF-16', async () => {
    const outputs = outputsOf(await enormous(), server, 'acme/gitops')
    const updates = JSON.parse(outputs['updates'] ?? '')
    expect(updates.length).toBeGreaterThan(100)
    expect(updates.length).toBeLessThan(10_000)
    expect(updates.at(-1)).toEqual({ ...updates[0], line: updates.length })
    const characters = Object.values(outputs).reduce((sum, text) => sum + text.length, 0)
    expect(characters).toBeGreaterThan(400_000)
    expect(characters * 2).toBeLessThan(1_000_000)
  })
})

async function reportOf(): Promise<RunReport> {
  return (await settle(fromCommits, createWorld())).report
}

/** Ten thousand of everything; lines tell the changes apart. */
async function enormous(): Promise<RunReport> {
  const report = await reportOf()
  const many = <T>(make: (number: number) => T): readonly T[] =>
    Array.from({ length: 10_000 }, (_, index) => make(index + 1))
  return {
    ...report,
    environments: report.environments.slice(0, 1).map((each) => ({
      ...each,
      changes: many((line) => {
        const change = each.changes[0]!
        return { ...change, marker: { ...change.marker, place: { ...change.marker.place, line } } }
      }),
    })),
    publications: report.publications.slice(0, 2).flatMap((each) => many(() => each)),
  }
}

function read(report: RunReport): Readonly<Record<string, unknown>> {
  const outputs = Object.entries(outputsOf(report, server, 'acme/gitops'))
  return Object.fromEntries(outputs.map(([name, text]) => [name, JSON.parse(text)]))
}

function urlOf(number: number): string {
  return `https://github.com/acme/gitops/pull/${number}`
}
