// Draws the pictures of the README from the Markdown beside them, which a test writes from real runs: `npm run pictures`, by Debian's Chromium or the one that CHROMIUM names.
import { readFileSync, statSync } from 'node:fs'
import { marked } from 'marked'
import { chromium } from 'playwright-core'
import { styleOf } from './pictures/style.mjs'

const folder = '.github/docs/images'
const mostBytes = 150_000
const width = 960

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
for (const name of ['summary', 'request']) {
  const text = readFileSync(`${folder}/${name}.markdown`, 'utf8')
  // GitHub draws Mermaid; nothing here does.
  const body = marked.parse(text.replaceAll(/^```mermaid\n.*?^```\n/gms, ''), { async: false })
  for (const scheme of ['light', 'dark']) {
    const page = await browser.newPage({
      viewport: { width, height: 400 },
      colorScheme: scheme,
      javaScriptEnabled: false,
    })
    await page.setContent(`<!doctype html><style>${styleOf(scheme)}</style><main>${body}</main>`)
    const path = `${folder}/${name}-${scheme}.png`
    await page.locator('main').screenshot({ path })
    await page.close()
    const { size } = statSync(path)
    if (size > mostBytes) throw new Error(`${path} has ${size} bytes; wanted at most ${mostBytes}.`)
    process.stdout.write(`${path} ${size}\n`)
  }
}
await browser.close()
