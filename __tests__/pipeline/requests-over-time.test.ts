/** What becomes of pull requests from run to run: what people say to them is heard, and what they say is true. */
import { describe, expect, test } from '@jest/globals'
import { againLabel } from '../../src/model/pull-request.ts'
import { problemError } from '../../src/model/problem.ts'
import { findState } from '../../src/model/request-state.ts'
import type { RunReport } from '../../src/model/report.ts'
import { reportJson } from '../../src/pipeline/report/json.ts'
import { summaryMarkdown } from '../../src/pipeline/report/summary.ts'
import { reportLines } from '../../src/pipeline/report/terminal.ts'
import { createLine, type Line, only } from '../support/line.ts'

const configOf = (delivery: string, more = '') => `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies: { release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }
environments:
  production:
    paths: [apps]
    delivery: ${delivery}
    policies: { '*': release }
${more}`

const marked = (image: string, tag: string) =>
  `${image}: ${tag} # {"$imagepolicy": "production:${image}:tag"}\n`
const files = { 'apps/web.yaml': marked('web', '1.0.0'), 'apps/api.yaml': marked('api', '1.1.0') }
const webBranch = 'image-bump/production--web'

const aLine = (delivery = 'pullRequest', more = '') => createLine(configOf(delivery, more), files)
const heldOf = ({ environments }: RunReport) =>
  environments.flatMap(({ holds }) => holds.map(({ change, why }) => `${change.marker.policy} ${why}`))
const doneOf = ({ publications }: RunReport) =>
  publications.map(({ kind, request }) => `${kind} #${request?.number ?? ''} ${request?.operation ?? ''}`)
const openOf = ({ forge }: Line) =>
  forge.pulls().flatMap(({ state, number, title }) => (state === 'open' ? [`#${number} ${title}`] : []))

describe('an idle run', () => {
  test('writes nothing and asks little, however many requests are open', async () => {
    const line = aLine()
    line.setTags('api', '1.1.0', '1.2.0')
    await line.run()
    const before = line.forge.calls()
    expect(doneOf(await line.run())).toEqual(['unchanged #1 unchanged', 'unchanged #2 unchanged'])
    const after = [...line.forge.calls()].map(([name, count]) => [name, count - (before.get(name) ?? 0)])
    expect(Object.fromEntries(after)).toEqual({ find: 1, rules: 1, whoAmI: 1, open: 0 })
  })

  test('leaves a request alone when only more tags were listed', async () => {
    const line = aLine()
    await line.run()
    const { body } = line.pull(1)
    line.setTags('web', '1.0.0', '1.1.0', '0.9.0', 'latest')
    expect(doneOf(await line.run())).toEqual(['unchanged #1 unchanged'])
    expect(line.pull(1).body).toBe(body)
  })
})

describe('what an image says of itself', () => {
  test('is asked for when a request is opened or brought up to date, and at no other time', async () => {
    const line = aLine()
    const asked = async () => {
      const before = line.registry.inspected.length
      await line.run()
      return line.registry.inspected.slice(before).map((each) => each.split(':').at(-1))
    }
    expect(await asked()).toEqual(['1.1.0', '1.0.0'])
    expect(await asked()).toEqual([])
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(await asked()).toEqual(['1.2.0', '1.0.0'])
    line.forge.change(1, { approved: true })
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0', '1.3.0')
    expect(await asked()).toEqual([])
    line.forge.change(1, { approved: false })
    await line.git.commit('main', { 'apps/web.yaml': `# new\n${marked('web', '1.0.0')}` })
    expect(await asked()).toEqual(['1.3.0', '1.0.0'])
    expect(await asked()).toEqual([])
    await line.git.commit('main', { 'apps/web.yaml': `# newer\n${marked('web', '1.0.0')}` })
    expect(await asked()).toEqual(['1.3.0', '1.0.0'])
    line.forge.change(1, { state: 'closed' })
    expect(await asked()).toEqual([])
  })

  test('stands in the request, with what changed in repositories that the workflow names', async () => {
    const line = aLine()
    const [old, young] = ['a'.repeat(40), 'b'.repeat(40)]
    const source = 'https://github.com/acme/web'
    line.registry.setInspection('ghcr.io/acme/web', '1.0.0', { platforms: [], source, revision: old })
    line.registry.setInspection('ghcr.io/acme/web', '1.1.0', { platforms: [], source, revision: young })
    line.forge.setCommits('acme/web', `${old}...${young}`, ['Add a door'])
    await line.run({ changelogs: ['acme/web'] })
    expect(line.pull(1).body).toContain('1 commit:\n  - Add a door\n')
  })
})

