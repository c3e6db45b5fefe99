/** The rules of .github/ARCHITECTURE.md, read from the code. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { remedies } from '../src/model/remedies.ts'

const page = readFileSync('.github/ARCHITECTURE.md', 'utf8')
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'))
const sources = new Map(files.map((path) => [path, readFileSync(join('src', path), 'utf8')]))

interface Room {
  readonly name: string
  readonly mayImport: readonly string[]
  readonly faces: string
}

const rooms: readonly Room[] = tableUnder('| room ').map(([name = '', mayImport = '', faces = '']) => ({
  name,
  mayImport: words(mayImport),
  faces,
}))

describe('imports', () => {
  test('every file stands in a room of the table', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([])
  })

  test('rooms import only what the table allows, and only faces', () => {
    expect(files.flatMap(breaches)).toEqual([])
  })

  test('there is no circle', () => {
    expect(files.flatMap((file) => circleFrom(file, [file]) ?? [])).toEqual([])
  })

  test('there are no drawers', () => {
    const drawers = /(^|\/)(index|utils|helpers|common|manager|service)(\.ts|\/)/
    expect(files.filter((file) => drawers.test(file))).toEqual([])
  })
})

describe('the house', () => {
  const told = page.slice(0, page.indexOf('| room '))
  const names = new Set(files.map((file) => folderOf(file).split('/').at(-1) ?? ''))

  test('has every room on the page', () => {
    expect([...names].filter((name) => !new RegExp(`(^|[^\\w-])${name}([^\\w-]|$)`, 'm').test(told))).toEqual(
      [],
    )
  })

  test('has every file there that stands beside the line', () => {
    const beside = files.filter((file) => /^pipeline\/[^/]+$/.test(file)).map((file) => file.slice(9))
    expect(beside.filter((file) => !told.includes(file))).toEqual([])
  })
})

describe('effects', () => {
  const effect =
    /\b(process|console)\.|\bfetch\(|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|'node:(fs|fs\/promises|child_process|http|https|net|os|timers\/promises)'/
  test('live in adapters, standins and entry only', () => {
    const pure = files.filter((file) => !/^(adapters|standins|entry)\//.test(file))
    expect(pure.filter((file) => effect.test(withoutComments(sources.get(file) ?? '')))).toEqual([])
  })

  test('the rule sees an effect where there is one', () => {
    expect(files.some((file) => effect.test(sources.get(file) ?? ''))).toBe(true)
  })
})

describe('sizes', () => {
  test('a file has at most 200 lines', () => {
    const long = files.filter((file) => (sources.get(file) ?? '').trimEnd().split('\n').length > 200)
    expect(long).toEqual([])
  })

  test('a file opens with what it is for', () => {
    expect(files.filter((file) => !/^(#!.*\n)?\/\*\*/.test(sources.get(file) ?? ''))).toEqual([])
  })
})

describe('words', () => {
  const declared = [...sources]
    .filter(([file]) => file.startsWith('model/'))
    .flatMap(([, text]) =>
      [...text.matchAll(/^export (?:interface|type|class) (\w+)/gm)].map((match) => match[1]),
    )
  const told = tableUnder('| word ').flatMap(([names = '']) => words(names.replaceAll(',', ' ')))

  test.each(told)('%s is a type of the model', (word) => {
    expect(declared).toContain(word)
  })
})

describe('problems', () => {
  test('each code has a heading in PROBLEMS.md, in order, and there is no other', () => {
    const headings = [...readFileSync('.github/PROBLEMS.md', 'utf8').matchAll(/^## (.*)$/gm)].map(
      (match) => match[1],
    )
    expect(headings).toEqual(Object.keys(remedies).toSorted())
  })

  test('each code is used', () => {
    const used = [...sources].filter(([file]) => file !== 'model/problem.ts').map(([, text]) => text)
    expect(Object.keys(remedies).filter((code) => !used.some((text) => text.includes(`'${code}'`)))).toEqual(
      [],
    )
  })
})

function breaches(file: string): readonly string[] {
  const from = roomOf(file)
  return importsOf(file).flatMap((target) => {
    const to = roomOf(target)
    if (from === undefined || to === undefined || folderOf(target) === folderOf(file)) return []
    const isAllowed = from.mayImport.some(
      (allowed) => [to.name, folderOf(target)].includes(allowed) || to.name.startsWith(`${allowed}/`),
    )
    return isAllowed && isFace(target, to) ? [] : [`${file} imports ${target}`]
  })
}

function isFace(file: string, room: Room): boolean {
  const name = file.split('/').at(-1)?.replace('.ts', '') ?? ''
  return (
    room.faces === 'all files' ||
    folderOf(file).endsWith(`/${name}`) ||
    file === 'ports.ts' ||
    words(room.faces).includes(name)
  )
}

function roomOf(file: string): Room | undefined {
  const folder = folderOf(file)
  return (
    rooms.find(({ name }) => name === folder) ??
    rooms.find(({ name }) => name.endsWith('/*') && dirname(folder) === name.slice(0, -2))
  )
}

/** The first two levels: `pipeline/config/own` belongs to `pipeline/config`. */
function folderOf(file: string): string {
  return file === 'ports.ts' ? 'ports' : dirname(file).split('/').slice(0, 2).join('/')
}

function importsOf(file: string): readonly string[] {
  const text = sources.get(file) ?? ''
  return [...text.matchAll(/^(?:import|export)\b[^'"]*?from '(\.[^']+)'/gms)].map((match) =>
    normalize(join(dirname(file), match[1] ?? '')),
  )
}

function circleFrom(file: string, path: readonly string[], seen = new Set<string>()): string | undefined {
  for (const target of importsOf(file)) {
    if (target === path[0]) return [...path, target].join(' -> ')
    if (seen.has(target)) continue
    seen.add(target)
    const circle = circleFrom(target, [...path, target], seen)
    if (circle !== undefined) return circle
  }
  return undefined
}

function tableUnder(head: string): readonly (readonly string[])[] {
  const lines = page.split('\n')
  const start = lines.findIndex((line) => line.startsWith(head))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}
