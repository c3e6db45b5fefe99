/** ConfigMaps of a repository, as far as variables are taken from them. */
import { z } from 'zod'
import type { SourceFile } from '../../../model/manifest.ts'
import { readDocuments } from './documents.ts'
import { isYamlPath } from './kinds.ts'
import type { Tree } from './kustomization-file.ts'
import type { Texts } from './objects.ts'

const form = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  data: z.record(z.string(), z.string()).default({}),
})

interface Wanted {
  readonly name: string
  readonly namespace: string
}

/** The data of the ConfigMap, if the file has it. */
export function dataOf(
  file: Pick<SourceFile, 'path' | 'bytes'>,
  { name, namespace }: Wanted,
): Texts | undefined {
  if (!mayHold(file, name)) return undefined
  const { objects } = readDocuments(file, (apiVersion, kind) => apiVersion === 'v1' && kind === 'ConfigMap')
  return objects
    .flatMap(({ tree }) => form.safeParse(tree).data ?? [])
    .find(({ metadata }) => metadata.name === name && (metadata.namespace ?? namespace) === namespace)?.data
}

/** The same in all files, for one that nothing was built with. */
export function findWritten(wanted: Wanted, files: Tree): Texts | undefined {
  for (const file of files.values()) {
    const data = isYamlPath(file.path) ? dataOf(file, wanted) : undefined
    if (data !== undefined) return data
  }
  return undefined
}

/** Looks at the bytes alone. */
function mayHold({ bytes }: Pick<SourceFile, 'bytes'>, name: string): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return buffer.includes('ConfigMap') && buffer.includes(name)
}
