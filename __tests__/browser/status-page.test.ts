/** The page of `status --html` in a real browser: what is seen, on which screens, in which colours, with and without script. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { statusPage } from '../../src/pipeline/report/status.ts'
import { aProblem, anEnvironment } from '../support/builders.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { aStatus, chain, scannedAt, teamPlaces, wideStatus } from '../support/page-status.ts'
import { background, contrasts, focused, overflows, shapes } from './measures.ts'

const isAvailable = findChromium() !== undefined
if (!isAvailable && process.env['REQUIRE_REAL'] !== '1')
  console.warn('SKIPPED: the program chromium is not here, so the page was looked at by no browser.')
const describeReal = isAvailable || process.env['REQUIRE_REAL'] === '1' ? describe : describe.skip

const about = {
  at: scannedAt,
  server: 'https://github.com',
  repository: 'acme/gitops',
  problems: [
    aProblem(),
    aProblem({
      level: 'error',
      code: 'no-tag-fits',
      message: 'None.',
      place: { file: 'apps/web.yaml', line: 3 },
    }),
  ],
}
const team = statusPage(aStatus(teamPlaces, chain), about)
const ten = statusPage(wideStatus(8, 10), about)
const forty = statusPage(wideStatus(3, 40), about)
const long = 'x'.repeat(200)
const wide = statusPage(
  aStatus(
    {
      [`ghcr.io/${long}/${long}`]: {
        [long]: { versions: [long], waiting: { version: long, where: 'request' } },
      },
    },
    [anEnvironment({ name: long, branch: long })],
  ),
  { ...about, repository: `${long}/${long}`, problems: [aProblem({ message: long, place: { file: long } })] },
)

describeReal('in Chromium the status page', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium()
  })

  afterAll(() => browser?.close())

  test.each([
    ['three environments', team],
    ['ten environments', ten],
    ['forty environments', forty],
    ['words without an end', wide],
  ])('fits on each screen in both themes, in colours that can be read: %s', async (_, html) => {
    const { page, asked, complaints } = await open(html)
    const found: unknown[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 })
        found.push(...(await page.evaluate(overflows)).map((what) => ({ width, colorScheme, what })))
      }
      const ratios = await page.evaluate(contrasts)
      expect(ratios.length).toBeGreaterThan(20)
      found.push(...ratios.filter(({ ratio }) => ratio < 4.5).map((what) => ({ colorScheme, what })))
    }
    expect(found).toEqual([])
    expect({ asked, complaints }).toEqual({ asked: [], complaints: [] })
    await page.context().close()
  })

  test('is a table to those who hear it: each cell has heads, each control a name', async () => {
    const { page } = await open(team, { viewport: { width: 1280, height: 900 } })
    expect(await page.title()).toBe('Image status of acme/gitops')
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    const table = page.getByRole('table', { name: /^Images by environments/ })
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'Image',
      'dev',
      'staging',
      'production',
    ])
    expect(await table.getByRole('rowheader').count()).toBe(6)
    const web = table.getByRole('rowgroup').filter({ hasText: 'shop/web' })
    expect(await web.getByRole('link', { name: '#412' }).first().getAttribute('href')).toBe(
      'https://github.com/acme/gitops/pull/412',
    )
    expect(await page.getByRole('radio', { name: 'Held 2' }).count()).toBe(1)
    expect(await page.getByRole('searchbox', { name: 'Filter' }).count()).toBe(1)
    await page.context().close()
  })

  test('shows what is asked for: by state and by words, and says how many', async () => {
    const { page } = await open(team)
    await page.getByText('Waiting 2').click()
    expect(await seen(page)).toEqual(['ghcr.io/acme/shop/web', 'ghcr.io/acme/shop/search'])
    await page.getByRole('searchbox').fill('PRODUCTION request')
    expect(await page.getByRole('status').textContent()).toBe('2 of 6')
    await page.getByRole('searchbox').fill('3.2 shop')
    expect(await seen(page)).toEqual(['ghcr.io/acme/shop/search'])
    expect(await page.getByRole('status').textContent()).toBe('1 of 6')
    await page.getByText('All 6').click()
    await page.getByRole('searchbox').fill('')
    expect(await seen(page)).toHaveLength(6)
    expect(await page.getByRole('status').textContent()).toBe('')
    await page.context().close()
  })

  test('is worked by the keyboard, and the focus is seen', async () => {
    const { page } = await open(team)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(focused)).toEqual({ name: 'To the images', isMarked: true })
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(focused)).toEqual({ name: 'Auto', isMarked: true })
    const before = await page.evaluate(background)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(background)).not.toBe(before)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(focused)).toEqual({ name: 'Waiting 2', isMarked: true })
    expect(await seen(page)).toHaveLength(2)
    await page.context().close()
  })

  test('says the same without script, and its two choices work', async () => {
    const { page } = await open(team, { javaScriptEnabled: false })
    expect(await page.getByRole('searchbox').count()).toBe(0)
    await page.getByText('Held 2').click()
    expect(await page.locator('.images tbody:visible th').allTextContents()).toEqual([
      'ghcr.io/acme/shop/checkout',
      'ghcr.io/acme/shop/payments',
    ])
    const light = await page.screenshot()
    await page.getByText('Dark', { exact: true }).click()
    expect((await page.screenshot()).equals(light)).toBe(false)
    await page.context().close()
  })

  test('is printed without its controls, in light colours, and no wider than the paper', async () => {
    const { page } = await open(ten, { colorScheme: 'dark', viewport: { width: 718, height: 1000 } })
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('radio').count()).toBe(0)
    expect(await page.evaluate(overflows)).toEqual([])
    expect((await page.evaluate(contrasts)).filter(({ ratio }) => ratio < 4.5)).toEqual([])
    await page.context().close()
  })

  test('makes no element and no attribute of what it is given', async () => {
    const { page, complaints } = await open('<title>x</title>')
    const texts = [
      ...fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { seed: 20_261_121, numRuns: 15 }),
      '"><img src=x onerror=alert(1)>',
      '</title><script>alert(1)</script>',
      '--><svg/onload=alert(1)>',
      "' onmouseover='alert(1)",
      '&lt;img&gt;&#60;',
    ].map((text) => `x${text.replaceAll('/', '')}`)
    const read = await page.evaluate(shapes, ['x', ...texts].map(pageWith))
    expect(new Set(read).size).toBe(1)
    expect(read[0]?.split('\n').length).toBeGreaterThan(60)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  /** The page, with what it asked for and what the browser complained of. */
  async function open(html: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options)
    const asked: string[] = []
    const complaints: string[] = []
    const page = await context.newPage()
    page.on('console', (message) => void complaints.push(message.text()))
    page.on('pageerror', (error) => void complaints.push(String(error)))
    await page.route('**', (route) => {
      const url = route.request().url()
      if (url === address) return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' })
      asked.push(url)
      return route.abort()
    })
    await page.goto(address)
    return { page, asked, complaints }
  }
})

const address = 'http://pages.test/'

/** One text everywhere that texts come from outside. */
function pageWith(text: string): string {
  const words = {
    versions: [text],
    waiting: { version: text, where: 'held', why: 'soak', lift: text, request: { number: 7, url: text } },
    more: { pin: { tag: text, reason: text } },
  } as const
  const problems = [aProblem({ message: text, place: { file: text } })]
  const status = aStatus({ [text]: { [text]: words } }, [anEnvironment({ name: text, branch: text })])
  return statusPage(status, { ...about, problems, repository: text })
}

async function seen(page: Page): Promise<readonly string[]> {
  return page.locator('.images tbody:visible th').allTextContents()
}
