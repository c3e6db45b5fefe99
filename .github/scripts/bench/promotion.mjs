// A plan for 600 images in three environments, each of which takes only what the one before has run, beside the same plan without gates.
// The repository is real, with a year of bumps behind it, in a checkout of depth one; the registry is a table and GitHub answers at once,
// so only the work of the line and of git is measured. Once nothing waits, and once every image has a candidate that soaks; with and
// without a ledger of the run before. Nothing is delivered.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
spawnSync(path('../../../node_modules/.bin/tsc'), ['-p', path('../../../src/tsconfig.json')])
const lib = (module) => import(`../../../lib/${module}.js`)
const { run } = await lib('pipeline/run')
const { createGit } = await lib('adapters/git/git')
const { dryRun } = await lib('adapters/dry-run')

const count = 600
const images = Array.from({ length: count }, (_, index) => `app-${index}`)
const environments = ['dev', 'staging', 'production']
const tags = Array.from({ length: 30 }, (_, index) => `1.${index}.0`)
const [day, now] = [86_400, Date.parse('2026-06-01T12:00:00Z') / 1000]
const folder = mkdtempSync(join(tmpdir(), 'image-bump-bench-'))
const calls = join(folder, 'calls')
const plain = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
const git = (args, input = '') => execFileSync('git', args, { env: plain, input, encoding: 'utf8' })

/** Each call of git leaves a line. */
function countingGit() {
  const bin = join(folder, 'bin')
  const program = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  spawnSync('mkdir', [bin])
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho >> '${calls}'\nexec '${program}' "$@"\n`, { mode: 0o755 })
  return { ...plain, PATH: `${bin}${delimiter}${plain.PATH}` }
}

function configOf(isGated) {
  const from = (source) => (isGated ? `from: { environment: ${source}, soak: 24h }, ` : '')
  const policies = "policies: { '*': release }"
  return `version: 1
images:
${images.map((name) => `  ${name}: ghcr.io/acme/${name}\n`).join('')}policies: { release: { policy: { semver: { range: '1.x' } } } }
environments:
  dev: { paths: [dev], ${policies} }
  staging: { paths: [staging], ${from('dev')}${policies} }
  production: { paths: [production], delivery: { pullRequest: { group: environment } }, ${from('staging')}${policies} }
`
}

/** Ten releases of every image went through all three, thirty files a commit. */
function history(isGated, isWaiting) {
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const file = (name, text) => `M 100644 inline ${name}\n${data(text)}`
  const marked = (environment, name, tag) =>
    file(
      `${environment}/${name}.yaml`,
      `image: ghcr.io/acme/${name}:${tag} # {"$imagepolicy": "${environment}:${name}"}\n`,
    )
  const commits = []
  const commit = (at, files) =>
    commits.push(
      `commit refs/heads/main\ncommitter Bench <bench@example.org> ${at} +0000\n${data('Bump')}`,
      ...files,
    )
  const all = (environment, names, tag) => names.map((name) => marked(environment, name, tag))
  commit(now - 400 * day, [
    file('.github/image-bump.yaml', configOf(isGated)),
    ...environments.flatMap((environment) => all(environment, images, '1.18.0')),
  ])
  for (const [step, minor] of Array.from({ length: 10 }, (_, index) => [index, 19 + index])) {
    for (const [place, environment] of environments.entries()) {
      for (let start = 0; start < count; start += 30) {
        const at = now - (390 - step * 36 - place * 3) * day + start
        commit(at, all(environment, images.slice(start, start + 30), `1.${minor}.0`))
      }
    }
  }
  if (isWaiting) commit(now - day / 2, all('dev', images, '1.29.0'))
  return commits.join('')
}

function makeRepository(name, isGated, isWaiting) {
  const bare = join(folder, `${name}.git`)
  git(['init', '--quiet', '--bare', '--initial-branch=main', bare])
  git(['--git-dir', bare, 'fast-import', '--quiet'], history(isGated, isWaiting))
  return bare
}