describe('a newer version', () => {
  test('updates the request in place, and the request remembers what it carries and every head', async () => {
    const line = aLine()
    await line.run()
    const first = line.git.headOf(webBranch)
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(doneOf(await line.run())).toEqual(['proposed #1 updated'])
    expect(openOf(line)).toEqual(['#1 Bump web to 1.2.0 in production'])
    expect(findState(line.pull(1).body)).toMatchObject({
      environment: 'production',
      group: 'web',
      bumps: [{ policy: 'production:web', tag: '1.2.0' }],
      heads: [first, line.git.headOf(webBranch)],
    })
  })

  test.each([
    ['approved', { approved: true }],
    ['armed to merge by itself', { armed: true }],
    ['in the merge queue', { queued: true }],
  ])('waits while the request is %s, and one comment says so', async (_, changes) => {
    const line = aLine()
    await line.run()
    line.forge.change(1, changes)
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    const head = line.git.headOf(webBranch)
    expect(heldOf(await line.run())).toEqual(['production:web approved'])
    await line.run()
    expect(line.git.headOf(webBranch)).toBe(head)
    expect(line.pull(1).comments).toEqual([expect.stringContaining('`production:web 1.2.0`')])
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0', '1.3.0')
    await line.run()
    expect(line.pull(1).comments).toHaveLength(2)
    await line.merge(1)
    expect(doneOf(await line.run())).toEqual(['proposed #2 created'])
  })

  test.each([
    [true, ['proposed #1 updated']],
    [false, []],
  ])(
    'replaces an approved one where that is wanted and the rules take approvals away: %s',
    async (dismisses, done) => {
      const line = aLine('{ pullRequest: { whenApproved: refresh } }')
      line.forge.setRules('main', { reviews: 1, dismissesReviews: dismisses })
      await line.run()
      line.forge.change(1, { approved: true })
      line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
      expect(doneOf(await line.run())).toEqual(done)
    },
  )
})

describe('a request that was closed without being merged', () => {
  const closed = async () => {
    const line = aLine()
    await line.run()
    line.forge.change(1, { state: 'closed' })
    return line
  }

  test('does not come back, and the report says why', async () => {
    const line = await closed()
    const report = await line.run()
    expect(heldOf(report)).toEqual(['production:web closed'])
    expect(report.environments[0]?.problems).toMatchObject([
      { code: 'version-declined', level: 'note', message: expect.stringContaining('#1 was closed') },
    ])
    expect(openOf(line)).toEqual([])
  })

  test('gives way to a newer version', async () => {
    const line = await closed()
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.run()
    expect(openOf(line)).toEqual(['#2 Bump web to 1.2.0 in production'])
  })

  test.each([
    ['a label', (line: Line) => line.forge.change(1, { labels: [againLabel] })],
    [
      'the box in its body',
      (line: Line) => line.forge.change(1, { body: line.pull(1).body.replace('- [ ]', '- [x]') }),
    ],
  ])('comes back by %s', async (_, ask) => {
    const line = await closed()
    ask(line)
    expect(doneOf(await line.run())).toEqual(['proposed #2 created'])
  })

  test('comes back where people are not heard on purpose', async () => {
    const line = createLine(
      configOf('pullRequest').replace('    paths', '    hold: ignore\n    paths'),
      files,
    )
    await line.run()
    line.forge.change(1, { state: 'closed' })
    await line.run()
    expect(openOf(line)).toEqual(['#2 Bump web to 1.1.0 in production'])
  })

  test('that somebody else opened says nothing', async () => {
    const line = await closed()
    line.forge.change(1, { isOwn: false })
    await line.run()
    expect(openOf(line)).toHaveLength(1)
  })
})

