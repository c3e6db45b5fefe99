// Listing tags from the stand-in on loopback: long lists in one repository, and many repositories behind a slow line, beside the
// bare minimum: a loop of `fetch` over the same pages that joins them. Each measurement runs in a process of its own, which tells its
// peak memory; the registry runs in another.
import { execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const [role, caseName, host] = process.argv.slice(2)

const cases = {
  '10,000 tags': { repositories: 1, tags: 10_000, latency: undefined, rounds: 9 },
  '100,000 tags': { repositories: 1, tags: 100_000, latency: undefined, rounds: 5 },
  '500 repositories of 50 tags, 20 ms away': { repositories: 500, tags: 50, latency: 20, rounds: 3 },
}

/** As many requests at once as we send to one host. */
const lanes = 4

const measures = {
  /** The adapter as a run uses it. */
  async ours({ repositories }) {
    const { createRegistry, emptyKeychain } = await import('../../../lib/adapters/registry/registry.js')
    const { systemClock } = await import('../../../lib/adapters/clock.js')
    const { parseImageName } = await import('../../../lib/model/reference.js')
    const start = performance.now()
    const registry = createRegistry({
      keychain: emptyKeychain,
      clock: systemClock,
      userAgent: 'image-bump-bench',
      mask: () => undefined,
    })
    const names = namesOf(repositories).map((name) => parseImageName(`${host}/${name}`))
    const lists = await Promise.all(names.map((name) => registry.listTags(name)))
    return { start, tags: sum(lists.map(({ length }) => length)), requests: registry.requests().get(host) }
  },
  /** No retry, no login, no check, no bound: only the pages. */
  async bare({ repositories }) {
    const start = performance.now()
    const names = namesOf(repositories)
    let [tags, requests] = [0, 0]
    const walk = async () => {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        const list = []
        let url = `http://${host}/v2/${name}/tags/list?n=1000`
        while (url !== undefined) {
          const answer = await fetch(url)
          requests++
          list.push(...(await answer.json()).tags)
          const next = /<([^>]*)>/.exec(answer.headers.get('link') ?? '')?.[1]
          url = next === undefined ? undefined : new URL(next, url).href
        }
        tags += new Set(list).size
      }
    }
    await Promise.all(Array.from({ length: lanes }, walk))
    return { start, tags, requests }
  },
}

function namesOf(repositories) {
  return Array.from({ length: repositories }, (_, index) => `acme/web-${index}`)
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

/** Runs until it is told to end. Tags are seeded, not pushed. */
async function serve({ repositories, tags, latency }) {
  const { serveRegistry } = await import('../../../lib/standins/registry/registry.js')
  const registry = await serveRegistry(latency === undefined ? {} : { latency })
  const seeded = Array.from({ length: tags }, (_, index) => `1.${index % 97}.${index}`)
  for (const name of namesOf(repositories)) registry.setTags(name, seeded)
  process.send(registry.host)
  await once(process, 'disconnect')
  await registry.close()
}

async function measure(which, chosen) {
  const { start, tags, requests } = await measures[which](chosen)
  const time = performance.now() - start
  if (tags !== chosen.repositories * chosen.tags) throw new Error(`${which} listed ${tags} tags`)
  const memory = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ time, requests, memory }))
}

function line(cells) {
  return cells.map((cell, at) => (at === 0 ? `${cell}`.padEnd(42) : `${cell}`.padStart(11))).join('')
}

async function compare(name, chosen) {
  const server = fork(path('registry.mjs'), ['serve', name])
  const [address] = await once(server, 'message')
  const run = (which) =>
    JSON.parse(execFileSync(process.execPath, [path('registry.mjs'), which, name, address]))
  // The first reads warm the registry, which sorts its tags once.
  run('bare')
  const results = Array.from({ length: chosen.rounds }, () => ({ ours: run('ours'), bare: run('bare') }))
  server.disconnect()
  const of = (which, what) => median(results.map((result) => result[which][what]))
  for (const which of ['bare', 'ours']) {
    const [time, memory] = ['time', 'memory'].map((what) => of(which, what))
    console.log(
      line([
        `${name}, ${which}`,
        of(which, 'requests'),
        time.toFixed(0),
        `${(time / of('bare', 'time')).toFixed(2)}x`,
        memory.toFixed(0),
        `${(memory / of('bare', 'memory')).toFixed(2)}x`,
      ]),
    )
  }
}

if (role === 'serve') await serve(cases[caseName])
else if (role !== undefined) await measure(role, cases[caseName])
else {
  // Whether the types are right is told elsewhere.
  spawnSync(path('../../../node_modules/.bin/tsc'), ['-p', path('../../../src/tsconfig.json')])
  console.log(line(['list', 'requests', 'ms', 'to bare', 'peak MB', 'to bare']))
  for (const [name, chosen] of Object.entries(cases)) await compare(name, chosen)
}
