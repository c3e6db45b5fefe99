/** Which environment owns a file: by its `paths`, less `exclude`. */
import { globOf } from '../../languages/glob/glob.ts'
import type { Environment } from '../../model/environment.ts'

/** Does this path belong to the environment? Only files that Flux's updater would look at count: `.yaml`, `.yml`, `Kustomization`. */
export type Owns = (path: string) => boolean

/** Compiles an environment's paths: a file, a folder with all below it, or a glob. */
export function ownerOf(environment: Pick<Environment, 'paths' | 'exclude'>): Owns {
  const included = environment.paths.length === 0 ? () => true : anyOf(environment.paths)
  const excluded = anyOf(environment.exclude)
  return (path) => isManifestPath(path) && included(path) && !excluded(path)
}

/** All owners of a path among the environments. Paths of the same owners get the same list, and each path is looked at once. */
export function ownersAmong(environments: readonly Environment[]): (path: string) => readonly Environment[] {
  const compiled = environments.map((environment) => ({ environment, owns: ownerOf(environment) }))
  const [byPath, byNames] = [
    new Map<string, readonly Environment[]>(),
    new Map<string, readonly Environment[]>(),
  ]
  return (path) => {
    const known = byPath.get(path)
    if (known !== undefined) return known
    const owning = compiled.filter(({ owns }) => owns(path)).map(({ environment }) => environment)
    const names = JSON.stringify(owning.map(({ name }) => name))
    const owners = byNames.get(names) ?? owning
    byNames.set(names, owners)
    byPath.set(path, owners)
    return owners
  }
}

/** Is it a file that markers count in? image-automation-controller internal/update/filter.go: these extensions, case-sensitive, or this base name. */
export function isManifestPath(path: string): boolean {
  return /\.ya?ml$|(^|\/)Kustomization$/.test(path)
}

function anyOf(patterns: readonly string[]): Owns {
  const matchers = patterns.map((pattern) => matcher(pattern.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')))
  return (path) => matchers.some((matches) => matches(path))
}

function matcher(pattern: string): Owns {
  if (pattern === '' || pattern === '.') return () => true
  const glob = globOf(pattern)
  return (path) =>
    path === pattern || path.startsWith(`${pattern}/`) || selfAndFolders(path).some((each) => glob(each))
}

/** `a/b/c.yaml` -> itself, `a/b`, `a`: a glob that matches a folder means all below it. */
function selfAndFolders(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'))
}
