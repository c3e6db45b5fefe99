/** A plan that is delivered by other jobs: the same commits and requests as one run makes, and nothing that is older than what came since. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { recordAnswers } from '../../src/adapters/registry/recording.ts'
import { replayAnswers } from '../../src/adapters/registry/replaying.ts'
import type { MatrixRow } from '../../src/model/matrix.ts'
import type { PlanFile } from '../../src/model/plan-file.ts'
import { problemsOf } from '../../src/model/problem.ts'
import { parseImageName } from '../../src/model/reference.ts'
import type { RunReport } from '../../src/model/report.ts'
import type { RunRequest } from '../../src/model/request.ts'
import { planForJobs } from '../../src/pipeline/plan-for-jobs.ts'
import { formatPlanFile, parsePlanFile } from '../../src/pipeline/plan-file/plan-file.ts'
import { allProblems } from '../../src/pipeline/report/report.ts'
import { settle } from '../../src/pipeline/settle.ts'
import { aRequest } from '../support/builders.ts'
import { createLine, type Line, only } from '../support/line.ts'
import { textsOf } from '../support/repository.ts'

const repository = 'acme/gitops'

interface Made {
  readonly rows: readonly MatrixRow[]
  readonly plan: PlanFile
}

/** Through the text of the file, as jobs get it. */
async function makePlan({ ports }: Line, request: Partial<RunRequest> = {}): Promise<Made> {
  const { registry, answers } = recordAnswers(ports.registry)
  const { rows, planned } = await planForJobs(aRequest(request), dryRun({ ...ports, registry }))
  const text = formatPlanFile({ ...planned, repository, answers: answers() })
  return { rows, plan: parsePlanFile(text, { file: 'plan.json', repository }) }
}

function deliver({ ports }: Line, planned: PlanFile, environments?: readonly string[]): Promise<RunReport> {
  const registry = replayAnswers(planned.answers)
  const request = aRequest({ planned, ...(environments && { environments }) })
  return settle(request, { ...ports, registry }).then(({ report }) => report)
}

const codesOf = (report: RunReport) => allProblems(report).map(({ code }) => code)
const whyHeld = ({ environments }: RunReport) =>
  environments.flatMap(({ holds }) => holds.map(({ change, why }) => `${change.marker.policy} ${why}`))
const doneOf = ({ publications }: RunReport) =>
  publications.map(({ environment, kind }) => `${environment} ${kind}`)

const images = ['web', 'api'] as const
const marked = (environment: string, image: string, tag: string) =>
  `${image}: ${tag} # {"$imagepolicy": "${environment}:${image}:tag"}\n`

interface Kind {
  readonly branch: string
  readonly delivery: string
  readonly digests: boolean
  readonly standing: readonly string[]
}

async function aLine(kinds: readonly Kind[]): Promise<Line> {
  const environments = kinds.map(
    ({ branch, delivery, digests }, at) =>
      `  e${at}: { branch: ${branch}, paths: [e${at}], delivery: ${delivery}, policies: { '*': ${digests ? 'pinned' : 'release'} } }\n`,
  )
  const config = `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies:
  release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } }
  pinned: { policy: { semver: { range: '1.x' } }, digestReflectionPolicy: Always }
environments:
${environments.join('')}`
  const files = kinds.flatMap(({ standing, digests }, at) =>
    images.map((image, index): [string, string] => {
      const digest = digests ? `${image}-digest: "" # {"$imagepolicy": "e${at}:${image}:digest"}\n` : ''
      return [`e${at}/${image}.yaml`, marked(`e${at}`, image, standing[index] ?? '1.0.0') + digest]
    }),
  )
  const line = createLine(config, Object.fromEntries(files))
  await line.git.commit('develop', {})
  return line
}

const commit = { branch: 'main', delivery: 'commit', digests: false, standing: ['1.0.0', '1.0.0'] }
const request = { ...commit, delivery: 'pullRequest' }

