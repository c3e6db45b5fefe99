/** Under which licenses this program goes out, and what it has to say of the libraries that `dist` carries. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'

/** Those that ask for no more than their notice. */
const permissive = ['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

interface Notice {
  readonly name: string
  readonly license: string
  readonly text: string
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const locked = Object.entries<Readonly<Record<string, unknown>>>(
  JSON.parse(readFileSync('package-lock.json', 'utf8')).packages,
)
const atRunTime = locked.filter(([path, { dev }]) => path !== '' && dev !== true)

test('our own license is the text of Apache 2.0 to the letter, as package.json says', () => {
  const digest = createHash('sha256').update(readFileSync('LICENSE')).digest('hex')
  // Of https://www.apache.org/licenses/LICENSE-2.0.txt.
  expect(digest).toBe('cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30')
  expect(manifest.license).toBe('Apache-2.0')
})

test('what is needed at run time has licenses that ask for no more than their notice', () => {
  expect(atRunTime.length).toBeGreaterThan(Object.keys(manifest.dependencies).length)
  expect(atRunTime.filter(([, { license }]) => !permissive.includes(String(license)))).toEqual([])
})

describe.each(readdirSync('dist'))('dist/%s', (door) => {
  const notices = noticesIn(readFileSync(`dist/${door}/licenses.txt`, 'utf8'))
  const names = notices.map(({ name }) => name)

  test('has the license of each library that it carries', () => {
    const bundle = readFileSync(`dist/${door}/index.js`, 'utf8')
    const carried = new Set(
      [...bundle.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map(([, name = '']) => name),
    )
    expect(carried.size).toBeGreaterThan(3)
    expect([...carried].filter((name) => !names.includes(name))).toEqual([])
  })

  test('carries nothing that is there for building or testing', () => {
    const known = new Set(atRunTime.map(([path]) => path.replace(/^.*node_modules\//, '')))
    expect(names.filter((name) => !known.has(name))).toEqual([])
  })

  test.each(notices)('shows the $license license of $name as the library ships it', ({ name, text }) => {
    const file = readdirSync(`node_modules/${name}`).find((each) => /^licen[cs]e/i.test(each)) ?? ''
    const shipped = readFileSync(`node_modules/${name}/${file}`, 'utf8')
    expect(words(text)).toBe(words(shipped))
    expect(words(text).length).toBeGreaterThan(500)
  })
})

/** The bundler writes name, license and text one below the other, and an empty line between two libraries. */
function noticesIn(text: string): readonly Notice[] {
  const heads = [...text.matchAll(/(?<=^|\n\n)((?:@[\w.-]+\/)?[\w.-]+)\n([\w.-]+)\n/g)].filter(
    ([, name = '']) => existsSync(`node_modules/${name}/package.json`),
  )
  return heads.map((head, index) => {
    const [whole, name = '', license = ''] = head
    return { name, license, text: text.slice(head.index + whole.length, heads[index + 1]?.index) }
  })
}

function words(text: string): string {
  return text.split(/\s+/).join(' ').trim()
}
