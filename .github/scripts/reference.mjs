// Writes .github/docs/reference/ from what the program itself says: `npm run reference` after `npm run build`.
// With --check it writes nothing, and fails where a page is not what it would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { actionPage } from './reference/action.mjs'
import { cliPage } from './reference/cli.mjs'
import { configPage } from './reference/config.mjs'

const folder = '.github/docs/reference'
const isCheck = process.argv.includes('--check')
const pages = { 'ACTION.md': actionPage(), 'CLI.md': await cliPage(), 'CONFIG.md': configPage() }

mkdirSync(folder, { recursive: true })
const style = await resolveConfig(`${folder}/ACTION.md`)
for (const [name, text] of Object.entries(pages)) {
  const page = await format(text, { ...style, parser: 'markdown' })
  if (isCheck) check(`${folder}/${name}`, page)
  else writeFileSync(`${folder}/${name}`, page)
}

function check(file, page) {
  if (textOf(file) === page) return
  process.stderr.write(
    `${file} is not what the program says: run \`npm run build\`, then \`npm run reference\`.\n`,
  )
  process.exitCode = 1
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
