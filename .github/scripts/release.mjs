// What a release has to be, and where the major tag goes after it: `release.mjs check`, then `release.mjs move`.
// Both ask the remote `origin` of the checkout and may run again.
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'

const steps = { check, move }
const step = steps[process.argv[2]]
if (step === undefined) fail('Say check or move.')
step(readTag())

/** Throws out what must not be released, and gives the tag to later steps. */
function check(tag) {
  const { GITHUB_REF_TYPE: kind, GITHUB_REF_NAME: name, GITHUB_OUTPUT: output } = process.env
  if (kind === 'tag' && name !== tag)
    fail(`The tag is ${name} and package.json says ${tag}; they have to agree.`)
  const head = git('rev-parse', 'HEAD')
  if (!isReviewed(head)) fail(`${head} is not on main; a release is made of what was reviewed there.`)
  const tags = remoteTags()
  const standing = tags.get(tag) ?? head
  if (standing !== head)
    fail(`${tag} is ${standing} already; a release stays what it is. Take the next version.`)
  const newer = releasesIn(tags).find((other) => compare(other, tag) > 0)
  if (newer !== undefined) fail(`${newer} was released already, which is newer than ${tag}.`)
  if (output !== undefined) appendFileSync(output, `tag=${tag}\n`)
  say(`${tag} can be released from ${head}.`)
}

/** Moves `v1` to `v1.2.3` if that is the newest of its kind, and only from where it was seen. */
function move(tag) {
  const tags = remoteTags()
  const released = tags.get(tag)
  if (released === undefined) fail(`There is no ${tag} at the remote; the major tag follows a release.`)
  if (released !== git('rev-parse', 'HEAD')) fail(`${tag} is ${released}, which is not what was checked.`)
  const major = tag.replace(/\..*/, '')
  const newest = releasesIn(tags)
    .filter((other) => other.startsWith(`${major}.`))
    .toSorted(compare)
    .at(-1)
  if (newest !== tag) return say(`${major} stays, since ${newest} is newer than ${tag}.`)
  const lease = tags.get(`${major} itself`) ?? ''
  if (tags.get(major) === released) return say(`${major} is ${tag} already.`)
  git(
    'push',
    '--quiet',
    `--force-with-lease=refs/tags/${major}:${lease}`,
    'origin',
    `${released}:refs/tags/${major}`,
  )
  return say(`${major} is ${tag} now.`)
}

function readTag() {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  const { version: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  if (!/^\d+\.\d+\.\d+$/.test(version))
    fail(`package.json has the version ${version}; wanted is one as 1.2.3.`)
  if (version !== locked) fail(`package.json has the version ${version} and package-lock.json ${locked}.`)
  return `v${version}`
}

function isReviewed(commit) {
  git('fetch', '--quiet', 'origin', 'refs/heads/main')
  return git('rev-list', '--max-count=1', commit, '--not', 'FETCH_HEAD') === ''
}

/** Names and commits; an annotated tag has an object of its own besides, which a lease has to name. */
function remoteTags() {
  const tags = new Map()
  for (const line of git('ls-remote', '--tags', 'origin').split('\n').filter(Boolean)) {
    const [id, ref] = line.split('\t')
    const name = ref.replace('refs/tags/', '')
    tags.set(name.replace('^{}', ''), id)
    if (!name.endsWith('^{}')) tags.set(`${name} itself`, id)
  }
  return tags
}

function releasesIn(tags) {
  return [...tags.keys()].filter((name) => /^v\d+\.\d+\.\d+$/.test(name))
}

function compare(one, other) {
  const [first, second] = [one, other].map((tag) => tag.slice(1).split('.').map(Number))
  const at = first.findIndex((number, index) => number !== second[index])
  return at === -1 ? 0 : first[at] - second[at]
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim()
}

function say(text) {
  process.stdout.write(`${text}\n`)
}

function fail(text) {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
