/** The files of a repository that concern Flux, each parsed at most once and only when it is asked for. */
import { z } from 'zod'
import type { SourceFile } from '../../../model/manifest.ts'
import type { Problem } from '../../../model/problem.ts'
import { type KustomizationFile, readKustomizationFile } from './builder.ts'
import { type RawObject, type ReadDocuments, readDocuments } from './documents.ts'
import {
  isFluxKind,
  isKustomizationPath,
  mayHoldImageObjects,
  mayHoldNamespace,
  mayHoldObjects,
} from './kinds.ts'
import type { Texts } from './objects.ts'
import { folderOf, foldersAbove } from './paths.ts'

export interface Library {
  /** Files that may hold objects of Flux, sorted by path. */
  readonly files: readonly string[]
  /** Those of them that may hold its objects for images. */
  readonly imageFiles: readonly string[]
  readonly hasFile: (path: string) => boolean
  /** Of a file that is none of `files`: nothing. */
  readonly objectsIn: (file: string) => ReadDocuments
  /** The folders with a kustomization.yaml, sorted. */
  readonly kustomizedFolders: readonly string[]
  readonly kustomizationIn: (folder: string) => KustomizationFile | undefined
  /** Is any of the files, or a kustomization.yaml, in the folder or below it? */
  readonly hasFolder: (folder: string) => boolean
  /** The address of a GitRepository by its `namespace/name`, where one is in the repository. */
  readonly urlOf: (repository: string) => string | undefined
  /** The labels of a namespace, where a manifest of it is in the repository. */
  readonly labelsOf: (namespace: string) => Texts | undefined
}

/** Looks at the bytes of all files and parses none. */
export function createLibrary(all: readonly SourceFile[], defaultNamespace: string): Library {
  const sorted = [...all].sort((a, b) => (a.path < b.path ? -1 : 1))
  const held = new Map(sorted.filter(mayHoldObjects).map((file) => [file.path, file]))
  const kustomizations = new Map(
    sorted.filter(({ path }) => isKustomizationPath(path)).map((file) => [folderOf(file.path), file]),
  )
  const files = [...held.keys()]
  const kustomizedFolders = [...kustomizations.keys()].sort()
  const objectsIn = remember((path: string) => {
    const file = held.get(path)
    return file === undefined ? nothing : readDocuments(file, isFluxKind)
  })
  const folders = new Set(
    [...files.map(folderOf), ...kustomizedFolders].flatMap((path) => [path, ...foldersAbove(path)]),
  )
  return {
    files,
    imageFiles: [...held.values()]
      .filter((file) => mayHoldImageObjects(file) && !isKustomizationPath(file.path))
      .map(({ path }) => path),
    hasFile: (path) => held.has(path),
    objectsIn,
    kustomizedFolders,
    kustomizationIn: remember((folder) => {
      const file = kustomizations.get(folder)
      return file && readKustomizationFile(file)
    }),
    hasFolder: (folder) => folders.has(folder),
    urlOf: urlsByName(() => files.flatMap((file) => objectsIn(file).objects), defaultNamespace),
    labelsOf: labelsByNamespace(sorted),
  }
}

const nothing: ReadDocuments = { objects: [], problems: [] as readonly Problem[] }

function remember<Value>(read: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, { readonly value: Value }>()
  return (key) => {
    const entry = known.get(key) ?? { value: read(key) }
    known.set(key, entry)
    return entry.value
  }
}

const repositoryForm = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  spec: z.object({ url: z.string() }),
})

function urlsByName(objects: () => readonly RawObject[], defaultNamespace: string): Library['urlOf'] {
  const read = remember(
    () =>
      new Map<string, string>(
        objects()
          .filter(({ kind }) => kind === 'GitRepository')
          .flatMap(({ tree }) => {
            const { data } = repositoryForm.safeParse(tree)
            if (data === undefined) return []
            const { name, namespace = defaultNamespace } = data.metadata
            return [[`${namespace}/${name}`, data.spec.url] as const]
          }),
      ),
  )
  return (repository) => read('').get(repository)
}

function labelsByNamespace(files: readonly SourceFile[]): Library['labelsOf'] {
  const read = remember(() => new Map(files.filter(mayHoldNamespace).flatMap(namespacesIn)))
  return (namespace) => read('').get(namespace)
}

const namespaceForm = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
})

function namespacesIn(file: SourceFile): readonly (readonly [name: string, labels: Texts])[] {
  const { objects } = readDocuments(file, (apiVersion, kind) => apiVersion === 'v1' && kind === 'Namespace')
  return objects.flatMap(({ tree }: RawObject) => {
    const read = namespaceForm.safeParse(tree)
    return read.success ? [[read.data.metadata.name, read.data.metadata.labels] as const] : []
  })
}
