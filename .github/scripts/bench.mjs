// Runs the benches in bench/ one after another, each in a process of its own, and prints what they print:
// `npm run bench`, or `npm run bench -- start-up` for one of them. A bench that fails makes this fail.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('bench/', import.meta.url)
const wanted = process.argv.slice(2)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.replace('.mjs', ''))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .toSorted((a, b) => (a < b ? -1 : 1))
if (names.length === 0) throw new Error(`There is no bench ${wanted.join(', ')}.`)

process.stdout.write(`Node ${process.versions.node}, ${process.platform} ${process.arch}\n`)
for (const name of names) {
  process.stdout.write(`\n== ${name}\n`)
  const script = fileURLToPath(new URL(`${name}.mjs`, folder))
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
