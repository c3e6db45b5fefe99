// Runs the fuzz test of rewriting for a while: `npm run fuzz`, or `npm run fuzz -- 600` for ten minutes.
// A failure prints its seed; FUZZ_SEED=<seed> repeats it.
import { spawnSync } from 'node:child_process'

const [seconds = '60'] = process.argv.slice(2)
if (!/^\d+$/.test(seconds)) throw new Error(`${seconds} is no number of seconds.`)
const { status } = spawnSync('npm', ['test', '--', '__tests__/pipeline/rewrite/fuzz.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_SECONDS: seconds },
})
process.exitCode = status ?? 1
