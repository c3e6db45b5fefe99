/** A repository with dev, staging and production, people who do what people do, and after every run a look at what production is told. */
import { createHash } from 'node:crypto'
import { type Ledger, readLedger } from '../../src/model/ledger.ts'
import { problemError } from '../../src/model/problem.ts'
import type { Digest } from '../../src/model/reference.ts'
import type { RunRequest } from '../../src/model/request.ts'
import type { Forge } from '../../src/ports.ts'
import type { InMemoryPull } from './in-memory-forge.ts'
import { createLine, type Line, only } from './line.ts'
import { createPromotionRecord, type PromotionRecord } from './promotion-record.ts'
import { textsOf } from './repository.ts'

export const images = ['web', 'api'] as const
export type Image = (typeof images)[number]
export const hour = 3_600_000

/** How a team has set it up. */
export interface Setup {
  readonly hasStaging: boolean
  readonly needsStatus: boolean
  readonly isGrouped: boolean
  readonly prefersNewest: boolean
  readonly merges: boolean
  readonly hasDevBranch: boolean
}

/** One thing that happens. */
export type Step =
  | { readonly kind: 'wait'; readonly hours: number }
  | { readonly kind: 'release'; readonly image: Image; readonly minor: number; readonly like?: number }
  | { readonly kind: 'move'; readonly image: Image; readonly minor: number }
  | { readonly kind: 'registry'; readonly image: Image; readonly isUp: boolean }
  | { readonly kind: 'run'; readonly narrow?: Narrow; readonly fault?: Fault }
  | { readonly kind: 'write'; readonly environment: string; readonly image: Image; readonly minor: number }
  | { readonly kind: 'say'; readonly state: 'green' | 'red' }
  | { readonly kind: 'ripen'; readonly fault?: Fault }
  | { readonly kind: 'forget' }
  | { readonly kind: 'merge' | 'close' | 'edit' | 'label' | 'drop' }

export type Narrow = 'web' | 'api' | 'dev' | 'production' | 'freeze' | 'suspend'
export type Fault = 'push' | 'setStatus' | 'find' | 'open' | 'update' | 'signals' | 'crash'

export interface PromotionWorld {
  happen(step: Step): Promise<void>
  /** Everything works again and nobody does anything: the last of a few runs must write nothing. */
  settleDown(): Promise<void>
}

const soaks = { staging: 2, production: 6 } as const

function configOf({
  hasStaging,
  needsStatus,
  isGrouped,
  prefersNewest,
  merges,
  hasDevBranch,
}: Setup): string {
  const status = needsStatus ? ", status: 'flux/*'" : ''
  const source = hasStaging ? 'staging' : 'dev'
  const prefer = prefersNewest ? ', prefer: newest' : ''
  return `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
policies: { release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }
environments:
  dev: { ${hasDevBranch ? 'branch: develop, ' : ''}paths: [dev], policies: { '*': release } }
  ${hasStaging ? `staging: { paths: [staging], from: { environment: dev, soak: 2h${status} }, policies: { '*': release } }` : ''}
  production:
    paths: [production]
    delivery: { pullRequest: { group: ${isGrouped ? 'environment' : 'policy'}, autoMerge: ${merges ? 'squash' : 'off'} } }
    from: { environment: ${source}, soak: 6h, bypass: hotfix${hasStaging ? '' : status}${prefer} }
    policies: { '*': release }
`
}

const pathOf = (environment: string, image: string) => `${environment}/${image}.yaml`
const marked = (environment: string, image: string, tag: string) =>
  `# ${environment}\n${image}: ${tag} # {"$imagepolicy": "${environment}:${image}:tag"}\n`
const tagIn = (text = '') => /: (1\.\d+\.0) #/.exec(text)?.[1] ?? ''
const minorOf = (tag: string) => Number(tag.split('.')[1])

export async function createPromotionWorld(setup: Setup): Promise<PromotionWorld> {
  const environments = setup.hasStaging ? ['dev', 'staging', 'production'] : ['dev', 'production']
  const files = environments.flatMap((name) =>
    images.map((image) => [pathOf(name, image), marked(name, image, '1.0.0')]),
  )
  const line = createLine(configOf(setup), Object.fromEntries(files), { isTimed: true })
  const world = new World(line, setup, environments)
  await world.begin()
  return world
}

