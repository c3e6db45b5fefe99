// How long what ships takes until it does something, beside a Node that does nothing.
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { compare } from '../in-turn.mjs'

const dist = (path) => fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url))

await compare(
  [
    contestant('node -e 0', ['-e', '0'], 0),
    contestant('dist/cli --help', [dist('cli/index.js'), '--help'], 0),
    // Without inputs the Action loads all it has, refuses them and asks nobody.
    contestant('dist/action, inputs refused', [dist('action/index.js')], 1),
  ],
  15,
)

/** A child process with a clean environment, which must end with this exit code. */
function contestant(name, args, exitCode) {
  const options = { cwd: tmpdir(), env: { PATH: process.env['PATH'] }, encoding: 'utf8' }
  return {
    name,
    run() {
      const { status, stderr } = spawnSync(process.execPath, args, options)
      if (status !== exitCode) throw new Error(`${name} ended with ${status}: ${stderr}`)
    },
  }
}
