import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  executeTemplate,
  type Execution,
  int,
  parseTemplate,
  sprig,
  type TemplateError,
  text,
} from '../../../src/languages/gotemplate/gotemplate.ts'
import { richData } from './data.ts'

interface Row {
  readonly group: 'language' | 'printf' | 'sprig'
  readonly template: string
  readonly output?: string
  readonly error?: { readonly stage: 'parse' | 'exec'; readonly text: string }
  readonly written?: string
}

const { rows }: { readonly rows: readonly Row[] } = JSON.parse(
  readFileSync('__tests__/cases/gotemplate-go.json', 'utf8'),
)

describe('templates give what Go gives, messages too', () => {
  test.each(rows)('$group: $template', ({ group, template, ...expected }) => {
    expect(recorded(template, group === 'sprig')).toEqual(expected)
  })
})

function recorded(template: string, hasSprig: boolean): Omit<Row, 'group' | 'template'> {
  const parsed = parseTemplate(template, { name: 'commit message', ...(hasSprig && { functions: sprig }) })
  if (parsed.kind === 'invalid') return { error: { stage: 'parse', text: parsed.message } }
  const run = executeTemplate(parsed, richData())
  if (run.kind === 'text') return { output: run.text }
  return { error: { stage: 'exec', text: run.message }, ...(run.written !== '' && { written: run.written }) }
}

function run(
  template: string,
  options: { missingKey?: 'default' | 'zero' | 'error' } = {},
): Execution | TemplateError {
  const parsed = parseTemplate(template, { name: 'm', functions: sprig, ...options })
  return parsed.kind === 'invalid' ? parsed : executeTemplate(parsed, richData())
}

describe('a missing key', () => {
  const template = '{{ .map.nope }} {{ .smap.nope }}|{{ .nope.more }}'
  test('is nothing unless another rule is asked for', () => {
    expect(run(template)).toEqual({ kind: 'text', text: '<no value> <no value>|<no value>' })
  })

  test('may be the zero value of what the map holds', () => {
    expect(run('{{ .map.nope }} {{ .smap.nope }}|', { missingKey: 'zero' })).toEqual({
      kind: 'text',
      text: '<no value> |',
    })
  })

  test('may be an error', () => {
    const message = 'template: m:1:7: executing "m" at <.map.nope>: map has no entry for key "nope"'
    expect(run(template, { missingKey: 'error' })).toEqual({ kind: 'failed', message, at: 7, written: '' })
  })
})

describe('what is wrong has its place in the text, counted as JavaScript does', () => {
  const table: readonly (readonly [template: string, around: string])[] = [
    ['é😀 {{ .s }} {{ nope }}', '|nope'],
    ['{{ if $x }}{{ end }}', '|$x'],
    ['{{ $x }} {{ .s }}', '|$x'],
    ['{{ .s }}\n{{ end }}', '{{ end |}}'],
    ['a {{ len "é', '|"é'],
    ['{{ index .strs 5 }}é', '|index'],
    ['é{{ range .strs }}\n é{{ fail . }}{{ end }}', '|fail'],
    ['{{ 1 | 2 }} after', '2 |}}'],
  ]
  test.each(table)('%j: %s', (template, around) => {
    const found = run(template)
    const at = 'at' in found && typeof found.at === 'number' ? found.at : -1
    expect(`${template.slice(0, at)}|${template.slice(at)}`).toContain(around)
  })
})

describe('functions', () => {
  const unserved = ['bcrypt', 'derivePassword', 'encryptAES', 'genCA', 'genPrivateKey', 'htpasswd']
  test.each(unserved)('%s is refused by name before anything is written', (name) => {
    expect(run(`written {{ ${name} "x" }}`)).toEqual({
      kind: 'invalid',
      message: `template: m:1: function "${name}" not supported`,
      at: 11,
    })
  })

  test.each(['now', 'env', 'uuidv4', 'date', 'randAlpha', 'nope'])('%s is unknown, as in Flux', (name) => {
    expect(run(`{{ ${name} }}`)).toEqual({
      kind: 'invalid',
      message: `template: m:1: function "${name}" not defined`,
      at: 3,
    })
  })

  const settled: readonly (readonly [template: string, text: string])[] = [
    ['{{ randInt 5 9 }} {{ shuffle "abc" }}', '5 abc'],
    ['{{ keys (dict "b" 1 "a" 2) }} {{ values (dict "b" 1 "a" 2) }}', '[a b] [2 1]'],
  ]
  test.each(settled)('%s is the same on every run', (template, text) => {
    expect(run(template)).toEqual({ kind: 'text', text })
  })

  test.each(['{{ ago 0 }}', '{{ durationRound (toDate "2006" "2020") }}'])(
    '%s would ask the clock, and fails',
    (template) => {
      expect(run(template)).toMatchObject({
        kind: 'failed',
        message: expect.stringContaining('there is no clock here'),
      })
    },
  )

  test('of the caller come before the built-in ones', () => {
    const functions = new Map([['len', { parameters: [], isVariadic: false, run: () => text('mine') }]])
    const parsed = parseTemplate('{{ len }}', { name: 'm', functions })
    expect(parsed.kind === 'template' && executeTemplate(parsed, int(1))).toEqual({
      kind: 'text',
      text: 'mine',
    })
  })
})

