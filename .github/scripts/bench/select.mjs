// Selection over 1k, 10k and 100k tags for each kind of policy, beside plain ways to do the same in the same run.
// "Warm" is the median of rounds that take turns; "cold" the median of first calls, each in a process of its own.
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import semver from 'semver'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const [name, size, side] = process.argv.slice(2)

// Whether the types are right is told elsewhere.
if (name === undefined)
  spawnSync(path('../../../node_modules/.bin/tsc'), ['-p', path('../../../src/tsconfig.json')])
const { choose } = await import('../../../lib/pipeline/policies/policies.js')

const sizes = [1_000, 10_000, 100_000]
const exclusion = { patterns: [], attachments: true }
const pattern = '^main-[0-9a-f]{7}-(?P<ts>[0-9]{10})$'
const nativePattern = /^main-[0-9a-f]{7}-(?<ts>[0-9]{10})$/

/** Each pair must choose the same tag. The aim is a ratio of times, ours to theirs. */
const kinds = {
  semver: {
    rival: 'semver.maxSatisfying',
    aim: '<= 0.5',
    tag: versionTag,
    ours: { policy: { semver: { range: '>=1.2.0 <40.0.0' } } },
    theirs: (tags) => semver.maxSatisfying(tags, '>=1.2.0 <40.0.0'),
  },
  'filter + numerical': {
    rival: 'plain RegExp',
    aim: '<= 6',
    tag: stampTag,
    ours: { filterTags: { pattern, extract: '$ts' }, policy: { numerical: { order: 'asc' } } },
    theirs: largestStamp,
  },
  alphabetical: {
    rival: 'plain comparison',
    aim: 'none',
    tag: stampTag,
    ours: { policy: { alphabetical: { order: 'asc' } } },
    theirs: (tags) => tags.reduce((last, tag) => (tag > last ? tag : last)),
  },
}

/** Nine of ten are versions, some of them prereleases; the others are what is found beside them. */
function versionTag(next) {
  const kind = next(20)
  const text = `${next(60)}.${next(40)}.${next(200)}`
  if (kind === 0) return `sha-${hex(next)}`
  if (kind === 1) return `${next(60)}.${next(40)}`
  if (kind === 2) return `${text}-rc.${next(9)}`
  return kind < 6 ? `v${text}` : text
}

/** Four of five match the filter. */
function stampTag(next) {
  const branch = next(5) === 0 ? 'feature' : 'main'
  return `${branch}-${hex(next)}-${1_700_000_000 + next(90_000_000)}`
}

function hex(next) {
  return next(0x1000_0000).toString(16).padStart(7, '0')
}

function largestStamp(tags) {
  let best
  let largest = -Infinity
  for (const tag of tags) {
    const found = nativePattern.exec(tag)
    const stamp = found === null ? -Infinity : Number(found.groups.ts)
    if (stamp > largest) [largest, best] = [stamp, tag]
  }
  return best
}

/** Distinct tags, the same in every run: a linear congruential generator with the constants of Numerical Recipes. */
function tagsOf(kind, size) {
  let state = 1
  const next = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const tags = new Set()
  while (tags.size < size) tags.add(kind.tag(next))
  // Joined and cut again, as a registry's answer is: flat texts, not the ropes that templates make.
  return [...tags].join('\n').split('\n')
}

const ours = (kind, tags) => choose(kind.ours, tags, exclusion).tag

function time(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function warm(kind, tags) {
  const rounds = Math.max(9, Math.min(101, Math.round(300_000 / tags.length)))
  const times = { ours: [], theirs: [] }
  for (let round = 0; round < rounds + 2; round++) {
    times.ours.push(time(() => ours(kind, tags)))
    times.theirs.push(time(() => kind.theirs(tags)))
  }
  return [median(times.ours.slice(2)), median(times.theirs.slice(2))]
}

function cold(name, size) {
  const once = (side) => Number(execFileSync(process.execPath, [path('select.mjs'), name, `${size}`, side]))
  const rounds = Array.from({ length: 9 }, () => [once('ours'), once('theirs')])
  return [median(rounds.map(([a]) => a)), median(rounds.map(([, b]) => b))]
}

function line(cells) {
  return cells.map((cell, at) => (at < 2 ? `${cell}`.padEnd(26) : `${cell}`.padStart(11))).join('')
}

function compare() {
  console.log(line(['policy', 'beside', 'tags', 'ours ms', 'theirs ms', 'ratio', 'aim', 'growth']))
  for (const [name, kind] of Object.entries(kinds)) {
    report(`${name}, warm`, kind, (tags) => warm(kind, tags))
    report(`${name}, cold`, kind, (tags) => cold(name, tags.length))
  }
}

/** Growth: how many times longer ten times the tags take. */
function report(label, kind, measure) {
  let before
  for (const size of sizes) {
    const [mine, other] = measure(tagsOf(kind, size))
    const growth = before === undefined ? '' : `x${(mine / before).toFixed(1)}`
    const numbers = [mine.toFixed(2), other.toFixed(2), (mine / other).toFixed(2), kind.aim, growth]
    console.log(line([label, kind.rival, size, ...numbers]))
    before = mine
  }
}

function agree() {
  for (const [name, kind] of Object.entries(kinds)) {
    const tags = tagsOf(kind, 1_000)
    const [mine, other] = [ours(kind, tags), kind.theirs(tags)]
    if (mine !== other) throw new Error(`${name}: ${mine} is not ${other}`)
  }
}

if (name === undefined) {
  agree()
  compare()
} else {
  const kind = kinds[name]
  const tags = tagsOf(kind, Number(size))
  console.log(time(() => (side === 'ours' ? ours(kind, tags) : kind.theirs(tags))))
}
