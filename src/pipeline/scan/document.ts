/** What Kubernetes tools make of a file's documents: whether they can be read as objects, and which object a value is in. */
import type { ObjectIdentity } from '../../model/manifest.ts'
import type { Path, YamlDocument, YamlScalar, YamlValue } from '../../languages/yaml/yaml.ts'
import type { Located } from './unread-file.ts'

/** Why kyaml would not read the file as objects (kio/byteio_reader.go), or undefined. Flux leaves such a file alone, and so do we. */
export function findObstacle(documents: readonly YamlDocument[]): Located | undefined {
  for (const document of documents) {
    const message = obstacleIn(document)
    if (message !== undefined) return { line: document.line, column: 1, message }
  }
  return undefined
}

/** The line of an object with an annotation that kyaml keeps for itself: Flux's updater then fails with "mismatched legacy and internal path annotations". */
export function findPathAnnotation(documents: readonly YamlDocument[]): number | undefined {
  const keys = ['config.kubernetes.io/path', 'internal.config.kubernetes.io/path']
  return documents.find((document) =>
    keys.some((key) => document.find(['metadata', 'annotations', key]) !== undefined),
  )?.line
}

function obstacleIn(document: YamlDocument): string | undefined {
  if (document.hasDirective) return 'a directive such as %YAML stands before a document'
  if (document.sharesLine && document.line > 1) return 'text stands on the line of a "---"'
  if (!isMapOrNothing(document.find([]))) return 'a document is a list or a single value, and a map is wanted'
  for (const path of [['metadata'], ['metadata', 'annotations']])
    if (!isMapOrNothing(document.find(path))) return `${path.join('.')} is not a map`
  return undefined
}

function isMapOrNothing(value: YamlValue | undefined): boolean {
  return value === undefined || value.kind === 'map' || value.kind === 'alias' || isNull(value)
}

function isNull({ kind, text, style }: YamlValue): boolean {
  return kind === 'empty' || (kind === 'scalar' && style === 'plain' && /^(~|null|Null|NULL)$/.test(text))
}

/** The object that a value stands in. In a file that is one `List`, that is the item (kyaml unwraps it). */
export function readIdentity(
  documents: readonly YamlDocument[],
  { document, path }: YamlScalar,
): ObjectIdentity {
  const kind = textAt(document, ['kind'])
  const isList = documents.length === 1 && (kind === 'List' || kind === 'ResourceList')
  const root = isList && path[0] === 'items' && path.length > 2 ? path.slice(0, 2) : []
  return {
    apiVersion: textAt(document, [...root, 'apiVersion']),
    kind: textAt(document, [...root, 'kind']),
    namespace: textAt(document, [...root, 'metadata', 'namespace']),
    name: textAt(document, [...root, 'metadata', 'name']),
  }
}

/** As kyaml has it: an alias counts as its own name, null as nothing. */
function textAt(document: YamlDocument, path: Path): string {
  const value = document.find(path)
  return value && !isNull(value) ? value.text : ''
}
