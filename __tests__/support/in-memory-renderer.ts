/** The Renderer port in memory: as much of kustomize as stories need. Lists of files and folders, namespaces, prefixes, suffixes, and patches that merge maps. */
import { parse, parseAllDocuments, stringify } from 'yaml'
import { posix } from 'node:path'
import { problemError } from '../../src/model/problem.ts'
import type { Renderer } from '../../src/ports.ts'

interface Resource {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly annotations?: object }
}

interface Written {
  readonly resources?: readonly string[]
  readonly components?: readonly string[]
  readonly namespace?: string
  readonly namePrefix?: string
  readonly nameSuffix?: string
  readonly buildMetadata?: readonly string[]
  readonly patches?: readonly {
    readonly patch?: string
    readonly path?: string
    readonly target?: { readonly kind?: string; readonly name?: string }
  }[]
}

export interface InMemoryRenderer extends Renderer {
  /** The folders that were built, in their order. */
  readonly built: () => readonly string[]
}

/** Without a program it has nothing to build with. */
export function createInMemoryRenderer({ isInstalled = true } = {}): InMemoryRenderer {
  const built: string[] = []
  return {
    built: () => built,
    render: (files, work) =>
      work(async ({ path, bytes }) => {
        if (!isInstalled) throw problemError('render-unavailable', 'There is nothing to render with.')
        const texts = new Map([...files, { path, bytes }].map((file) => [file.path, textOf(file.bytes)]))
        const folder = posix.dirname(path)
        built.push(folder)
        const top: Written = parse(textOf(bytes)) ?? {}
        const origins = top.buildMetadata?.includes('originAnnotations') === true
        return buildFolder(folder, texts)
          .map(({ resource, file }) =>
            stringify(origins ? withOrigin(resource, posix.relative(folder, file)) : resource),
          )
          .join('---\n')
      }),
  }
}

interface Built {
  readonly resource: Resource
  readonly file: string
}

function buildFolder(folder: string, texts: ReadonlyMap<string, string>): readonly Built[] {
  const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
  const text = names.flatMap((name) => texts.get(posix.join(folder, name)) ?? [])[0]
  if (text === undefined) throw failed(folder, 'unable to find a kustomization')
  const written: Written = parse(text) ?? {}
  const taken = [...(written.resources ?? []), ...(written.components ?? [])].flatMap((entry) => {
    const place = posix.join(folder, entry)
    const file = texts.get(place)
    if (file === undefined) return buildFolder(place, texts)
    return parseAllDocuments(file).map((document) => ({ resource: document.toJS(), file: place }))
  })
  return taken.map(({ resource, file }) => ({ resource: changed(resource, written, folder, texts), file }))
}

function changed(
  resource: Resource,
  { namespace, namePrefix = '', nameSuffix = '', patches = [] }: Written,
  folder: string,
  texts: ReadonlyMap<string, string>,
): Resource {
  const patched = patches.reduce((before, { patch, path, target }) => {
    const content: Resource = parse(patch ?? texts.get(posix.join(folder, path ?? '')) ?? '')
    const kind = target?.kind ?? content.kind
    const name = target === undefined ? content.metadata?.name : target.name
    const isMeant = before.kind === kind && (name === undefined || before.metadata?.name === name)
    const same = { ...content, metadata: { ...content.metadata, name: before.metadata?.name } }
    return isMeant ? mergedResource(before, same) : before
  }, resource)
  const name = `${namePrefix}${patched.metadata?.name ?? ''}${nameSuffix}`
  return { ...patched, metadata: { ...patched.metadata, name, ...(namespace && { namespace }) } }
}

/** Through text, as kustomize's own output goes. */
function mergedResource(before: Resource, patch: object): Resource {
  return parse(stringify(merged(before, patch)))
}

function merged(before: unknown, after: unknown): unknown {
  if (!isMap(before) || !isMap(after)) return after
  const keys = Object.keys(after).map((key) => [key, merged(before[key], after[key])])
  return { ...before, ...Object.fromEntries(keys) }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withOrigin(resource: Resource, path: string): Resource {
  const annotations = { ...resource.metadata?.annotations, 'config.kubernetes.io/origin': `path: ${path}\n` }
  return { ...resource, metadata: { ...resource.metadata, annotations } }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function failed(folder: string, why: string): Error {
  return problemError('render-failed', `${folder} was not built: ${why}`)
}