class World implements PromotionWorld {
  private readonly record: PromotionRecord = createPromotionRecord()
  private readonly tags: Record<Image, Set<string>> = { web: new Set(['1.0.0']), api: new Set(['1.0.0']) }
  private readonly digests = new Map<string, Digest>()
  private readonly down = new Set<Image>()
  /** What each tag pointed to when a request had it first, until the ledger is lost. */
  private seen = new Map<string, string>()
  private ledger: Ledger = new Map()
  private ledgerHead: string | undefined
  private readonly opened = new Map<number, string>()
  private pushFails = false
  private builds = 0
  private readonly line: Line
  private readonly setup: Setup
  private readonly environments: readonly string[]

  constructor(line: Line, setup: Setup, environments: readonly string[]) {
    this.line = line
    this.setup = setup
    this.environments = environments
    const deliver = line.git.deliver.bind(line.git)
    line.git.deliver = async (push) => {
      if (this.pushFails && push.branch.startsWith('image-bump/'))
        throw problemError('push-refused', 'The remote refused the push.')
      return deliver(push)
    }
  }

  async begin(): Promise<void> {
    const { git, forge } = this.line
    if (this.setup.hasDevBranch) await git.commit('develop', {})
    forge.setRules('main', { known: true, checks: this.contexts() })
    for (const image of images) {
      this.digests.set(`${image} 1.0.0`, this.newDigest())
      this.publish(image)
    }
    await this.note()
  }

  async happen(step: Step): Promise<void> {
    const { line } = this
    switch (step.kind) {
      case 'wait':
        return line.clock.advance(step.hours * hour)
      case 'release': {
        const key = `${step.image} 1.${step.minor}.0`
        const like = this.digests.get(`${step.image} 1.${step.like}.0`)
        if (!this.digests.has(key)) this.digests.set(key, like ?? this.newDigest())
        this.tags[step.image].add(`1.${step.minor}.0`)
        return this.publish(step.image)
      }
      case 'move':
        this.digests.set(`${step.image} 1.${step.minor}.0`, this.newDigest())
        return this.publish(step.image)
      case 'registry':
        if (step.isUp) this.down.delete(step.image)
        else this.down.add(step.image)
        return this.publish(step.image)
      case 'write':
        // People write what there is.
        await this.happen({ kind: 'release', image: step.image, minor: step.minor })
        await this.write(step.environment, step.image, `1.${step.minor}.0`)
        return this.note()
      case 'say':
        return this.say(step.state)
      case 'forget':
        this.seen = new Map()
        this.ledger = new Map()
        this.ledgerHead = undefined
        return line.git.loseLedger()
      case 'run':
        return this.run(step)
      case 'ripen':
        await this.run({})
        await this.run({})
        await this.say('green')
        line.clock.advance(7 * hour)
        return this.run(step)
      case 'merge':
      case 'close':
      case 'edit':
      case 'label':
      case 'drop':
        return this.treat(step.kind)
    }
  }

  async settleDown(): Promise<void> {
    const { line } = this
    for (const image of images) await this.happen({ kind: 'registry', image, isUp: true })
    for (let runs = 1; ; runs += 1) {
      const before = [line.forge.calls(), JSON.stringify(await this.refs())] as const
      await this.run({})
      const written = writes.filter((name) => line.forge.calls().get(name) !== before[0].get(name))
      if (written.length === 0 && JSON.stringify(await this.refs()) === before[1]) return
      insist(runs < 4, `nothing happens, and a fourth run writes again: ${written.join(', ')}`)
    }
  }

  private async refs(): Promise<readonly unknown[]> {
    const { git } = this.line
    return [git.headOf('main'), git.headOf('develop'), await git.branches(''), (await git.readLedger())?.head]
  }

  private contexts(): readonly string[] {
    const hasStatus = this.setup.needsStatus && !this.setup.hasStaging
    return hasStatus ? ['image-bump/soak', 'image-bump/status'] : ['image-bump/soak']
  }

  private branchOf(environment: string): string {
    return environment === 'dev' && this.setup.hasDevBranch ? 'develop' : 'main'
  }

  private newDigest(): Digest {
    this.builds += 1
    return `sha256:${createHash('sha256').update(`${this.builds}`).digest('hex')}`
  }

  private publish(image: Image): void {
    const name = `ghcr.io/acme/${image}`
    this.line.setTags(image, ...this.tags[image])
    for (const tag of this.tags[image]) {
      const digest = this.digests.get(`${image} ${tag}`)
      if (digest !== undefined) this.line.registry.setDigest(name, tag, digest)
    }
    if (this.down.has(image)) this.line.failTags(image)
  }

