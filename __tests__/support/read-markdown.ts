/** Markdown as GitHub reads it (`marked`, GitHub Flavored Markdown), taken apart for tests that hold what others' text cannot do in it. */
import { lexer, type Token, type Tokens } from 'marked'

/** Every element of a text, those inside others too. */
export function elementsOf(markdown: string): readonly Token[] {
  return lexer(markdown, { gfm: true }).flatMap((token) => withInner(token))
}

/** Tables with their cells as raw text, head first; marked itself would fill or cut rows that are not as wide as the head. */
export function tablesOf(markdown: string): readonly (readonly (readonly string[])[])[] {
  return elementsOf(markdown)
    .filter(isTable)
    .map(({ raw }) =>
      raw
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^\| | \|$/g, '').split(/(?<!\\) ?\| ?/)),
    )
}

/** What would become a mention, an issue or a link by itself: in running text, not in code and not in the text of a link. */
export function linkedByGitHub(markdown: string): readonly string[] {
  const elements = lexer(markdown, { gfm: true }).flatMap((token) => withInner(token, 'link'))
  const running = elements.flatMap((token) =>
    token.type === 'text' && !('tokens' in token && token.tokens) ? [token.raw] : [],
  )
  return running.flatMap((text) => [
    ...(text.match(/(?<![\w`])@[a-z\d](?:[a-z\d-]*)/gi) ?? []),
    ...(text.match(/(?<![\w&])#\d+|\bGH-\d+|https?:\/\/\w|www\.\w/gi) ?? []),
  ])
}

function withInner(token: Token, closed?: Token['type']): readonly Token[] {
  if (token.type === closed) return [token]
  const inner = 'tokens' in token && token.tokens !== undefined ? token.tokens : []
  const items = isList(token) ? token.items : []
  const cells = isTable(token) ? [token.header, ...token.rows].flat().flatMap((cell) => cell.tokens) : []
  return [token, ...[...inner, ...items, ...cells].flatMap((each) => withInner(each, closed))]
}

function isList(token: Token): token is Tokens.List {
  return token.type === 'list'
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === 'table'
}
