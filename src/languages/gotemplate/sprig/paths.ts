/** Paths with forward slashes (Go: package path; path/filepath is the same outside Windows). */
import { aText, type Functions, takes, type TemplateFunction } from '../evaluate/function.ts'
import { type Bytes, trimEnd } from '../text/bytes.ts'
import { bool, string } from '../values/make.ts'

const base = takes([aText], (path) => string(baseOf(path)))
const clean = takes([aText], (path) => string(cleaned(path)))
const dir = takes([aText], (path) => string(cleaned(path.slice(0, path.lastIndexOf('/') + 1))))
const ext = takes([aText], (path) => string(/\.[^./]*$/.exec(path)?.[0] ?? ''))
const isAbs = takes([aText], (path) => bool(path.startsWith('/')))

export const paths: Functions = new Map<string, TemplateFunction>([
  ['base', base],
  ['clean', clean],
  ['dir', dir],
  ['ext', ext],
  ['isAbs', isAbs],
  ['osBase', base],
  ['osClean', clean],
  ['osDir', dir],
  ['osExt', ext],
  ['osIsAbs', isAbs],
])

function baseOf(path: Bytes): Bytes {
  if (path === '') return '.'
  const bare = trimEnd(path, '/')
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1)
}

/** Without empty parts, `.` and `..` as far as they can be resolved. */
function cleaned(path: Bytes): Bytes {
  const root = path.startsWith('/') ? '/' : ''
  const kept: Bytes[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (root === '') kept.push(part)
  }
  return root + kept.join('/') || '.'
}
