/** The repository's Markdown pages, and what tests read out of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Page {
  /** From the root of the repository. */
  readonly file: string
  readonly text: string
}

/** A fenced block without its indentation. */
export interface FencedBlock {
  /** `README.md:34`, the line of the fence. */
  readonly place: string
  readonly text: string
}

/** Every Markdown file that people read: README.md and the pages below .github. */
export function readPages(): readonly Page[] {
  const below = readdirSync('.github', { recursive: true, encoding: 'utf8' })
    .map((path) => join('.github', path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md'))
  return ['README.md', ...below.toSorted()].map(readPage)
}

export function readPage(file: string): Page {
  return { file, text: readFileSync(file, 'utf8') }
}

/** The blocks of one language, also those inside list items (CommonMark 0.31, "Fenced code blocks"). */
export function fencedBlocks({ file, text }: Page, language: string): readonly FencedBlock[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, 'gms')
  return [...text.matchAll(fence)].map(({ 1: indent = '', 2: body = '', index }) => ({
    place: `${file}:${text.slice(0, index).split('\n').length}`,
    text: body
      .split('\n')
      .map((line) => line.slice(indent.length))
      .join('\n'),
  }))
}

/** What stands in code spans of one line, in order. */
export function codeSpans({ text }: Page): readonly string[] {
  const prose = text.replaceAll(/^( *)```.*?^\1```$/gms, '')
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(({ 1: span = '' }) => span)
}
