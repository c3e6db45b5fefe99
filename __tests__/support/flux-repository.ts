/** The manifests of a repository with two clusters of Flux, `dev` and `production`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFile } from '../../src/model/manifest.ts'
import { aFile } from './builders.ts'

const root = '__tests__/stories/flux-production-by-request/before'

export function fluxRepository(): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => aFile(path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')))
}
