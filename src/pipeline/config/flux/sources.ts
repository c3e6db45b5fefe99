/** Whether a Kustomization of Flux takes its files from this very repository. */
import type { FluxKustomization } from './builder.ts'
import type { Library } from './library.ts'
import type { Root } from './roots.ts'

/**
 * It does where it names the GitRepository that Flux was bootstrapped with, or one with the same address. Of a GitRepository that is not written anywhere, or
 * where Flux was not bootstrapped, only the folder can tell: it must be named, and be here.
 */
export function isOurs({ path, source }: FluxKustomization, { root, library }: Surroundings): boolean {
  if (source.kind !== 'GitRepository') return false
  const key = `${source.namespace}/${source.name}`
  if (key === root.source) return true
  const own = root.source === undefined ? undefined : library.urlOf(root.source)
  const other = library.urlOf(key)
  if (own !== undefined && other !== undefined) return formatAddress(own) === formatAddress(other)
  return path !== '' && library.hasFolder(path)
}

interface Surroundings {
  readonly root: Root
  readonly library: Library
}

/** `host/path`, equal for the ways to write one repository's address: https, ssh, and `git@host:path`. */
export function formatAddress(url: string): string {
  return url
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):(?!\d+\/)/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase()
}