  private async write(environment: string, image: Image, tag: string): Promise<void> {
    if (!this.environments.includes(environment)) return
    const branch = this.branchOf(environment)
    if (tagIn(await this.line.read(branch, pathOf(environment, image))) === tag) return
    await this.line.git.commit(branch, { [pathOf(environment, image)]: marked(environment, image, tag) })
  }

  private async say(state: 'green' | 'red'): Promise<void> {
    const at = this.line.clock.now().getTime()
    const commit = this.line.git.headOf(this.branchOf('dev')) ?? ''
    this.line.forge.report({ commit, name: 'flux/apps', state, at })
    this.record.says('dev', { commit, state, at })
  }

  /** Whatever came into the sources' files is written down. */
  private async note(): Promise<void> {
    for (const environment of this.environments) {
      const texts = textsOf(await this.line.git.files(this.branchOf(environment)))
      for (const image of images) {
        const tag = tagIn(texts[pathOf(environment, image)])
        const digest = this.digests.get(`${image} ${tag}`) ?? ''
        this.record.stands(environment, image, { tag, since: this.line.clock.now().getTime(), digest })
      }
    }
  }

  private async run({ narrow, fault }: { readonly narrow?: Narrow; readonly fault?: Fault }): Promise<void> {
    const { line } = this
    this.pushFails = fault === 'push'
    if (fault === 'crash') line.forge.crashNext('update')
    else if (fault !== undefined && fault !== 'push')
      line.forge.failNext(fault, problemError('github-refused', 'Not now.'))
    const before = await this.standing()
    const isKilled = await line.run(requests[narrow ?? 'all']).then(
      () => false,
      (thrown: unknown) => {
        if (!String(thrown).includes('killed')) throw thrown
        return true
      },
    )
    for (const name of ['setStatus', 'find', 'open', 'update', 'signals'] as const)
      line.forge.failNext(name, undefined)
    this.pushFails = false
    await this.checkCommits(before)
    await this.note()
    await this.checkLedger()
    const isBlind = narrow === 'dev' || isKilled || (fault !== undefined && blinding.has(fault))
    if (!isBlind) await this.checkRequests()
  }

  private async standing(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>()
    for (const environment of this.environments) {
      const texts = textsOf(await this.line.git.files(this.branchOf(environment)))
      for (const image of images)
        found.set(pathOf(environment, image), tagIn(texts[pathOf(environment, image)]))
    }
    return found
  }

  /** Staging takes commits: only what dev has proved may have come. */
  private async checkCommits(before: ReadonlyMap<string, string>): Promise<void> {
    const after = await this.standing()
    for (const image of images) {
      const path = pathOf('staging', image)
      const [was, is] = [before.get(path), after.get(path)]
      if (is === undefined || is === was) continue
      insist(minorOf(is) > minorOf(was ?? ''), `staging went back to ${image} ${is}`)
      const reason = this.whyNot('staging', image, is)
      insist(reason === undefined, `staging took ${image} ${is}: ${reason}`)
    }
    for (const path of images.map((image) => pathOf('production', image)))
      insist(after.get(path) === before.get(path), `production was written without a request: ${path}`)
  }

  private whyNot(environment: 'staging' | 'production', image: Image, tag: string): string | undefined {
    const first = this.seen.get(`${image} ${tag}`)
    const digestOf = (each: string) => {
      const now = this.digests.get(`${image} ${each}`) ?? each
      const known = this.seen.get(`${image} ${each}`) ?? now
      return known === now ? now : `moved ${each}`
    }
    if (first !== undefined && first !== this.digests.get(`${image} ${tag}`) && !this.down.has(image))
      return `${tag} has moved`
    const source = environment === 'production' && this.setup.hasStaging ? 'staging' : 'dev'
    return this.record.whyNot({
      source,
      image,
      tag,
      digestOf,
      soak: soaks[environment] * hour,
      needsStatus: this.setup.needsStatus && source === 'dev',
      now: this.line.clock.now().getTime(),
    })
  }

