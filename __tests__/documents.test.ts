/** What the pages say, held against what the program does. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import type { SourceFile } from '../src/model/manifest.ts'
import { type ConfigResult, readConfig } from '../src/pipeline/config/config.ts'
import { readRelayConfig } from '../src/relay/config/config.ts'
import { findMarkers, type FoundMarkers } from '../src/pipeline/scan/markers.ts'
import { aFile } from './support/builders.ts'
import { codeSpans, fencedBlocks, readPage, readPages, type Page } from './support/markdown.ts'

const pages = readPages()
const readme = readPage('README.md')
const examples = readdirSync('.github/docs/examples', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => `.github/docs/examples/${name.replaceAll('\\', '/')}`)
const blocks = [
  ...pages.flatMap((page) => fencedBlocks(page, 'yaml')),
  ...[...examples, '.github/self-test/image-bump.yaml', '.github/docs/relay/relay.yaml'].map((file) => ({
    place: file,
    text: textOf(file),
  })),
]
const relays = blocks.filter(({ text }) => /^senders:$/m.test(text))
const readable = blocks.filter((block) => /^version: 1$/m.test(block.text) && !relays.includes(block))
const fragments = readable.filter(isFragment)
const configurations = readable.filter((block) => !isFragment(block))
const marked = [
  ...blocks.filter(({ text }) => text.includes('$imagepolicy')),
  { place: '.github/self-test/manifests/pod.yaml', text: textOf('.github/self-test/manifests/pod.yaml') },
]

describe('YAML in the pages', () => {
  test('is there', () => {
    expect([blocks.length, configurations.length, marked.length].every((count) => count >= 2)).toBe(true)
  })

  test.each(blocks)('at $place reads without a complaint', ({ text }) => {
    const complaints = parseAllDocuments(text).flatMap(({ errors, warnings }) => [...errors, ...warnings])
    expect(complaints).toEqual([])
  })

  test.each(configurations)('at $place is a configuration that is accepted', ({ text }) => {
    const { config, warnings } = read(text)
    expect(config.environments).not.toEqual([])
    expect(warnings).toEqual([])
  })

  test.each(relays)("at $place is a relay's configuration that is accepted", ({ place, text }) => {
    const variables = [...text.matchAll(/\b[A-Z][A-Z0-9_]+\b/g)].map(([name]) => [
      name,
      `user:secret-in-${name}`,
    ])
    const { senders } = readRelayConfig({ file: place, text }, Object.fromEntries(variables))
    expect(senders).not.toEqual([])
  })

  test.each(fragments)(
    'at $place is a fragment that is accepted beside its configuration',
    ({ place, text }) => {
      const page = place.replace(/(\/teams\/.*|:\d+)$/, '')
      const main = configurations.find(
        (each) => each.place.startsWith(page) && each.text.includes('\ninclude:'),
      )
      const fragment = { file: 'teams/own/image-bump.yaml', text }
      const { config, warnings } = readConfig(
        { file: '.github/image-bump.yaml', text: main?.text ?? '', fragments: [fragment] },
        { branch: 'main' },
      )
      expect(warnings).toEqual([])
      const keys = config.environments.flatMap(({ policies }) => policies.map(({ key }) => key))
      expect(keys.filter((key) => key.startsWith('production:teams/own/'))).not.toEqual([])
    },
  )

  test.each(marked)('at $place has markers that are obeyed', ({ text }) => {
    const { manifest, problems } = markersOf(text)
    expect(problems).toEqual([])
    expect(manifest.markers).toHaveLength(text.split('$imagepolicy').length - 1)
  })

  test("of README's markers names policies of README's configuration", () => {
    const own = ({ place }: { readonly place: string }) => place.startsWith('README.md')
    const known = configurations.filter(own).flatMap(({ text }) => keysOf(read(text)))
    const named = marked.filter(own).flatMap(({ text }) => markersOf(text).manifest.markers)
    expect(named.map(({ policy }) => policy).filter((policy) => !known.includes(policy))).toEqual([])
  })
})

describe('the command line', () => {
  const help = (...args: readonly string[]) =>
    execFileSync(process.execPath, ['dist/cli/index.js', ...args, '--help'], { encoding: 'utf8' })
  const verbs = verbsIn(help())
  const optionsOf = new Map(verbs.map((verb) => [verb, [help(verb), ...helpBelow(verb)].flatMap(wordsOf)]))
  const commands = pages.flatMap(commandsOf)

  test("is told whole in README's table", () => {
    const told = [...readme.text.matchAll(/^\| `image-bump ([a-z]+)/gm)].map((match) => match[1])
    expect(new Set(told)).toEqual(new Set(verbs))
  })

  test('is named by the pages', () => {
    expect(commands.length).toBeGreaterThan(10)
  })

  test.each(commands)('has what $file names: $text', ({ named, options }) => {
    expect(named.filter((verb) => !optionsOf.has(verb))).toEqual([])
    const asked = named.length === 0 ? [wordsOf(help())] : named.map((verb) => optionsOf.get(verb) ?? [])
    expect(asked.flatMap((known) => options.filter((option) => !known.includes(option)))).toEqual([])
  })

  function verbsIn(text: string): readonly string[] {
    const [, list = ''] = text.split('\nCommands:\n')
    return [...list.matchAll(/^ {2}([a-z]+)(?: \[options\])?(?: <[a-z.]+>)*(?: {2,}|$)/gm)]
      .map((match) => match[1] ?? '')
      .filter((verb) => verb !== 'help')
  }

  /** `policy` has `policy test` below it. */
  function helpBelow(verb: string): readonly string[] {
    return verbsIn(help(verb)).map((below) => help(verb, below))
  }

  interface NamedCommand {
    readonly file: string
    readonly text: string
    readonly named: readonly string[]
    readonly options: readonly string[]
  }

  /** `image-bump plan|publish --output json` and `node dist/cli/index.js demo`, in code spans, shell blocks and indented lines. */
  function commandsOf(page: Page): readonly NamedCommand[] {
    const shell = fencedBlocks(page, 'sh').flatMap(({ text }) => text.split('\n'))
    const codes = [
      ...codeSpans(page),
      ...shell,
      ...page.text.split('\n').filter((line) => /^ {4}\S/.test(line)),
    ]
    const found = codes.flatMap(
      (code) => /(?:^|\s)(?:image-bump|\S*cli\/index\.js)( .*)$/.exec(code)?.[1] ?? [],
    )
    return found.map((text) => {
      const command = text.replace(/ #.*/, '').trim()
      const verb = /^[a-z|]+/.exec(command)?.[0] ?? ''
      return {
        file: page.file,
        text: command,
        named: verb.split('|').filter((word) => word !== ''),
        options: wordsOf(command),
      }
    })
  }
})

