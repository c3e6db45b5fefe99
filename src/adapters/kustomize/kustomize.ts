/** Manifests as kustomize builds them: the program `kustomize`, or the one in `kubectl`, on copies of files in a temporary folder. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { SourceFile } from '../../model/manifest.ts'
import { problemError } from '../../model/problem.ts'
import type { Renderer } from '../../ports.ts'
import { createProgram, type Limits, type ProgramName, programNames } from './program.ts'

export interface RendererOptions {
  /** Of which the program gets what finds it, and nothing else: no token and no login. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Those to look for, the first that is there being taken; both if absent. */
  readonly programs?: readonly ProgramName[]
  readonly limits?: Limits
}

const usual: Limits = { milliseconds: 120_000, bytes: 64 * 1024 * 1024 }

/** Builds one at a time. Files of a tree lie below a folder of their own, and nothing of the checkout is read or written. */
export function createRenderer({ env, programs = programNames, limits = usual }: RendererOptions): Renderer {
  return {
    async render(files, work) {
      const root = mkdtempSync(join(realpathSync(tmpdir()), 'image-bump-render-'))
      const [tree, home] = [join(root, 'tree'), join(root, 'home')]
      try {
        mkdirSync(home)
        mkdirSync(tree)
        const known = new Map(files.map((file) => [file.path, file]))
        for (const file of files) put(tree, file)
        const build = createProgram(programs, { env, home, tree, limits })
        return await work(async (kustomization) => {
          const { path } = kustomization
          put(tree, kustomization)
          try {
            return await build(dirname(path))
          } finally {
            const before = known.get(path)
            if (before === undefined) rmSync(join(tree, path))
            else put(tree, before)
          }
        })
      } finally {
        rmSync(root, { recursive: true, force: true })
      }
    },
  }
}

function put(tree: string, { path, bytes }: Pick<SourceFile, 'path' | 'bytes'>): void {
  if (path.startsWith('/') || path.split('/').includes('..'))
    throw problemError('render-failed', `${path} is no path below a folder, so nothing can be built with it.`)
  const place = join(tree, path)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, bytes)
}
