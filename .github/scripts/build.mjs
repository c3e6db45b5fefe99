// Builds dist/: tsc to lib/, then one ncc bundle a door. The same source gives the same bytes everywhere.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { takeNodeOut } from './web-bundle.mjs'

const bin = (name) => new URL(`../../node_modules/.bin/${name}`, import.meta.url).pathname
const run = (name, ...args) => execFileSync(bin(name), args, { stdio: ['ignore', 'ignore', 'inherit'] })

rmSync('lib', { recursive: true, force: true })
rmSync('dist', { recursive: true, force: true })
run('tsc', '-p', 'src/tsconfig.json')
for (const door of ['action', 'cli', 'relay']) {
  run('ncc', 'build', `lib/entry/${door}.js`, '-o', `dist/${door}`, '--license', 'licenses.txt')
}
takeNodeOut('dist/relay/index.js')
chmodSync('dist/cli/index.js', 0o755)