  /** What merging a request would bring, and whether its branch's rules let it in. */
  private async checkRequests(): Promise<void> {
    for (const pull of this.open()) {
      const brought = await this.broughtBy(pull)
      insist(!pull.title.startsWith('Roll back'), pull.title)
      for (const { image, from, to } of brought) {
        const isEdited = (await this.line.git.log(pull.head))[0]?.author === 'person@example.org'
        insist(isEdited || minorOf(to) > minorOf(from), `#${pull.number} takes ${image} back to ${to}`)
        const key = `${image} ${to}`
        const reason = this.whyNot('production', image, to)
        const isOpened = this.opened.get(pull.number) === JSON.stringify(brought)
        const isShut = isOpened || reason === undefined || !(await this.isGreen(pull))
        insist(isShut, `#${pull.number} lets ${image} ${to} in: ${reason}`)
        if (!this.down.has(image) && !this.seen.has(key) && reason === undefined && !isEdited)
          this.seen.set(key, this.digests.get(key) ?? '')
      }
    }
  }

  private open(): readonly InMemoryPull[] {
    return this.line.forge.pulls().filter(({ state }) => state === 'open')
  }

  private async broughtBy({ head }: InMemoryPull) {
    const { git } = this.line
    if (git.headOf(head) === undefined) return []
    const known = new Set((await git.log('main')).map(({ id }) => id))
    const base = (await git.log(head)).find(({ id }) => known.has(id))?.id ?? ''
    const [theirs, before] = [textsOf(await git.files(head)), textsOf(await git.files(base))]
    return images.flatMap((image) => {
      const path = pathOf('production', image)
      const [from, to] = [tagIn(before[path]), tagIn(theirs[path])]
      return from === to ? [] : [{ image, from, to }]
    })
  }

  private async isGreen(pull: InMemoryPull): Promise<boolean> {
    const found = await this.line.forge.find([pull.head])
    const { statuses = [] } = found.find(({ number }) => number === pull.number) ?? {}
    return this.contexts().every((name) =>
      statuses.some(({ context, state }) => context === name && state === 'success'),
    )
  }

  /** What a person does to the request that was opened last. */
  private async treat(how: 'merge' | 'close' | 'edit' | 'label' | 'drop'): Promise<void> {
    const { git, forge, clock } = this.line
    const pull = this.open().at(-1)
    if (pull === undefined || git.headOf(pull.head) === undefined) return
    const brought = await this.broughtBy(pull)
    switch (how) {
      case 'close':
        return forge.change(pull.number, { state: 'closed' })
      case 'drop':
        forge.change(pull.number, { state: 'closed' })
        return git.remove(pull.head, git.headOf(pull.head) ?? '')
      case 'edit': {
        const image = brought[0]?.image ?? 'web'
        await git.commit(pull.head, {
          [pathOf('production', image)]: marked(
            'production',
            image,
            `1.${(clock.now().getTime() / hour) % 7}.0`,
          ),
        })
        if (this.opened.has(pull.number))
          this.opened.set(pull.number, JSON.stringify(await this.broughtBy(pull)))
        return
      }
      case 'label':
        forge.change(pull.number, { labels: ['hotfix'] })
        this.opened.set(pull.number, JSON.stringify(brought))
        return
      case 'merge': {
        if (!(await this.isGreen(pull))) return
        forge.change(pull.number, { state: 'merged' })
        const [commit] = await git.log(pull.head)
        const files = brought.map(({ image, to }) => [
          pathOf('production', image),
          marked('production', image, to),
        ])
        await git.commit('main', Object.fromEntries(files), { message: commit?.message ?? '' })
        return this.note()
      }
    }
  }

  private async checkLedger(): Promise<void> {
    const found = await this.line.git.readLedger()
    if (found?.head === this.ledgerHead) return
    this.ledgerHead = found?.head
    const ledger = found && readLedger(Buffer.from(found.bytes).toString())
    for (const [image, entries] of this.ledger) {
      for (const { digest, firstSeen } of entries) {
        const now = ledger?.get(image)?.find((each) => each.digest === digest)
        insist(
          (now?.firstSeen ?? Infinity) <= firstSeen,
          `${image}@${digest} was first seen later than before`,
        )
      }
    }
    this.ledger = ledger ?? new Map()
  }
}

function insist(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what)
}

const blinding: ReadonlySet<Fault> = new Set(['setStatus', 'find', 'crash'])

const writes: readonly (keyof Forge)[] = [
  'setStatus',
  'update',
  'open',
  'furnish',
  'comment',
  'close',
  'arm',
  'disarm',
]

const requests: Readonly<Record<Narrow | 'all', Partial<RunRequest>>> = {
  all: {},
  web: only('web'),
  api: only('api'),
  dev: { environments: ['dev'] },
  production: { environments: ['production'] },
  freeze: { freeze: 'all' },
  suspend: { suspend: true },
}
