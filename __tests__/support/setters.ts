/** What Flux would write at markers, worked out from nothing but a map of latest images; enough to try markers and rewriting without the rest of the line. */
import type { Marker, SourceFile } from '../../src/model/manifest.ts'
import type { Change } from '../../src/model/plan.ts'
import { rewriteFile, type RewriteResult } from '../../src/pipeline/rewrite/rewrite.ts'
import { findMarkers, type FoundMarkers } from '../../src/pipeline/scan/markers.ts'

export interface Latest {
  readonly name: string
  readonly tag: string
  readonly digest?: string
}

export interface Updated extends FoundMarkers {
  readonly changes: readonly Change[]
  readonly result: RewriteResult
}

export function sourceFile(path: string, content: string | Uint8Array): SourceFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return { path, mode: '100644', bytes }
}

/** Brings every marker of a file up to date whose policy has a latest image. */
export function update(file: SourceFile, latest: Readonly<Record<string, Latest | null>>): Updated {
  const found = findMarkers(file)
  const changes = found.manifest.markers.flatMap((marker): Change[] => {
    const image = latest[marker.policy]
    const to = image && wantedText(marker, image)
    return typeof to === 'string' && to !== marker.value ? [{ marker, to }] : []
  })
  return { ...found, changes, result: rewriteFile(file, changes) }
}

function wantedText({ field }: Marker, { name, tag, digest = '' }: Latest): string {
  switch (field) {
    case 'image':
      return `${name}:${tag}${digest && `@${digest}`}`
    case 'name':
      return name
    case 'tag':
      return tag
    case 'digest':
      return digest
    case 'registry':
      return name.split('/')[0] ?? ''
    case 'repository':
      return name.split('/').slice(1).join('/')
  }
}

/** The file as the result leaves it. */
export function fileAfter(result: RewriteResult, before: SourceFile): SourceFile {
  return result.kind === 'rewritten' ? result.file.after : before
}

/** The file's text after the update. */
export function textAfter({ result }: Updated, before: SourceFile): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(fileAfter(result, before).bytes)
}