describe('a revert by a person', () => {
  test('of a merged request holds its version until a newer one appears', async () => {
    const line = aLine()
    await line.run()
    await line.merge(1)
    expect(doneOf(await line.run())).toEqual([])
    await line.git.commit(
      'main',
      { 'apps/web.yaml': marked('web', '1.0.0') },
      { message: 'Revert "Bump web"\n' },
    )
    expect(heldOf(await line.run())).toEqual(['production:web reverted'])
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(doneOf(await line.run())).toEqual(['proposed #2 created'])
  })

  test('of a direct commit holds it too, and a new file with an old tag is no revert', async () => {
    const line = aLine('commit')
    await line.run()
    await line.git.commit('main', { 'apps/web.yaml': marked('web', '1.0.0') })
    expect(heldOf(await line.run())).toEqual(['production:web reverted'])
    await line.git.commit('main', {
      'apps/web.yaml': marked('web', '1.1.0'),
      'apps/more.yaml': marked('web', '1.0.0'),
    })
    expect(doneOf(await line.run())).toEqual(['committed # '])
    expect(await line.read('main', 'apps/more.yaml')).toBe(marked('web', '1.1.0'))
  })
})

describe('a past that reaches further back than is looked at', () => {
  test('is said to be unknown, once an environment, and holds nothing', async () => {
    const line = aLine()
    line.setTags('api', '1.1.0', '1.2.0')
    for (let count = 0; count < 30; count += 1)
      await line.git.commit('main', { 'apps/web.yaml': `${marked('web', '1.0.0')}# ${count}\n` })
    const report = await line.run()
    expect(doneOf(report)).toHaveLength(2)
    expect(report.environments[0]?.problems).toMatchObject([
      { code: 'history-unknown', level: 'note', message: expect.stringContaining('the last 30 commits') },
    ])
  })

  test.each([
    ['a commit of ours tells', 29, undefined],
    ['nobody is heard on purpose', 30, 'ignore'],
  ])('is not spoken of where %s', async (_, count, hold) => {
    const config = configOf('pullRequest').replace(
      '    paths',
      hold ? `    hold: ${hold}\n    paths` : '    paths',
    )
    const line = createLine(config, files)
    await line.git.commit(
      'main',
      { 'apps/web.yaml': marked('web', '0.9.0') },
      { message: 'Bump\n\nImage-Bump-Policy: production:web 0.8.0 -> 0.9.0\n' },
    )
    for (let each = 0; each < count; each += 1)
      await line.git.commit('main', { 'apps/web.yaml': `${marked('web', '1.0.0')}# ${each}\n` })
    const { environments } = await line.run()
    expect(environments[0]?.problems).toEqual([])
  })
})

