/** What every forge promises, in memory or on GitHub. */
import { expect, test } from '@jest/globals'
import type { PullRequest } from '../../src/model/plan.ts'
import type { Forge, NewPullRequest } from '../../src/ports.ts'

/** A forge with an empty repository, and hands to do there what other people do. */
export interface ForgeSubject {
  readonly forge: Forge
  /** Pushes branches that pull requests can be opened from or into. */
  readonly push: (...branches: readonly string[]) => void
  /** Opens a request from a branch of a fork. */
  readonly openFromFork: (request: NewPullRequest) => Promise<void>
  readonly close: (number: number) => Promise<void>
  /** What the forge itself knows of a request. */
  readonly look: (number: number) => Promise<{ readonly labels: readonly string[]; readonly draft: boolean }>
}

const web = {
  head: 'image-bump/production--web',
  base: 'main',
  title: 'Update web to 1.2.3',
  body: 'From 1.2.2 to 1.2.3.\n\n<!-- image-bump -->',
  labels: [],
  draft: false,
} as const satisfies NewPullRequest
const api = { ...web, head: 'image-bump/production--api', title: 'Update api to 4.5.6' }

/** Opens a request for real: only a dry run gives none. */
async function open(forge: Forge, request: NewPullRequest): Promise<PullRequest> {
  const opened = await forge.open(request)
  if (opened === undefined) throw new Error(`no request from ${request.head} was opened`)
  return opened
}

/** The suite; `setUp` gives a fresh subject to each test. */
export function describeForge(setUp: () => Promise<ForgeSubject>): void {
  test('a request that was opened is given back with its number and address', async () => {
    const { forge, push } = await setUp()
    push(web.head, api.head)
    const first = await open(forge, web)
    const second = await open(forge, api)
    const { head, base, title, body } = web
    expect(first).toEqual({ number: 1, url: expect.stringMatching(/\/pull\/1$/), head, base, title, body })
    expect(second).toMatchObject({ number: 2, head: api.head, title: api.title })
  })

  test('open requests are found by their branches, and no others', async () => {
    const { forge, push } = await setUp()
    push(web.head, api.head)
    const opened = await open(forge, web)
    await open(forge, api)
    expect(await forge.find([web.head, web.head, 'image-bump/nothing'])).toEqual([opened])
    expect(await forge.find(['image-bump/nothing'])).toEqual([])
    expect(await forge.find([])).toEqual([])
  })

  test('a closed request is not found, and its branch can be proposed again', async () => {
    const { forge, push, close } = await setUp()
    push(web.head)
    const { number } = await open(forge, web)
    await close(number)
    expect(await forge.find([web.head])).toEqual([])
    expect(await open(forge, web)).toMatchObject({ number: number + 1 })
  })

  test('a request from a branch of the same name in a fork is none of ours', async () => {
    const { forge, push, openFromFork } = await setUp()
    push(web.head)
    await openFromFork({ ...web, title: 'From a stranger' })
    expect(await forge.find([web.head])).toEqual([])
    const opened = await open(forge, web)
    expect(await forge.find([web.head])).toEqual([opened])
  })

  test('an update writes title and text and nothing else', async () => {
    const { forge, push, look } = await setUp()
    push(web.head)
    const opened = await open(forge, { ...web, labels: ['images'], draft: true })
    const text = { title: 'Update web to 1.2.4', body: 'From 1.2.2 to 1.2.4.' }
    expect(await forge.update(opened.number, text)).toEqual({ ...opened, ...text })
    expect(await forge.find([web.head])).toEqual([{ ...opened, ...text }])
    expect(await look(opened.number)).toEqual({ labels: ['images'], draft: true })
  })

  test('opening for a branch that has a request already updates that one and adds the labels', async () => {
    const { forge, push, look } = await setUp()
    push(web.head)
    const first = await open(forge, { ...web, labels: ['images'] })
    const second = await open(forge, { ...web, title: 'Update web to 1.2.4', labels: ['images', 'urgent'] })
    expect(second).toEqual({ ...first, title: 'Update web to 1.2.4' })
    expect(await forge.find([web.head])).toEqual([second])
    expect((await look(first.number)).labels).toEqual(['images', 'urgent'])
  })

  test('one branch may have a request into each of two branches', async () => {
    const { forge, push } = await setUp()
    push(web.head, 'staging')
    const one = await open(forge, web)
    const other = await open(forge, { ...web, base: 'staging' })
    expect(other.number).not.toBe(one.number)
    expect(await forge.find([web.head])).toEqual([one, other])
  })

  test.each([
    { labels: ['images', 'needs: review'], draft: false },
    { labels: [], draft: true },
  ])('a request is opened with labels $labels, draft $draft', async ({ labels, draft }) => {
    const { forge, push, look } = await setUp()
    push(web.head)
    const { number } = await open(forge, { ...web, labels, draft })
    expect(await look(number)).toEqual({ labels, draft })
  })

  test('a request that does not exist cannot be updated', async () => {
    const { forge } = await setUp()
    await expect(forge.update(7, web)).rejects.toMatchObject({ problems: [{ code: 'github-refused' }] })
  })
}
