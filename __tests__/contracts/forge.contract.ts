/** What every forge promises, in memory or on GitHub. */
import { describe, expect, test } from '@jest/globals'
import type { PullRequest } from '../../src/model/pull-request.ts'
import type { Forge, Furnishing, NewPullRequest } from '../../src/ports.ts'

/** A forge with an empty repository, and hands to do there what other people do. */
export interface ForgeSubject {
  readonly forge: Forge
  /** Pushes branches that pull requests can be opened from or into. */
  readonly push: (...branches: readonly string[]) => void
  /** Opens a request from a branch of a fork. */
  readonly openFromFork: (request: NewPullRequest) => Promise<void>
  /** Somebody with write access. */
  readonly alice: {
    close(number: number): void
    merge(number: number): void
    approve(number: number): void
    label(number: number, ...labels: readonly string[]): void
    unlabel(number: number, label: string): void
    comment(number: number, body: string): void
  }
  /** What other systems say of a commit; a check without a conclusion is under way. */
  readonly report: {
    status(commit: string, context: string, state: 'success' | 'failure' | 'pending'): void
    check(commit: string, name: string, conclusion?: 'success' | 'failure' | 'skipped' | 'timed_out'): void
  }
  /** Lets the branch ask for so many approvals, which a new commit takes away. */
  readonly guard: (branch: string, rules: { readonly reviews: number }) => void
  /** What the forge itself knows of a request. */
  readonly look: (number: number) => Omit<Furnishing, 'body'> & { readonly draft: boolean }
}

const web = {
  head: 'image-bump/production--web',
  base: 'main',
  title: 'Update web to 1.2.3',
  body: 'From 1.2.2 to 1.2.3.\n\n<!-- image-bump -->',
  draft: false,
} as const satisfies NewPullRequest
const api = { ...web, head: 'image-bump/production--api', title: 'Update api to 4.5.6' }

const nothing = { labels: [], reviewers: [], teamReviewers: [], assignees: [] }

/** Opens a request for real: only a dry run gives none. */
async function open(forge: Forge, request: NewPullRequest): Promise<PullRequest> {
  const opened = await forge.open(request)
  if (opened === undefined) throw new Error(`no request from ${request.head} was opened`)
  return opened
}