describe('decisions', () => {
  test('are numbered one after another, in their names and in their headings', () => {
    const names = readdirSync('.github/decisions').toSorted()
    const headings = names.map((name) => textOf(`.github/decisions/${name}`).split('\n')[0])
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1))
    expect(headings).toEqual(names.map((_, index) => expect.stringMatching(`^# ${index + 1}\\. `)))
  })
})

describe('inputs and outputs', () => {
  const action = parse(textOf('action.yml'))

  test.each(['input', 'output'])('that the pages call an %s exist', (kind) => {
    const call = new RegExp(`\\b${kind}s? \`([a-z][a-z-]*)\``, 'g')
    const named = pages.flatMap(({ text }) => [...text.matchAll(call)].map((match) => match[1] ?? ''))
    const known = Object.keys(action[`${kind}s`])
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
  })

  test('CONTRACTS.md tells of every output', () => {
    const [, section = ''] = readPage('.github/docs/CONTRACTS.md').text.split("## The Action's outputs")
    const told = [...section.matchAll(/`([a-z-]+)`/g)].map((match) => match[1])
    expect(new Set(told)).toEqual(new Set(Object.keys(action.outputs)))
  })
})

describe('links', () => {
  const relative = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(({ 1: target = '' }) => ({ file, target })),
  )
  const ownFiles = [...pages, ...blocks.map(({ place, text }) => ({ file: place, text }))].flatMap(
    ({ file, text }) =>
      [...text.matchAll(/raw\.githubusercontent\.com\/image-bump\/image-bump\/main\/([\w./-]+)/g)].map(
        ({ 1: target = '' }) => ({ file, target }),
      ),
  )

  test.each(relative)('from $file to $target lead to a file', ({ file, target }) => {
    expect(existsSync(join(dirname(file), target))).toBe(true)
  })

  test.each(ownFiles)('from $file to our published $target lead to a file', ({ target }) => {
    expect(existsSync(target)).toBe(true)
  })
})

test.each(pages.flatMap((page) => fencedBlocks(page, 'json')))('JSON at $place reads', ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow()
})

test('the pages name scripts of package.json', () => {
  const named = pages.flatMap(({ text }) => [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name))
  const { scripts } = JSON.parse(textOf('package.json'))
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((name = '') => !(name in scripts))).toEqual([])
})

test('the pages name files and folders that are there', () => {
  const whole = /^(?:src|__tests__|dist\b|\.ci|\.github\/(?!image-bump\.yaml|workflows\/image-bump))[\w./-]*$/
  const named = pages.flatMap((page) => codeSpans(page).filter((span) => whole.test(span)))
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((path) => !existsSync(path))).toEqual([])
})

/** As its first line, or the folder that it stands in, says. */
function isFragment({ place, text }: { readonly place: string; readonly text: string }): boolean {
  return place.includes('/teams/') || text.startsWith('# teams/')
}

function read(text: string): ConfigResult {
  const manifests = text.includes('\nflux:') ? fluxRepository() : []
  return readConfig({ file: '.github/image-bump.yaml', text, manifests }, { branch: 'main' })
}

/** Two clusters, as the examples name them. */
function fluxRepository(): readonly SourceFile[] {
  const root = '__tests__/stories/flux-production-by-request/before'
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => aFile(path.replaceAll('\\', '/'), textOf(join(root, path))))
}

function keysOf({ config }: ConfigResult): readonly string[] {
  return config.environments.flatMap(({ policies }) => policies.map(({ key }) => key))
}

function markersOf(text: string): FoundMarkers {
  return findMarkers({ path: 'example.yaml', mode: '100644', bytes: new TextEncoder().encode(text) })
}

/** The options in a text: `--output`, `-C`. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])(--[a-z][a-z-]+|-[A-Z])\b/g)].map((match) => match[1] ?? '')
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8')
}
