/** Debian's Chromium, driven by playwright-core. It comes with no browser, and none is fetched. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** Where the program is: what CHROMIUM names, or one of these on the path. */
export function findChromium(): string | undefined {
  const { CHROMIUM: named = '', PATH: path = '' } = process.env
  if (named !== '') return named
  const places = names.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)))
  return places.find((place) => existsSync(place))
}

/** Starts it without a window. Its sandbox does not run as root. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('the program chromium is not here')
  const isRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] })
}
