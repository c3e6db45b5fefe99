// Opening pull requests at GitHub's stand-in on loopback, and finding them true again, beside the bare calls of the REST API one after
// another: a tree, a commit, a branch and a request each, and for the idle run the list of what is open. The pace that GitHub asks for is
// off, and the registry is a table, so that only the delivery is measured. The stand-in runs in a process of its own.
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
const git = (args, input = '') => execFileSync('git', args, { env, input, encoding: 'utf8' })
const names = (count) => Array.from({ length: count }, (_, index) => `app-${index}`)
const marked = (name, tag) => `${name}: ${tag} # {"$imagepolicy": "production:${name}:tag"}\n`
const isServer = process.argv[2] !== undefined
const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'image-bump-bench-'))

/** Makes repositories and counts requests as it is told. */
async function serve() {
  const { serveGitHub } = await import('../../../lib/standins/github/github.js')
  const github = await serveGitHub()
  let counted = 0
  process.on('message', ({ make, count }) => {
    if (count === true) {
      process.send(github.requests.length - counted)
      counted = github.requests.length
      return
    }
    const directory = join(folder, `${make.name}.git`)
    git(['init', '--quiet', '--bare', '--initial-branch=main', directory])
    git(['--git-dir', directory, 'fast-import', '--quiet'], firstCommit(make.count))
    github.addRepository({ owner: 'acme', name: make.name, directory })
    process.send({ directory, url: github.url })
  })
  process.send('ready')
  await once(process, 'disconnect')
  await github.close()
}

function firstCommit(count) {
  const images = names(count).map((name) => `  ${name}: ghcr.io/acme/${name}\n`)
  const config = `version: 1
images:
${images.join('')}policies: { release: { policy: { semver: { range: '1.x' } } } }
environments:
  production:
    paths: [apps]
    delivery: { pullRequest: { maxOpen: ${count} } }
    policies: { '*': release }
`
  const files = [
    ['.github/image-bump.yaml', config],
    ...names(count).map((name) => [`apps/${name}.yaml`, marked(name, '1.0.0')]),
  ]
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`
  return [
    `commit refs/heads/main\ncommitter Bench <bench@example.org> 1700000000 +0000\n${data('Start')}`,
    ...files.map(([name, text]) => `M 100644 inline ${name}\n${data(text)}`),
  ].join('')
}

/** The line on the real adapters for Git and GitHub. Gives what it did. */
async function line({ directory, url }, name) {
  const lib = (module) => import(`../../../lib/${module}.js`)
  const { settle } = await lib('pipeline/settle')
  const { createForge, createDelivery } = await lib('adapters/github/github')
  const { createGit } = await lib('adapters/git/git')
  const { combineDeliveries } = await lib('adapters/delivery')
  const { createWorktree } = await lib('adapters/git/worktree')
  const { systemClock: clock } = await lib('adapters/clock')
  const checkout = mkdtempSync(join(folder, 'clone-'))
  git(['clone', '--quiet', '--depth=1', `file://${directory}`, checkout])
  const options = {
    repository: `acme/${name}`,
    token: 'bench',
    apiUrl: url,
    graphqlUrl: `${url}/graphql`,
    userAgent: 'image-bump-bench',
    clock,
  }
  const committer = { name: 'Bench', email: 'bench@example.org' }
  const byGit = createGit({ directory: checkout, committer, clock, env, mask: () => undefined })
  const ports = {
    git: combineDeliveries({ git: byGit, api: createDelivery(options), commits: 'auto', signs: false }),
    forge: createForge(options),
    registry: {
      listTags: async () => ['1.0.0', '1.1.0'],
      inspect: async () => ({ digest: `sha256:${'0'.repeat(64)}`, platforms: ['linux/amd64'] }),
      problems: () => [],
      requests: () => new Map(),
    },
    worktree: createWorktree(checkout),
    clock,
  }
  const request = {
    config: '.github/image-bump.yaml',
    from: 'commits',
    defaultBranch: 'of-the-remote',
    suspend: false,
  }
  const start = performance.now()
  const { report } = await settle(request, ports)
  return { time: performance.now() - start, done: report.publications.map(({ kind }) => kind) }
}

