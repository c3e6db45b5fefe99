/** The commands that the pages name are there, with the options that they name. What there is is read from the reference, which another test holds against the program. */
import { describe, expect, test } from '@jest/globals'
import { pages } from '../support/documents.ts'
import { codeSpans, fencedBlocks, readPage, type Page } from '../support/markdown.ts'

describe('the command line', () => {
  const help = helpIn(readPage('.github/docs/reference/CLI.md'))
  const verbs = [...help.keys()].filter((words) => words !== '' && !words.includes(' '))
  const optionsOf = new Map(verbs.map((verb) => [verb, wordsOf(helpAt(verb))]))
  const commands = pages.flatMap(commandsOf)

  test('is named by the pages', () => {
    expect(commands.length).toBeGreaterThan(10)
  })

  test.each(commands)('has what $file names: $text', ({ named, options }) => {
    expect(named.filter((verb) => !optionsOf.has(verb))).toEqual([])
    const asked =
      named.length === 0 ? [wordsOf(help.get('') ?? '')] : named.map((verb) => optionsOf.get(verb) ?? [])
    expect(asked.flatMap((known) => options.filter((option) => !known.includes(option)))).toEqual([])
  })

  /** Of a verb and those below it: `policy` has `policy test`. */
  function helpAt(verb: string): string {
    const own = [...help].filter(([words]) => words === verb || words.startsWith(`${verb} `))
    return own.map(([, text]) => text).join('\n')
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

/** What each command says of itself, by its words; that of the whole program by the empty text. */
function helpIn(page: Page): ReadonlyMap<string, string> {
  const blocks = fencedBlocks(page, 'text').map(({ text }) => text)
  return new Map(
    blocks.map((text) => [/^Usage: image-bump((?: [a-z]+)*)/.exec(text)?.[1]?.trim() ?? '', text]),
  )
}

/** The options in a text: `--output`, `-C`. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])(--[a-z][a-z-]+|-[A-Z])\b/g)].map((match) => match[1] ?? '')
}
