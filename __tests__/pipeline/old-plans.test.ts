/** However plans, runs and people follow each other: what is delivered from a plan is never older than what stood there. */
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { recordAnswers } from '../../src/adapters/registry/recording.ts'
import { replayAnswers } from '../../src/adapters/registry/replaying.ts'
import type { PlanFile } from '../../src/model/plan-file.ts'
import { planForJobs } from '../../src/pipeline/plan-for-jobs.ts'
import { settle } from '../../src/pipeline/settle.ts'
import { aRequest } from '../support/builders.ts'
import { createLine, type Line } from '../support/line.ts'
import { textsOf } from '../support/repository.ts'

/** Older tags are taken where they win, so nothing but the plan's own care is in the way. */
const config = `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies: { release: { policy: { semver: { range: 1.x } } } }
environments:
  e0: { paths: [e0], delivery: commit, downgrade: allow, policies: { '*': release } }
  e1: { paths: [e1], delivery: pullRequest, downgrade: allow, policies: { '*': release } }
  e2: { paths: [e2], delivery: { pullRequest: { group: environment } }, downgrade: allow, policies: { '*': release } }
`
const images = ['web', 'api'] as const
const marked = (environment: string, image: string, minor: number) =>
  `${image}: 1.${minor}.0 # {"$imagepolicy": "${environment}:${image}:tag"}\n`

type Step =
  | { readonly kind: 'publish'; readonly image: number }
  | { readonly kind: 'plan' | 'run' }
  | { readonly kind: 'deliver'; readonly plan: number; readonly environment: number }
  | { readonly kind: 'merge' | 'close'; readonly request: number }

const nat = fc.nat({ max: 7 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('publish' as const), image: fc.nat({ max: 1 }) }),
  fc.record({ kind: fc.constantFrom('plan' as const, 'run' as const) }),
  fc.record({ kind: fc.constant('deliver' as const), plan: nat, environment: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constantFrom('merge' as const, 'close' as const), request: nat }),
)

test('random sequences of plans, runs and people lead nothing back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const world = start()
      const ledBack: string[] = []
      for (const each of steps) {
        const before = await standing(world.line)
        await take(each, world)
        const after = await standing(world.line)
        for (const [place, minor] of after) {
          const stood = before.get(place) ?? before.get(place.replace(/^\S+/, 'main')) ?? 0
          if (minor < stood) ledBack.push(`${each.kind}: ${place} from 1.${stood} to 1.${minor}`)
        }
      }
      expect(ledBack).toEqual([])
    }),
    { seed: 23, numRuns: 50 },
  )
})

interface World {
  readonly line: Line
  readonly newest: number[]
  readonly plans: PlanFile[]
}

function start(): World {
  const files = ['e0', 'e1', 'e2'].flatMap((name) =>
    images.map((image): [string, string] => [`${name}/${image}.yaml`, marked(name, image, 0)]),
  )
  return { line: createLine(config, Object.fromEntries(files)), newest: [1, 1], plans: [] }
}

async function take(step: Step, { line, newest, plans }: World): Promise<void> {
  switch (step.kind) {
    case 'publish': {
      const last = (newest[step.image]! += 1)
      line.setTags(images[step.image]!, ...Array.from({ length: last + 1 }, (_, minor) => `1.${minor}.0`))
      return
    }
    case 'plan': {
      const { registry, answers } = recordAnswers(line.ports.registry)
      const { planned } = await planForJobs(aRequest(), dryRun({ ...line.ports, registry }))
      plans.push({ ...planned, repository: 'acme/gitops', answers: answers() })
      return
    }
    case 'run':
      await line.run()
      return
    case 'deliver': {
      const planned = plans[step.plan % plans.length]
      if (planned === undefined) return
      const row = step.environment < 3 ? { environments: [`e${step.environment}`] } : {}
      const ports = { ...line.ports, registry: replayAnswers(planned.answers) }
      await settle(aRequest({ planned, ...row }), ports)
      return
    }
    case 'merge':
    case 'close': {
      const open = line.forge.pulls().filter(({ state }) => state === 'open')
      const request = open[step.request % open.length]
      if (request === undefined) return
      if (step.kind === 'merge') await mergeFiles(line, request.head)
      line.forge.change(request.number, { state: step.kind === 'merge' ? 'merged' : 'closed' })
    }
  }
}

/** What the branch changed comes to main, and nothing else of it; then the branch is deleted. */
async function mergeFiles({ git }: Line, head: string): Promise<void> {
  await git.commit('main', await changedOn(git, head))
  await git.remove(head, git.headOf(head) ?? '')
}

async function changedOn(git: Line['git'], head: string): Promise<Readonly<Record<string, string>>> {
  const commit = git.headOf(head) ?? ''
  return textsOf((await git.bumpBranches([commit], [])).get(commit)?.files ?? [])
}

/** The minor version at each place of main, and of what each open request changes. */
async function standing({ git, forge }: Line): Promise<ReadonlyMap<string, number>> {
  const open = forge.pulls().filter(({ state }) => state === 'open')
  const found = new Map<string, number>()
  const note = (branch: string, files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      const minor = /^\w+: 1\.(\d+)\.0 #/.exec(text)?.[1]
      if (minor !== undefined) found.set(`${branch} ${path}`, Number(minor))
    }
  }
  note('main', textsOf(await git.files('main')))
  for (const { head } of open) note(head, await changedOn(git, head))
  return found
}