/** The suite; `setUp` gives a fresh subject to each test. */
export function describeForge(setUp: () => Promise<ForgeSubject>): void {
  describe('opening', () => {
    test('a request that was opened is given back with all that is known of it', async () => {
      const { forge, push } = await setUp()
      push(web.head, api.head)
      const { head, base, title, body } = web
      expect(await open(forge, web)).toEqual({
        number: 1,
        url: expect.stringMatching(/\/pull\/1$/),
        head,
        base,
        title,
        body,
        state: 'open',
        openedAt: expect.any(Number),
        isOwn: true,
        headCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
        labels: [],
        approved: false,
        armed: false,
        queued: false,
        comments: [],
        statuses: [],
      })
      expect(await open(forge, api)).toMatchObject({ number: 2, head: api.head, title: api.title })
    })

    test('one that is open already for this head and base gets title and text, and keeps the rest', async () => {
      const { forge, push, alice, look } = await setUp()
      push(web.head)
      const first = await open(forge, { ...web, draft: true })
      alice.label(first.number, 'urgent')
      const second = await open(forge, { ...web, title: 'Update web to 1.2.4', body: 'Other words.' })
      expect(second).toEqual({
        ...first,
        title: 'Update web to 1.2.4',
        body: 'Other words.',
        labels: ['urgent'],
      })
      expect(await forge.find([web.head])).toEqual([second])
      expect(look(first.number).draft).toBe(true)
    })

    test('one branch may have a request into each of two branches', async () => {
      const { forge, push } = await setUp()
      push(web.head, 'staging')
      const one = await open(forge, web)
      const other = await open(forge, { ...web, base: 'staging' })
      expect(other.number).not.toBe(one.number)
      expect(await forge.find([web.head])).toEqual([one, other])
    })

    test.each([true, false])('a request is opened as draft: %s', async (draft) => {
      const { forge, push, look } = await setUp()
      push(web.head)
      const { number } = await open(forge, { ...web, draft })
      expect(look(number)).toEqual({ ...nothing, draft })
    })
  })

  describe('finding', () => {
    test('requests are found by their branches, and no others', async () => {
      const { forge, push } = await setUp()
      push(web.head, api.head)
      const opened = await open(forge, web)
      await open(forge, api)
      expect(await forge.find([web.head, web.head, 'image-bump/nothing'])).toEqual([opened])
      expect(await forge.find(['image-bump/nothing'])).toEqual([])
      expect(await forge.find([])).toEqual([])
    })

    test('closed and merged ones are told apart from an open one, the latest five of a branch', async () => {
      const { forge, push, alice } = await setUp()
      push(web.head)
      for (let count = 0; count < 6; count += 1) alice.close((await open(forge, web)).number)
      const { number } = await open(forge, web)
      const found = await forge.find([web.head])
      expect(found.map((request) => [request.number, request.state])).toEqual([
        ...[2, 3, 4, 5, 6].map((past) => [past, 'closed']),
        [number, 'open'],
      ])
      alice.merge(number)
      expect((await forge.find([web.head])).at(-1)).toMatchObject({ number, state: 'merged', isOwn: true })
    })

    test('a request from a branch of the same name in a fork is none of ours', async () => {
      const { forge, push, openFromFork } = await setUp()
      push(web.head)
      await openFromFork({ ...web, title: 'From a stranger' })
      expect(await forge.find([web.head])).toEqual([])
      const opened = await open(forge, web)
      expect(await forge.find([web.head])).toEqual([opened])
    })

    test('what wants to enter a branch is everything that is open into it, forks too, the newest first', async () => {
      const { forge, push, openFromFork, alice } = await setUp()
      push(web.head, api.head, 'staging')
      const first = await open(forge, web)
      alice.close((await open(forge, api)).number)
      await open(forge, { ...web, base: 'staging' })
      await openFromFork({ ...api, title: 'From a stranger' })
      const status = { context: 'image-bump/soak', state: 'pending', description: 'until noon' } as const
      await forge.setStatus(first.headCommit, status)
      const { number, head, body, headCommit: commit } = first
      expect(await forge.entering('main')).toEqual([
        expect.objectContaining({ number: 4, head: api.head, isFromFork: true }),
        { number, head, body, isFromFork: false, tip: { commit, statuses: [status] } },
      ])
      expect(await forge.entering('nowhere')).toEqual([])
    })

    test('it tells what people did: a label, an approval; and of comments our own, the latest last', async () => {
      const { forge, push, alice } = await setUp()
      push(web.head)
      const opened = await open(forge, web)
      await forge.comment(opened.number, 'One waits.')
      alice.label(opened.number, 'urgent')
      alice.approve(opened.number)
      alice.comment(opened.number, 'Looks good.')
      await forge.comment(opened.number, 'Another waits.')
      expect(await forge.find([web.head])).toEqual([
        { ...opened, labels: ['urgent'], approved: true, comments: ['One waits.', 'Another waits.'] },
      ])
    })
  })

  describe('a comment of ours', () => {
    test('is found by what it holds, before later ones, and gets another text in its place', async () => {
      const { forge, push, alice } = await setUp()
      push(web.head)
      const { number } = await open(forge, web)
      alice.comment(number, 'I have seen the mark, too.')
      expect(await forge.findComment(number, 'The mark,')).toBeUndefined()
      await forge.comment(number, 'Quoted: The mark, none of ours.')
      await forge.comment(number, 'The mark, first.')
      await forge.comment(number, 'The mark, second.')
      const found = await forge.findComment(number, 'The mark,')
      expect(found).toMatchObject({ body: 'The mark, first.' })
      await forge.editComment(found!.id, 'Other words.')
      expect(await forge.findComment(number, 'Other words')).toEqual({ ...found, body: 'Other words.' })
      expect(await forge.findComment(number, 'The mark,')).toMatchObject({ body: 'The mark, second.' })
      const [request] = await forge.find([web.head])
      expect(request?.comments).toEqual([
        'Quoted: The mark, none of ours.',
        'Other words.',
        'The mark, second.',
      ])
    })
  })

  describe('changing', () => {
    test('an update writes what is given and nothing else', async () => {
      const { forge, push, look, alice } = await setUp()
      push(web.head)
      const opened = await open(forge, { ...web, draft: true })
      alice.label(opened.number, 'images')
      const titled = { ...opened, title: 'Update web to 1.2.4', labels: ['images'] }
      expect(await forge.update(opened.number, { title: titled.title })).toEqual(titled)
      const written = { ...titled, body: 'Other words.' }
      expect(await forge.update(opened.number, { body: written.body })).toEqual(written)
      expect(await forge.find([web.head])).toEqual([written])
      expect(look(opened.number).draft).toBe(true)
    })

    test('closing writes the text, too, and the branch can be proposed again', async () => {
      const { forge, push } = await setUp()
      push(web.head)
      const opened = await open(forge, web)
      const closed = { ...opened, state: 'closed', body: 'Done.', statuses: undefined }
      expect(await forge.close(opened.number, 'Done.')).toEqual(closed)
      expect(await forge.find([web.head])).toEqual([closed])
      expect(await open(forge, web)).toMatchObject({ number: opened.number + 1, state: 'open' })
    })

    test('a request that does not exist cannot be updated', async () => {
      const { forge } = await setUp()
      await expect(forge.update(7, web)).rejects.toMatchObject({ problems: [{ code: 'github-refused' }] })
    })

    test('it is furnished with everything at once, and keeps the labels that it has', async () => {
      const { forge, push, look, alice } = await setUp()
      push(web.head)
      const { number } = await open(forge, web)
      alice.label(number, 'urgent')
      const wanted = {
        labels: ['images', 'needs: review'],
        reviewers: ['alice', 'bob'],
        teamReviewers: ['reviewers'],
        assignees: ['carol'],
        milestone: 'Sprint 7',
      }
      expect(await forge.furnish(number, { ...wanted, body: 'Finished.' })).toEqual([])
      expect(look(number)).toEqual({ ...wanted, labels: ['urgent', ...wanted.labels], draft: false })
      expect(await forge.find([web.head])).toMatchObject([{ body: 'Finished.' }])
    })
  })

  describe('merging by itself', () => {
    test('what waits for a review is armed, and disarmed again', async () => {
      const { forge, push, guard } = await setUp()
      push(web.head)
      guard('main', { reviews: 1 })
      const opened = await open(forge, web)
      const merge = { number: opened.number, head: opened.headCommit, method: 'squash' } as const
      expect(await forge.arm(merge)).toBe('armed')
      expect(await forge.arm(merge)).toBe('armed')
      expect(await forge.find([web.head])).toEqual([{ ...opened, armed: true }])
      await forge.disarm(opened.number)
      await forge.disarm(opened.number)
      expect(await forge.find([web.head])).toEqual([opened])
    })
  })

  describe('what is said of commits', () => {
    const soak = {
      context: 'image-bump/soak',
      state: 'pending',
      description: 'ran in dev for 3 of 24 hours',
    } as const
    const window = { context: 'image-bump/window', state: 'success', description: '' } as const

    test('our statuses are found with the request at whose head they stand, the latest of each', async () => {
      const { forge, push, report } = await setUp()
      push(web.head)
      const { number, headCommit } = await open(forge, web)
      report.status(headCommit, 'ci/build', 'success')
      await forge.setStatus(headCommit, window)
      await forge.setStatus(headCommit, { ...soak, state: 'failure' })
      await forge.setStatus(headCommit, soak)
      await forge.setStatus(headCommit, soak)
      const [found] = await forge.find([web.head])
      expect(new Set(found?.statuses)).toEqual(new Set([window, soak]))
      const updated = await forge.update(number, { title: 'Other' })
      expect(new Set(updated?.statuses)).toEqual(new Set([window, soak]))
      const again = await open(forge, { ...web, title: 'Other' })
      expect(new Set(again.statuses)).toEqual(new Set([window, soak]))
    })

    test('a description is cut where it would be too long, and found so again', async () => {
      const { forge, push } = await setUp()
      push(web.head)
      const { headCommit } = await open(forge, web)
      await forge.setStatus(headCommit, { ...soak, description: 'é'.repeat(141) })
      await forge.setStatus(headCommit, { ...window, description: 'é'.repeat(140) })
      const [found] = await forge.find([web.head])
      expect(new Set(found?.statuses?.map(({ description }) => description))).toEqual(
        new Set([`${'é'.repeat(139)}…`, 'é'.repeat(140)]),
      )
    })

    test('signals are statuses and checks by their names, the latest of each', async () => {
      const { forge, push, report } = await setUp()
      push(web.head)
      const { headCommit: commit } = await open(forge, web)
      report.status(commit, 'kustomization/apps', 'failure')
      report.status(commit, 'kustomization/apps', 'success')
      report.status(commit, 'kustomization/infra', 'failure')
      report.status(commit, 'kustomization/late', 'pending')
      report.check(commit, 'kustomization/check', 'timed_out')
      report.check(commit, 'kustomization/skipped', 'skipped')
      report.check(commit, 'kustomization/running')
      report.status(commit, 'other', 'failure')
      const signals = await forge.signals([commit, 'f'.repeat(40)], (name) =>
        name.startsWith('kustomization/'),
      )
      expect(signals.every((signal) => signal.commit === commit && Number.isFinite(signal.at))).toBe(true)
      expect(Object.fromEntries(signals.map(({ name, state }) => [name, state]))).toEqual({
        'kustomization/apps': 'green',
        'kustomization/infra': 'red',
        'kustomization/late': 'pending',
        'kustomization/check': 'red',
        'kustomization/skipped': 'green',
        'kustomization/running': 'pending',
      })
      expect(await forge.signals([], () => true)).toEqual([])
    })
  })

  describe('who gave a label', () => {
    test('a person, as long as it is there', async () => {
      const { forge, push, alice } = await setUp()
      push(web.head)
      const { number } = await open(forge, web)
      expect(await forge.labelledBy(number, 'hotfix')).toBeUndefined()
      alice.label(number, 'Hotfix', 'urgent')
      expect(await forge.labelledBy(number, 'hotfix')).toBe('alice')
      alice.unlabel(number, 'Hotfix')
      expect(await forge.labelledBy(number, 'hotfix')).toBeUndefined()
      expect(await forge.labelledBy(number, 'urgent')).toBe('alice')
    })

    test('not we ourselves, whatever the configuration gives to requests', async () => {
      const { forge, push, alice } = await setUp()
      push(web.head)
      const { number } = await open(forge, web)
      await forge.furnish(number, { ...nothing, labels: ['hotfix'], body: web.body })
      expect(await forge.labelledBy(number, 'hotfix')).toBeUndefined()
      alice.unlabel(number, 'hotfix')
      alice.label(number, 'hotfix')
      expect(await forge.labelledBy(number, 'hotfix')).toBe('alice')
    })
  })

  describe('what is asked', () => {
    test('the rules of a branch, and that there are none', async () => {
      const { forge, guard } = await setUp()
      const none = { known: true, pullRequest: false, reviews: 0, dismissesReviews: false, checks: [] }
      expect(await forge.rules('main')).toEqual({ ...none, mergeQueue: false })
      guard('main', { reviews: 2 })
      expect(await forge.rules('main')).toMatchObject({ known: true, reviews: 2, dismissesReviews: true })
      expect(await forge.rules('staging')).toMatchObject({ known: true, reviews: 0 })
    })

    test('whose token it is', async () => {
      const { forge } = await setUp()
      const identity = { login: 'image-bump[bot]', kind: 'app', email: expect.stringContaining('@') }
      expect(await forge.whoAmI()).toEqual(identity)
    })

    test('what cannot be compared, and releases that are not there', async () => {
      const { forge } = await setUp()
      expect(await forge.compare('acme/hidden', 'a'.repeat(40), 'b'.repeat(40))).toBeUndefined()
      expect(await forge.releases('acme/hidden', ['1.2.3'])).toEqual([])
    })
  })
}