/** What stands on every branch, what was said, and what was proposed; not in which order. */
async function worldOf({ git, forge }: Line) {
  const main = ['main', 'develop'].map(async (branch) => ({
    files: textsOf(await git.files(branch)),
    messages: (await git.log(branch)).map(({ message }) => message).toSorted(),
  }))
  // Of a branch of ours its own files count: the others are those of its base, which went on meanwhile or did not.
  const own = [...(await git.branches('image-bump/')).keys()].toSorted().map(async (branch) => {
    const folder = `${branch.slice('image-bump/'.length, 'image-bump/e0'.length)}/`
    const files = Object.entries(textsOf(await git.files(branch)))
    return [branch, files.filter(([path]) => path.startsWith(folder))]
  })
  // What guards a branch is asked for where an environment of the run is delivered by request into it.
  const pulls = forge
    .pulls()
    .map(({ head, base, state, title, body }) =>
      [head, base, state, title, body.replaceAll(/"heads":\[[^\]]*\]|.*\bguards `.*/g, '')].join('\n'),
    )
  return { main: await Promise.all(main), own: await Promise.all(own), pulls: pulls.toSorted() }
}

describe('delivering a plan row by row', () => {
  const kind = fc.record({
    branch: fc.constantFrom('main', 'develop'),
    delivery: fc.constantFrom('commit', 'pullRequest', '{ pullRequest: { group: environment } }'),
    digests: fc.boolean(),
    standing: fc.tuple(fc.constantFrom('1.0.0', '1.1.0', '1.2.0'), fc.constantFrom('1.0.0', '1.1.0')),
  })

  test('makes the commits and requests of one run, and asks no registry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(kind, { minLength: 1, maxLength: 5 }), fc.nat(), async (kinds, turn) => {
        const [whole, divided] = [await aLine(kinds), await aLine(kinds)]
        await whole.run()
        const { rows, plan } = await makePlan(divided)
        const asked = divided.registry.listed.length
        for (const at of rows.keys()) {
          const row = rows[(at + turn) % rows.length]
          const report = await deliver(divided, plan, row?.environments)
          expect(codesOf(report)).not.toContain('not-in-plan')
          expect(whyHeld(report).filter((why) => why.endsWith('overtaken'))).toEqual([])
        }
        expect(divided.registry.listed).toHaveLength(asked)
        expect(await worldOf(divided)).toEqual(await worldOf(whole))
        expect((await makePlan(divided)).rows).toEqual([])
      }),
      { seed: 7, numRuns: 25 },
    )
  })

  test('again changes nothing, as when a failed job is started once more', async () => {
    const line = await aLine([commit, request])
    const { plan } = await makePlan(line)
    await deliver(line, plan)
    const before = await worldOf(line)
    const again = await deliver(line, plan)
    expect([doneOf(again), whyHeld(again)]).toEqual([['e1 unchanged', 'e1 unchanged'], []])
    expect(await worldOf(line)).toEqual(before)
  })

  test('looks at the images that the plan was for', async () => {
    const line = await aLine([commit])
    const report = await deliver(line, (await makePlan(line, only('api'))).plan)
    expect(doneOf(report)).toEqual(['e0 committed'])
    expect(await line.read('main', 'e0/web.yaml')).toContain('1.0.0')
    expect(codesOf(report)).toEqual([])
  })

  test('leaves an image that could not be listed as the plan left it, in the same words', async () => {
    const line = await aLine([commit])
    line.failTags('web')
    const { plan } = await makePlan(line)
    line.setTags('web', '1.0.0', '1.1.0')
    const report = await deliver(line, plan)
    expect(allProblems(report).map(({ message }) => message)).toEqual(['web is down.'])
    expect(await line.read('main', 'e0/web.yaml')).toContain('1.0.0')
  })
})

describe('what changed after the plan was made', () => {
  test.each<[what: string, kind: Kind]>([
    ['commits', commit],
    ['requests', request],
    ['a request for all', { ...commit, delivery: '{ pullRequest: { group: environment } }' }],
  ])('is never led back: %s', async (_, kind) => {
    const line = await aLine([kind])
    const { plan } = await makePlan(line)
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.git.commit('main', { 'e0/web.yaml': marked('e0', 'web', '1.2.0') })
    const report = await deliver(line, plan)
    expect(whyHeld(report)).toEqual(['e0:web overtaken'])
    expect(codesOf(report)).toContain('plan-overtaken')
    expect(await line.read('main', 'e0/web.yaml')).toContain('1.2.0')
    expect(
      line.forge
        .pulls()
        .map(({ title }) => title)
        .join(),
    ).not.toContain('web')
    expect(doneOf(report)).toHaveLength(1)
  })

  test('also not by its digest', async () => {
    const line = await aLine([{ ...commit, digests: true, standing: ['1.1.0', '1.1.0'] }])
    const { plan } = await makePlan(line)
    const later = `sha256:${'c'.repeat(64)}`
    line.registry.setDigest('ghcr.io/acme/web', '1.1.0', later)
    await line.run()
    expect(whyHeld(await deliver(line, plan))).toEqual(['e0:web overtaken'])
    expect(await line.read('main', 'e0/web.yaml')).toContain(later)
  })

  test.each(['pullRequest', '{ pullRequest: { group: environment } }'])(
    'stays in a request of %s that a later run brought up to date',
    async (delivery) => {
      const line = await aLine([{ ...commit, delivery }])
      const { plan } = await makePlan(line)
      line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
      await line.run()
      const before = await worldOf(line)
      await deliver(line, plan)
      expect(await worldOf(line)).toEqual(before)
    },
  )

  test('is not opened again where a later run closed it, since its tag is gone', async () => {
    const line = await aLine([request])
    await line.run()
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    const { plan } = await makePlan(line)
    line.setTags('web', '1.0.0')
    await line.run()
    const before = await worldOf(line)
    expect(whyHeld(await deliver(line, plan))).toEqual(['e0:web overtaken'])
    expect(await worldOf(line)).toEqual(before)
  })

  test('keeps a request open that the plan did not know', async () => {
    const line = await aLine([{ ...request, standing: ['1.1.0', '1.1.0'] }])
    const { plan } = await makePlan(line)
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.run()
    await deliver(line, plan)
    expect(line.forge.pulls().map(({ state }) => state)).toEqual(['open'])
  })

  test('is undecided where it needs an answer that the plan has not, and told', async () => {
    const line = await aLine([commit])
    const { plan } = await makePlan(line)
    const unasked = { ...plan, answers: plan.answers.filter(({ image }) => !image.endsWith('/web')) }
    const report = await deliver(line, unasked)
    expect(codesOf(report)).toEqual(['not-in-plan'])
    expect(doneOf(report)).toEqual(['e0 committed'])
    expect(await line.read('main', 'e0/web.yaml')).toContain('1.0.0')
  })

  test('refuses the plan where it is the configuration, and writes nothing', async () => {
    const line = await aLine([commit])
    const { plan } = await makePlan(line)
    const config = (await line.read('main', '.github/image-bump.yaml')) ?? ''
    await line.git.commit('main', { '.github/image-bump.yaml': config.replace('<2.0.0', '<1.1.0') })
    const refused = await deliver(line, plan).then(() => [], problemsOf)
    expect(refused).toMatchObject([
      { code: 'plan-refused', level: 'error', place: { file: aRequest().config } },
    ])
    expect(await line.read('main', 'e0/web.yaml')).toContain('1.0.0')
  })

  test('is no other configuration where only its comments differ', async () => {
    const line = await aLine([commit])
    const { plan } = await makePlan(line)
    const config = (await line.read('main', '.github/image-bump.yaml')) ?? ''
    await line.git.commit('main', { '.github/image-bump.yaml': `${config}# a word\n` })
    expect(doneOf(await deliver(line, plan))).toEqual(['e0 committed'])
  })
})