/** One run in a fresh checkout; `keepsLedger` lets it write that, and nothing else. */
async function measure(bare, { isWaiting, keepsLedger = false }) {
  const checkout = mkdtempSync(join(folder, 'clone-'))
  git(['clone', '--quiet', '--depth=1', `file://${bare}`, checkout])
  const asked = { registry: 0, github: 0 }
  const port = createGit({
    directory: checkout,
    committer: { name: 'Bench', email: 'bench@example.org' },
    clock: { now: () => new Date(now * 1000) },
    env: countingGit(),
    mask: () => undefined,
  })
  const ports = dryRun({
    git: port,
    registry: registry(asked, isWaiting),
    forge: forge(asked),
    worktree: {},
    clock: clock(),
  })
  const own = keepsLedger ? { ...ports, git: { ...ports.git, writeLedger: port.writeLedger } } : ports
  const request = {
    config: '.github/image-bump.yaml',
    from: 'commits',
    defaultBranch: 'of-the-remote',
    suspend: false,
  }
  writeFileSync(calls, '')
  const start = performance.now()
  const { report } = await run(request, own)
  const time = performance.now() - start
  const wants = report.environments.map(({ changes, holds }) => changes.length + holds.length)
  return { time, ...asked, git: readFileSync(calls, 'utf8').length, wants }
}

function registry(asked, isWaiting) {
  const digestOf = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`
  const listed = isWaiting ? tags : tags.slice(0, 29)
  const answer = (value) => {
    asked.registry += 1
    return Promise.resolve(value)
  }
  return {
    listTags: () => answer(listed),
    resolveDigest: ({ text }, tag) => answer(digestOf(`${text}:${tag}`)),
    inspect: ({ text }, tag) => answer({ digest: digestOf(`${text}:${tag}`), platforms: [] }),
    problems: () => [],
    requests: () => new Map(),
  }
}

function forge(asked) {
  const answers = {
    whoAmI: { login: 'bench[bot]', email: 'bench@example.org', kind: 'app' },
    rules: {
      known: true,
      pullRequest: false,
      reviews: 0,
      dismissesReviews: false,
      checks: [],
      mergeQueue: false,
    },
    find: [],
    signals: [],
    releases: [],
  }
  const names = Object.keys(answers)
  return Object.fromEntries(
    [...names, 'compare', 'labelledBy'].map((name) => [
      name,
      () => {
        asked.github += 1
        return Promise.resolve(answers[name])
      },
    ]),
  )
}

const clock = () => ({ now: () => new Date(now * 1000), pause: () => Promise.resolve(), random: () => 0.5 })

function tell(what, { time, registry: listed, github, git: processes }, base) {
  const ratio = base === undefined ? '' : `${(time / base.time).toFixed(2)}x`
  console.log(row([what, listed, github, processes, time.toFixed(0), ratio]))
}

function row(cells) {
  return cells.map((cell, at) => (at === 0 ? `${cell}`.padEnd(34) : `${cell}`.padStart(10))).join('')
}

async function median(work) {
  const rounds = []
  for (let round = 0; round < 3; round += 1) rounds.push(await work())
  return rounds.toSorted((one, other) => one.time - other.time)[1]
}

try {
  console.log(row(['600 images, 3 environments', 'registry', 'GitHub', 'git', 'ms', 'to plain']))
  for (const isWaiting of [false, true]) {
    const what = isWaiting ? 'all wait' : 'idle'
    const bare = makeRepository(`plain-${isWaiting}`, false, isWaiting)
    const gated = makeRepository(`gated-${isWaiting}`, true, isWaiting)
    await measure(bare, { isWaiting })
    const base = await median(() => measure(bare, { isWaiting }))
    tell(`${what}, no gates`, base)
    tell(`${what}, gates, no ledger`, await median(() => measure(gated, { isWaiting })), base)
    await measure(gated, { isWaiting, keepsLedger: true })
    tell(`${what}, gates, ledger`, await median(() => measure(gated, { isWaiting })), base)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
