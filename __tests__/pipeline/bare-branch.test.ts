/** Flux's push branch without a request: kept as Flux would, and rebuilt as Flux does not, with nobody but git to ask. */
import { describe, expect, test } from '@jest/globals'
import { noForge } from '../../src/adapters/github/no-forge.ts'
import { problemError } from '../../src/model/problem.ts'
import type { RunReport } from '../../src/model/report.ts'
import { reportLines } from '../../src/pipeline/report/terminal.ts'
import { settle } from '../../src/pipeline/settle.ts'
import { byFlux, fluxConfig, fluxFiles, fluxMarked, pushBranch } from '../support/flux-world.ts'
import { createLine, type Line } from '../support/line.ts'
import { aRequest } from '../support/builders.ts'

/** On a host that is no GitHub. */
async function run({ ports }: Line, pullRequests?: boolean): Promise<RunReport> {
  const forge = noForge(problemError('arguments-invalid', 'There is no GitHub here.'))
  const wish = pullRequests === undefined ? {} : { pullRequests }
  return (await settle(aRequest({ takeOver: true, ...wish }), { ...ports, forge })).report
}

const doneOf = ({ publications }: RunReport) => publications.map(({ kind, branch }) => `${kind} ${branch}`)
const codesOf = ({ problems }: RunReport) => problems.map(({ code }) => code)
const bare = fluxConfig({ root: 'pullRequests: false' })

describe('a push branch without a request', () => {
  test('is made, left when it is true, and made anew on the base for what is new', async () => {
    const line = createLine(bare, fluxFiles())
    expect([doneOf(await run(line)), line.forge.pulls()]).toEqual([[`committed ${pushBranch}`], []])
    const head = line.git.headOf(pushBranch)
    const again = await run(line)
    expect([doneOf(again), codesOf(again), line.git.headOf(pushBranch)]).toEqual([
      [`unchanged ${pushBranch}`],
      [],
      head,
    ])
    expect(reportLines(again).join('\n')).toContain(`by the branch ${pushBranch}, without a request`)
    expect(reportLines(again).join('\n')).toContain(`${pushBranch} is up to date at`)
    await line.git.commit('main', { 'apps/web.yaml': fluxMarked('web', '1.0.0', '# new') })
    line.setTags('web', '1.0.0', '1.2.0')
    expect(doneOf(await run(line))).toEqual([`committed ${pushBranch}`])
    expect(await line.read(pushBranch, 'apps/web.yaml')).toBe(fluxMarked('web', '1.2.0', '# new'))
    expect((await line.git.log(pushBranch))[0]?.parents).toEqual([line.git.headOf('main')])
  })

  test("takes over what Flux stacked there, and leaves it with a person's commit", async () => {
    const line = createLine(bare, fluxFiles())
    await line.git.commit(pushBranch, { 'apps/web.yaml': fluxMarked('web', '1.0.9') }, byFlux)
    await line.git.commit(pushBranch, { 'apps/api.yaml': fluxMarked('api', '1.0.9') }, byFlux)
    expect(doneOf(await run(line))).toEqual([`committed ${pushBranch}`])
    const theirs = await line.git.commit(pushBranch, { 'apps/note.yaml': 'mine' })
    line.setTags('web', '1.0.0', '1.2.0')
    const report = await run(line)
    expect([doneOf(report), line.git.headOf(pushBranch)]).toEqual([[], theirs])
    expect(report.environments[0]?.problems.map(({ code }) => code)).toContain('pull-request-edited')
  })

  test('is what the workflow asks for, where the file does not say otherwise', async () => {
    const silent = createLine(fluxConfig(), fluxFiles())
    expect(doneOf(await run(silent, false))).toEqual([`committed ${pushBranch}`])
    const wants = createLine(fluxConfig({ root: 'pullRequests: true' }), fluxFiles())
    expect([doneOf(await run(wants, false)), codesOf(await run(wants, false))]).toEqual([
      [],
      ['arguments-invalid'],
    ])
  })
})