/** As simple as it can be: no question that need not be asked, and no look at what is there. */
async function bare({ directory, url }, { name, count }) {
  const base = git(['--git-dir', directory, 'rev-parse', 'main']).trim()
  const api = connect(url, name)
  const start = performance.now()
  const { tree } = await api('GET', `/git/commits/${base}`)
  for (const app of names(count)) {
    const entry = { path: `apps/${app}.yaml`, mode: '100644', type: 'blob', content: marked(app, '1.1.0') }
    const { sha } = await api('POST', '/git/trees', { base_tree: tree.sha, tree: [entry] })
    const commit = await api('POST', '/git/commits', { message: `Bump ${app}`, tree: sha, parents: [base] })
    await api('POST', '/git/refs', { ref: `refs/heads/bump/${app}`, sha: commit.sha })
    await api('POST', '/pulls', { head: `bump/${app}`, base: 'main', title: `Bump ${app}`, body: 'Words' })
  }
  return performance.now() - start
}

async function bareIdle({ url }, { name, count }) {
  const api = connect(url, name)
  const start = performance.now()
  for (let page = 1; page <= Math.ceil(count / 100); page += 1)
    await api('GET', `/pulls?state=open&per_page=100&page=${page}`)
  return performance.now() - start
}

function connect(url, name) {
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json', 'user-agent': 'bench' }
  return async (method, rest, body) => {
    const answer = await fetch(`${url}/repos/acme/${name}${rest}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${rest}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}

async function compare(server, count) {
  const ask = async (message) => {
    server.send(message)
    const [answer] = await once(server, 'message')
    return answer
  }
  const measured = async (work) => {
    await ask({ count: true })
    const { time, done } = await work()
    return { time, done, requests: await ask({ count: true }) }
  }
  const plain = { name: `bare-${count}`, count }
  const plainPlace = await ask({ make: plain })
  const created = await measured(async () => ({ time: await bare(plainPlace, plain) }))
  const listed = await measured(async () => ({ time: await bareIdle(plainPlace, plain) }))
  const own = { name: `ours-${count}`, count }
  const place = await ask({ make: own })
  const ours = await measured(() => line(place, own.name))
  const idle = await measured(() => line(place, own.name))
  expectAll(ours.done, 'proposed', count)
  expectAll(idle.done, 'unchanged', count)
  if (idle.requests > 10)
    throw new Error(`an idle run with ${count} open requests asked ${idle.requests} times`)
  tell(`${count} created, bare`, created, created)
  tell(`${count} created, ours`, ours, created)
  tell(`${count} open, bare list`, listed, listed)
  tell(`${count} open, ours, idle`, idle, listed)
}

function expectAll(done, kind, count) {
  if (done.length !== count || done.some((each) => each !== kind))
    throw new Error(`expected ${count} ${kind}, and it was ${done.join(', ')}`)
}

function tell(what, { requests, time }, base) {
  const ratio = (own, other) => `${(own / other).toFixed(2)}x`
  console.log(row([what, requests, ratio(requests, base.requests), time.toFixed(0), ratio(time, base.time)]))
}

function row(cells) {
  return cells.map((cell, at) => (at === 0 ? `${cell}`.padEnd(28) : `${cell}`.padStart(11))).join('')
}

if (isServer) await serve()
else {
  // Whether the types are right is told elsewhere.
  spawnSync(path('../../../node_modules/.bin/tsc'), ['-p', path('../../../src/tsconfig.json')])
  const server = fork(path('delivery.mjs'), [folder])
  try {
    await once(server, 'message')
    console.log(row(['pull requests', 'requests', 'to bare', 'ms', 'to bare']))
    for (const count of [1, 20, 150]) await compare(server, count)
  } finally {
    server.disconnect()
    await once(server, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}