/** Of the processor, so that others on the machine do not count. */
function timed<T>(work: () => T): { readonly found: T; readonly seconds: number } {
  const start = process.cpuUsage()
  const found = work()
  const { user, system } = process.cpuUsage(start)
  return { found, seconds: (user + system) / 1_000_000 }
}

describe('a template that would never end, or grow without end, fails', () => {
  const doubling = (start: string, step: string, end: string): string =>
    `{{ $x := ${start} }}{{ range until 100 }}{{ $x = ${step} }}{{ end }}{{ ${end} }}`
  const hostile: Readonly<Record<string, string>> = {
    'a text of a billion bytes': '{{ repeat 1000000000 "a" }}',
    'a text that doubles': doubling('"aaaa"', 'print $x $x', '$x'),
    'a list that doubles, printed': doubling('list 1', 'list $x $x', '$x'),
    'a list that doubles, as JSON': doubling('list 1', 'list $x $x', 'toJson $x'),
    'a list that doubles, copied': doubling('list 1', 'list $x $x', 'deepCopy $x'),
    'a long loop': '{{ range 1000000000000 }}{{ end }}',
    'loops in loops': '{{ range 10000 }}{{ range 10000 }}x{{ end }}{{ end }}',
    'a template that calls itself': '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" 1 }}',
    'a template that calls itself twice':
      '{{ define "a" }}x{{ template "a" . }}{{ template "a" . }}{{ end }}{{ template "a" 1 }}',
    'a wide number': '{{ range 10000 }}{{ printf "%999999d" 1 }}{{ end }}',
    'a list of a billion': '{{ until 1000000000 }}',
    'a map in itself': '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $d }}',
    'a map in itself, as JSON': '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ mustToJson $d }}',
    'a deep list': '{{ $x := list 1 }}{{ range until 20000 }}{{ $x = list $x }}{{ end }}{{ $x }}',
    'a text cut into keys without end':
      '{{ $x := repeat 200000 "a" }}{{ range 1000 }}{{ $y := splitn "" 200000 $x }}{{ end }}',
    'patterns without end':
      '{{ range 100000 }}{{ $y := regexMatch (printf "(a{1,%d}){1,900}" (add 1 .)) "aa" }}{{ end }}',
    'matches without end':
      '{{ $x := repeat 200000 "a" }}{{ range 1000 }}{{ $y := regexReplaceAll "a*?" $x "$0$0" }}{{ end }}',
    'numbers of which each takes long': '{{ range 1000000 }}{{ $y := divf 1e300 3 7 9 1e-300 }}{{ end }}',
    'a deep indentation': '{{ indent 1000000000 "a" }}',
    'a number given as a width': '{{ printf "%*d" 1000000 1 }}',
    'work on long texts': '{{ $x := repeat 200000 "A" }}{{ range 100000 }}{{ $y := snakecase $x }}{{ end }}',
  }
  test.each(Object.entries(hostile))('%s', (_, template) => {
    const { found, seconds } = timed(() => run(template))
    expect(seconds).toBeLessThan(2)
    expect(found).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(
        /more than \d+ steps|longer than the bound|nested too deeply|maximum template depth/,
      ),
    })
  })

  test.each([
    ['parentheses', `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`],
    ['blocks', '{{ if 1 }}'.repeat(20_000) + '{{ end }}'.repeat(20_000)],
    ['else ifs', `{{ if 0 }}${'{{ else if 0 }}'.repeat(20_000)}{{ end }}`],
  ])('%s nested without end do not parse', (_, template) => {
    expect(run(template)).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/depth exceeded|nested too deeply/),
    })
  })

  test.each([
    ['a number of a million digits', `{{ ${'1'.repeat(1_000_000)}i }}`],
    ['blanks that are not trimmed', `${`${' '.repeat(20_000)}x`.repeat(20)}{{- 1 }}`],
    ['a layout of a hundred thousand signs', '{{ toDate (repeat 100000 "a") (repeat 100000 "a") }}'],
    ['a fraction of as many', '{{ toDate (print "." (repeat 100000 "0")) (print "." (repeat 100000 "1")) }}'],
    ['a path of slashes', '{{ base (print (repeat 200000 "/") "a") }}'],
    ['fields without end', `{{ $${'.a'.repeat(200_000)} }}`],
    ['openings without end', '{{'.repeat(500_000)],
    ['escapes', `{{ "${String.raw`\x41`.repeat(200_000)}" | len }}`],
    ['variables', Array.from({ length: 20_000 }, (_, index) => `{{ $v${index} := 1 }}`).join('')],
  ])('there is an answer soon to %s', (_, template) => {
    const { found, seconds } = timed(() => run(template))
    expect(seconds).toBeLessThan(2)
    expect(['text', 'failed', 'invalid']).toContain(found.kind)
  })

  test('the bounds are for the caller to set', () => {
    const parsed = parseTemplate('{{ range 50 }}x{{ end }}', { name: 'm' })
    if (parsed.kind === 'invalid') throw new Error(parsed.message)
    expect(executeTemplate(parsed, int(1), { steps: 1000, size: 50 })).toMatchObject({ kind: 'text' })
    expect(executeTemplate(parsed, int(1), { steps: 1000, size: 49 })).toMatchObject({
      kind: 'failed',
      written: 'x'.repeat(49),
    })
    expect(executeTemplate(parsed, int(1), { steps: 20, size: 50 })).toMatchObject({ kind: 'failed' })
  })
})