test('ages begin to count though nothing else is to be done, and rows deliver behind gates as one run does', async () => {
  const config = `version: 1
images: { web: ghcr.io/acme/web }
policies: { release: { policy: { semver: { range: 1.x } }, minimumAge: 2h } }
environments:
  dev: { paths: [dev], policies: { '*': release } }
`
  const line = createLine(config, { 'dev/web.yaml': marked('dev', 'web', '1.0.0') }, { isTimed: true })
  const first = await makePlan(line)
  expect(first.rows).toEqual([{ environments: ['dev'], branches: ['main'] }])
  await deliver(line, first.plan, ['dev'])
  expect((await makePlan(line)).rows).toEqual([])
  line.clock.advance(3 * 3_600_000)
  const ripe = await makePlan(line)
  expect(doneOf(await deliver(line, ripe.plan, ['dev']))).toEqual(['dev committed'])
  expect(await line.read('main', 'dev/web.yaml')).toContain('1.1.0')
})

test('a registry that replays asks nothing else either', async () => {
  const name = parseImageName('ghcr.io/acme/web')
  const registry = replayAnswers([])
  await expect(registry.examine(name)).rejects.toThrow(
    'The plan file does not say the tags of ghcr.io/acme/web',
  )
  expect([registry.problems(), registry.requests().size]).toEqual([[], 0])
})