describe("a person's work on a request", () => {
  test('is never overwritten: one comment says what waits and how to give the branch back', async () => {
    const line = aLine()
    await line.run()
    const head = await line.git.commit(webBranch, { 'apps/web.yaml': `# mine\n${marked('web', '1.1.0')}` })
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(heldOf(await line.run())).toEqual(['production:web edited'])
    await line.run()
    expect(line.git.headOf(webBranch)).toBe(head)
    expect(line.pull(1).comments).toEqual([
      expect.stringMatching(/delete its branch[^]*`production:web 1\.2\.0`/),
    ])
  })

  test('a request that was given another base is left alone', async () => {
    const line = aLine()
    await line.run()
    line.forge.change(1, { base: 'release' })
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(heldOf(await line.run())).toEqual(['production:web edited'])
  })

  test('its title, labels and words around our part stay', async () => {
    const line = aLine('{ pullRequest: { labels: [images] } }')
    await line.run()
    expect(line.pull(1)).toMatchObject({ labels: ['images'], furnishing: { labels: ['images'] } })
    line.forge.change(1, { title: 'Ship it', labels: [], body: `Careful!\n${line.pull(1).body}` })
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(doneOf(await line.run())).toEqual(['proposed #1 updated'])
    expect(line.pull(1)).toMatchObject({
      title: 'Ship it',
      labels: [],
      body: expect.stringMatching(/^Careful!\n/),
    })
  })
})

describe('a request with nothing left to do', () => {
  test('is closed with a comment, its branch goes, and that is no no of a person', async () => {
    const line = aLine()
    await line.run()
    await line.git.commit('main', { 'apps/web.yaml': marked('web', '1.1.0') })
    expect(doneOf(await line.run())).toEqual(['closed #1 closed'])
    expect(line.pull(1)).toMatchObject({
      state: 'closed',
      comments: [expect.stringContaining('Nothing is left')],
    })
    expect(line.git.headOf(webBranch)).toBeUndefined()
    await line.git.commit('main', { 'apps/web.yaml': null, 'apps/moved.yaml': marked('web', '1.0.0') })
    expect(doneOf(await line.run())).toEqual(['proposed #2 created'])
  })

  test('is closed for the one that takes its place, and says which', async () => {
    const line = aLine()
    await line.run()
    await line.git.commit('main', {
      '.github/image-bump.yaml': configOf('{ pullRequest: { group: environment } }'),
    })
    const again = createLineOf(line)
    const report = await again()
    expect(doneOf(report)).toEqual(['proposed #2 created', 'closed #1 closed'])
    expect(line.pull(1).comments[0]).toContain('Replaced by #2.')
  })

  test('stays while one of its policies is undecided, a file cannot be read, or everything is suspended', async () => {
    const line = aLine()
    await line.run()
    line.failTags('web')
    await line.run()
    line.setTags('web', '1.0.0', '1.1.0')
    await line.run(only('api'))
    await line.run({ suspend: true })
    await line.git.commit('main', { 'apps/web.yaml': `a: b: c\n${marked('web', '1.0.0')}` })
    await line.run()
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
  })
})

describe('a request that all policies share', () => {
  const shared = '{ pullRequest: { group: environment } }'
  test('keeps what it carries for a policy that was not looked at, or could not be decided', async () => {
    const line = aLine(shared)
    line.setTags('api', '1.1.0', '1.2.0')
    await line.run()
    line.failTags('api')
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.run(only('web'))
    await line.run()
    const branch = 'image-bump/production'
    expect(await line.read(branch, 'apps/api.yaml')).toBe(marked('api', '1.2.0'))
    expect(await line.read(branch, 'apps/web.yaml')).toBe(marked('web', '1.2.0'))
    expect(findState(line.pull(1).body)?.bumps).toEqual([
      { policy: 'production:web', tag: '1.2.0' },
      { policy: 'production:api', tag: '1.2.0' },
    ])
  })
})

describe('how many requests may be open', () => {
  test('holds the next ones back and names them', async () => {
    const line = aLine('{ pullRequest: { maxOpen: 1 } }')
    line.setTags('api', '1.1.0', '1.2.0')
    const report = await line.run()
    expect(heldOf(report)).toEqual(['production:web max-open'])
    expect(openOf(line)).toEqual(['#1 Bump api to 1.2.0 in production'])
    expect(heldOf(await line.run())).toEqual(['production:web max-open'])
    await line.merge(1)
    await line.run()
    expect(openOf(line)).toEqual(['#2 Bump web to 1.1.0 in production'])
  })
})

