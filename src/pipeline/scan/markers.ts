/** The markers of a file: comments that name a policy, and the values they stand at. */
import type { Manifest, Marker, SourceFile } from '../../model/manifest.ts'
import { markerWord } from '../../model/marked-line.ts'
import type { Problem } from '../../model/problem.ts'
import { readYaml, type YamlComment, type YamlDocument, type YamlScalar } from '../../languages/yaml/yaml.ts'
import { findMisfit } from './fit.ts'
import { findObstacle, findPathAnnotation, readIdentity } from './document.ts'
import { mentionsMarker, readComment } from './marker-comment.ts'
import { contains, notObjects, notYaml, warning, wideEncoding, wideTraces } from './unread-file.ts'

/** A file with none of these has no marker, and nothing that was meant as one: parts of the word as people write it, the beginning of any marker whose word is misspelled, and the word in UTF-16 and UTF-32. */
export const markerTraces: readonly string[] = ['gepolicy', 'gePolicy', '{"$', ...wideTraces]

/** What `findMarkers` gives: the file with its markers, and what was seen and is not obeyed. */
export interface FoundMarkers {
  readonly manifest: Manifest
  readonly problems: readonly Problem[]
  /** Of the markers that write what does not fit their places (`marker-unsuited`); they are obeyed. */
  readonly misfits: ReadonlyMap<Marker, Problem>
  /** The line of an object that Flux's updater fails at, with all it was to write. */
  readonly fatalLine?: number
}

/** Remembers what was found in each file: environments may share many. */
export function rememberMarkers(): (file: SourceFile) => FoundMarkers {
  const known = new Map<SourceFile, FoundMarkers>()
  return (file) => {
    const found = known.get(file) ?? findMarkers(file)
    known.set(file, found)
    return found
  }
}

/**
 * Finds the markers of a YAML file, in document order. A file that cannot be read as YAML, or not as Kubernetes objects, has none (`file-not-yaml`, `file-not-objects`);
 * comments that look like markers and are not obeyed are `marker-malformed` or `marker-misplaced`.
 */
export function findMarkers(file: SourceFile): FoundMarkers {
  const nothing = { manifest: { file, markers: [] }, problems: [], misfits: new Map() }
  const wide = wideEncoding(file)
  if (wide) return { ...nothing, problems: [notYaml(file, wide)] }
  const isObeyed = contains(file.bytes, markerWord)
  if (!isObeyed && !speaksOfMarkers(file)) return nothing
  const text = readYaml(file.bytes, mentionsMarker)
  if (text.kind === 'unreadable') return { ...nothing, problems: [notYaml(file, text)] }
  const obstacle = findObstacle(text.documents)
  if (obstacle) return { ...nothing, problems: [notObjects(file, obstacle)] }
  const found = sortOut(file, text.documents, text.comments)
  const fatalLine = findPathAnnotation(text.documents)
  return isObeyed
    ? { ...found, ...(fatalLine !== undefined && { fatalLine }) }
    : { ...nothing, problems: [...found.problems, ...found.manifest.markers.map(unheard(file))] }
}

/** Is there a comment that was meant as a marker, as far as can be told without reading the file as YAML? */
function speaksOfMarkers({ bytes }: SourceFile): boolean {
  if (!markerTraces.some((trace) => contains(bytes, trace))) return false
  const comments = new TextDecoder().decode(bytes).match(/#.*/g) ?? []
  return comments.some((comment) => mentionsMarker(comment) && readComment(comment).kind !== 'other')
}

/** For a marker in the long form, or with escapes in its word. */
function unheard(file: SourceFile): (marker: Marker) => Problem {
  return ({ setter, place }) => {
    const message = `The marker of ${setter} counts only in a file that has one in the plain form {"$imagepolicy": "${setter}"}.`
    return warning('marker-malformed', message, file, place)
  }
}

function sortOut(
  file: SourceFile,
  documents: readonly YamlDocument[],
  comments: readonly YamlComment[],
): FoundMarkers {
  const markers: Marker[] = []
  const problems: Problem[] = []
  const misfits = new Map<Marker, Problem>()
  for (const comment of comments) {
    const read = readComment(comment.text)
    if (read.kind === 'other') continue
    if (read.kind === 'malformed') problems.push(malformed(file, comment, read.message))
    else if (!comment.scalar || comment.isRepeated || isSacred(comment.scalar.text))
      problems.push(misplaced(file, comment, read.setter))
    else {
      const { policy, field, setter } = read
      const marker = { policy, field, setter, ...describeValue(file, documents, comment.scalar) }
      markers.push(marker)
      const why = findMisfit(field, { path: comment.scalar.path, value: marker.value })
      if (why)
        misfits.set(marker, warning('marker-unsuited', `The marker of ${setter} ${why}`, file, marker.place))
    }
  }
  markers.sort((one, other) => one.span.start - other.span.start)
  return { manifest: { file, markers }, problems, misfits }
}

/** A comment that stands at a value or begins like a marker was meant as one; others only speak of markers, or hold a line that is commented out. */
function malformed(file: SourceFile, comment: YamlComment, message: string): Problem {
  const isMeant = !comment.isText && (comment.scalar !== undefined || /^#+\s*\{/.test(comment.text))
  const problem = warning('marker-malformed', message, file, comment)
  return isMeant ? problem : { ...problem, level: 'note' }
}

function describeValue(
  file: SourceFile,
  documents: readonly YamlDocument[],
  scalar: YamlScalar,
): Pick<Marker, 'place' | 'span' | 'value' | 'object'> {
  return {
    place: { file: file.path, line: scalar.line, column: scalar.column },
    span: scalar.span,
    value: scalar.text,
    object: readIdentity(documents, scalar),
  }
}

/** Text inside of a block may be there to be read by people, or to be written out by something else. */
function misplaced(file: SourceFile, comment: YamlComment, setter: string): Problem {
  const problem = warning(
    'marker-misplaced',
    `The marker of ${setter} ${whyMisplaced(file, comment)}`,
    file,
    comment,
  )
  return comment.isText ? { ...problem, level: 'note' } : problem
}

function whyMisplaced({ bytes }: SourceFile, { isText, isRepeated, start, scalar }: YamlComment): string {
  if (isText) return 'stands in the text of a block, where nothing is updated.'
  if (isRepeated) return 'stands below a key that is written twice; only the first of them counts.'
  if (scalar && isEncrypted(scalar.text))
    return 'stands at a value that SOPS has encrypted, which would be lost, and with it the seal of the file.'
  const lineStart = Math.max(bytes.lastIndexOf(0x0a, start), bytes.lastIndexOf(0x0d, start)) + 1
  const line = bytes.subarray(lineStart, start)
  return isTemplate(new TextDecoder().decode(line))
    ? 'stands at a template expression, which would be lost.'
    : 'stands at no value, so nothing is updated. It belongs behind the value, on the same line.'
}

/** As Helm and Go write it. Flux puts the new value in the place of a quoted one, and nonsense in the place of others. */
function isTemplate(text: string): boolean {
  return text.includes('{{')
}

/** As SOPS writes a value that it has encrypted (sops, aes/cipher.go). */
function isEncrypted(text: string): boolean {
  return /^ENC\[[A-Z0-9_]+,/.test(text)
}

/** What no version can take the place of. */
function isSacred(text: string): boolean {
  return isTemplate(text) || isEncrypted(text)
}
