// The page of the command line: the help of every command, as the command prints it.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { heading } from './markdown.mjs'

const run = promisify(execFile)

/** Markdown. */
export async function cliPage() {
  const whole = await help()
  const sections = await Promise.all(verbsIn(whole).map((verb) => section([verb])))
  return [
    heading('The command line', "the commands' own help"),
    'What each command prints with `--output json` is told in [CONTRACTS.md](../CONTRACTS.md). Exit code 0: settled; 1: a problem for a person; 2: a fault of ours.\n',
    block(whole),
    ...sections.flat(),
  ].join('\n')
}

/** A command and those below it; one that has commands below it does nothing itself. */
async function section(words) {
  const text = await help(...words)
  const below = await Promise.all(verbsIn(text).map((verb) => section([...words, verb])))
  const own = `${'#'.repeat(words.length + 1)} \`image-bump ${words.join(' ')}\`\n\n${block(text)}`
  return [own, ...below.flat()]
}

async function help(...words) {
  const { stdout } = await run(process.execPath, ['dist/cli/index.js', ...words, '--help'])
  return stdout.trim()
}

function verbsIn(text) {
  const [, list = ''] = text.split('\nCommands:\n')
  const [commands] = list.split('\n\n')
  return [...commands.matchAll(/^ {2}([a-z-]+)/gm)].map(([, verb]) => verb).filter((verb) => verb !== 'help')
}

function block(text) {
  return `\`\`\`text\n${text}\n\`\`\`\n`
}
