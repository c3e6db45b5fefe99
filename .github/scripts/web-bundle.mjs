// Takes Node out of a bundle that shall run on the Web's own interfaces too. ncc builds for Node: it asks for built-in modules by `createRequire`, and
// for a file's own address, which a Cloudflare Worker does not have.
import { readFileSync, writeFileSync } from 'node:fs'

/** Each must be there: a bundle that looks different was made by an ncc or of libraries that nobody has looked at. */
const changes = [
  ['import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";\n', ''],
  // yaml asks for these two where they are, and does without where they are not.
  [required('buffer'), 'globalThis'],
  [required('process'), '(globalThis.process ?? { env: {} })'],
  // Of Lambda's streamed answers, which the relay does not have.
  [required('node:stream/promises'), '({})'],
  // Where ncc looks for files beside the bundle, of which there are none.
  [/^\/\*{6}\/ if \(typeof __nccwpck_require__ !== 'undefined'\).*import\.meta\.url.*$/m, ''],
]

/** Rewrites the file; throws where something of Node is left. */
export function takeNodeOut(file) {
  let text = readFileSync(file, 'utf8')
  for (const [from, to] of changes) {
    const changed = text.replace(from, () => to)
    if (changed === text) throw new Error(`${file} has no ${from}`)
    text = changed
  }
  const [left] = /createRequire|import\.meta|^import .*$/m.exec(text) ?? []
  if (left !== undefined) throw new Error(`${file} still asks for Node: ${left}`)
  writeFileSync(file, text)
}

function required(module) {
  return `__WEBPACK_EXTERNAL_createRequire(import.meta.url)("${module}")`
}