describe('what guards production', () => {
  test('auto-merge is refused where nothing is asked for, and armed where something is', async () => {
    const careless = aLine('{ pullRequest: { autoMerge: squash } }')
    const report = await careless.run()
    expect(report.problems).toMatchObject([{ code: 'auto-merge-refused', level: 'warning' }])
    const guarded = aLine('{ pullRequest: { autoMerge: squash } }')
    guarded.forge.setRules('main', { checks: ['test'] })
    expect((await guarded.run()).problems).toEqual([])
    expect([careless.pull(1).armed, guarded.pull(1).armed]).toEqual([false, true])
  })

  test('is told in the report and in the request', async () => {
    const line = aLine()
    line.forge.setRules('main', { reviews: 1, checks: ['test'] })
    const report = await line.run()
    const told = (name: (text: string) => string) =>
      `${name('main')} asks for an approving review and the check ${name('test')}.`
    expect(reportLines(report)).toContain(`  ${told((text) => text)}`)
    expect(summaryMarkdown(report)).toContain(`\n${told((text) => `\`${text}\``)}\n`)
    expect(line.pull(1).body).toContain(`\n${told((text) => `\`${text}\``)}\n`)
    expect(reportJson(report)).toMatchObject({
      environments: [{ name: 'production', guards: { known: true, reviews: 1, checks: ['test'] } }],
    })
  })

  test('is not asked for where changes go straight to the branch', async () => {
    const line = aLine('commit')
    expect((await line.run()).environments[0]).not.toHaveProperty('guards')
    expect(line.forge.calls().get('rules')).toBeUndefined()
  })

  test('suspending takes auto-merge away', async () => {
    const line = aLine('{ pullRequest: { autoMerge: squash } }')
    line.forge.setRules('main', { checks: ['test'] })
    await line.run()
    await line.run({ suspend: true })
    expect(line.pull(1)).toMatchObject({ state: 'open', armed: false })
  })

  test('nothing is proposed into a branch without protection where that is required', async () => {
    const line = aLine('{ pullRequest: { requireProtection: true } }')
    const report = await line.run()
    expect(heldOf(report)).toEqual(['production:web unprotected'])
    line.forge.setRules('main', { reviews: 1 })
    expect(doneOf(await line.run())).toEqual(['proposed #1 created'])
  })

  test('a commit that would reach a gated environment through a shared base is refused', async () => {
    const dev = `  dev:\n    paths: [base, dev]\n    policies: { '*': release }\n`
    const line = createLine(configOf('pullRequest').replace('environments:\n', `environments:\n${dev}`), {
      ...files,
      'base/web.yaml': 'web: 1.0.0 # {"$imagepolicy": "dev:web:tag"}\n',
      'dev/api.yaml': 'api: 1.0.0 # {"$imagepolicy": "dev:api:tag"}\n',
      'apps/kustomization.yaml': 'resources: [../base/web.yaml]\n',
    })
    const report = await line.run()
    expect(heldOf(report)).toEqual(['dev:web gate-bypassed'])
    expect(report.environments[0]?.problems).toMatchObject([
      { code: 'gate-bypassed', level: 'error', message: expect.stringContaining('apps/kustomization.yaml') },
    ])
    expect(await line.read('main', 'dev/api.yaml')).toContain('1.1.0')
    expect(await line.read('main', 'base/web.yaml')).toContain('1.0.0')
  })
})

describe('a branch that refuses a commit', () => {
  test('gets a pull request instead where that is wanted', async () => {
    const line = aLine('{ commit: { onRefusal: pullRequest } }')
    line.git.refuse('main', 'protected')
    expect(doneOf(await line.run())).toEqual(['proposed #1 created'])
    expect(doneOf(await line.run())).toEqual(['unchanged #1 unchanged'])
  })

  test('is a problem otherwise', async () => {
    const line = aLine('commit')
    line.git.refuse('main', 'protected')
    expect((await line.run()).problems).toMatchObject([{ code: 'push-refused' }])
    expect(line.forge.pulls()).toEqual([])
  })
})

describe('whose token it is', () => {
  test.each(['commit', 'pullRequest'])('is told, with what follows, by %s', async (delivery) => {
    const line = aLine(delivery)
    line.forge.setIdentity({ login: 'github-actions[bot]', kind: 'actions' })
    const report = await line.run()
    expect(report.problems).toMatchObject([{ code: 'workflows-wait', level: 'note' }])
    expect(reportLines(report)).toContain("Run with the workflow's own token (GITHUB_TOKEN).")
    expect(reportJson(report)).toMatchObject({ token: { login: 'github-actions[bot]', kind: 'actions' } })
    expect(line.forge.calls().get('whoAmI')).toBe(1)
  })

  test('is no news for a run that writes nothing, and is not asked where nothing changes', async () => {
    const line = aLine('commit')
    line.forge.setIdentity({ kind: 'user' })
    await line.run()
    const idle = await line.run()
    expect([idle.problems, idle.identity]).toEqual([[], undefined])
    expect(line.forge.calls().get('whoAmI')).toBe(1)
  })

  test('need not be known for a commit', async () => {
    const line = aLine('commit')
    line.forge.failNext('whoAmI', problemError('arguments-invalid', 'There is no token.'))
    const report = await line.run()
    expect([doneOf(report), report.problems]).toEqual([['committed # '], []])
  })
})

test('a run that was cut off after it opened a request is taken up again', async () => {
  const line = aLine('{ pullRequest: { labels: [images], reviewers: [ann] } }')
  line.forge.crashNext('furnish')
  await expect(line.run()).rejects.toThrow('killed')
  expect(line.pull(1)).toMatchObject({ labels: [], state: 'open' })
  await line.run()
  expect(line.pull(1)).toMatchObject({ labels: ['images'], furnishing: { reviewers: ['ann'] } })
  expect(findState(line.pull(1).body)?.unfinished).toBeUndefined()
  expect(line.forge.pulls()).toHaveLength(1)
})

/** The configuration is read from the commit that is checked out: here, as if it were checked out anew. */
function createLineOf(line: Line): () => Promise<RunReport> {
  Object.assign(line.git, {
    checkedOut: async () => ({ branch: 'main', commit: line.git.headOf('main') }),
  })
  return () => line.run()
}

describe('templates of our own', () => {
  const words = `commit: { message: "{{ .Title }}\\n\\n{{ .Trailers }}" }\n`
  test('say what a request and its commit say, and what the request remembers stays', async () => {
    const line = aLine(
      `{ pullRequest: { title: '[deps] {{ .Title }}', body: 'Ship {{ len .Bumps }}.' } }`,
      words,
    )
    await line.run()
    const { title, body } = line.pull(1)
    expect(title).toBe('[deps] Bump web to 1.1.0 in production')
    expect(body).toMatch(/^<!-- image-bump:begin -->\nShip 1\.\n\n<!-- image-bump:state /)
    expect((await line.git.log(webBranch))[0]?.message).toBe(
      'Bump web to 1.1.0 in production\n\nImage-Bump-Policy: production:web 1.0.0 -> 1.1.0',
    )
    expect(doneOf(await line.run())).toEqual(['unchanged #1 unchanged'])
  })

  test('that fail on these words alone are told, and the usual words stand in their place', async () => {
    const line = aLine(
      `{ pullRequest: { title: '{{ with index .Bumps 0 }}{{ if eq .To "1.2.0" }}{{ index .From 7 }}{{ end }}{{ end }}Up' } }`,
    )
    line.setTags('web', '1.2.0')
    const report = await line.run()
    expect(line.pull(1).title).toBe('Bump web to 1.2.0 in production')
    expect(report.problems).toMatchObject([{ code: 'template-failed', level: 'error' }])
  })
})
