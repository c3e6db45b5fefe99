/** Image names, tags, digests and references: the only place that takes such text apart. */
import { ProblemError, problemError } from './problem.ts'

/** Where an image lives. */
export interface ImageName {
  /** As a person wrote it; this text goes into files (Flux: `latestRef.name` is `spec.image` as written). */
  readonly text: string
  /** Host with port: `ghcr.io`, `localhost:5000`; Docker Hub under any of its names is `index.docker.io`. */
  readonly registry: string
  /** Path below the host, with `library/` where Docker Hub adds it. */
  readonly repository: string
}

/** What points into a repository: any text that a registry lists. */
export type Tag = string

/** Content address of a manifest: `sha256:` and 64 hexadecimal digits. */
export type Digest = string & { readonly kind?: 'digest' }

/** A name with a tag, and a digest where it is pinned (Flux: `latestRef`). */
export interface ImageReference {
  readonly name: ImageName
  readonly tag: Tag
  readonly digest?: Digest
}

const dockerHub = 'index.docker.io'
/** The names under which Docker Hub is known; they all mean one registry. */
const dockerHubNames = new Set([dockerHub, 'docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'])

/** Is the registry Docker Hub? It has rules of its own for paths, hosts and credentials. */
export function isDockerHub(registry: string): boolean {
  return dockerHubNames.has(registry)
}

/**
 * Reads an image name without tag or digest.
 * Rules: go-containerregistry weak validation, as Flux uses it (image-reflector-controller internal/registry/helper.go).
 * Throws `image-invalid` with Flux's wording for a scheme, text that is no reference, and a tag.
 */
export function parseImageName(text: string): ImageName {
  const scheme = /^(.*?):\/\//s.exec(text)?.[1]
  if (scheme !== undefined) {
    throw problemError(
      'image-invalid',
      `image '${text}' should not include URL scheme; remove '${scheme}://'`,
    )
  }
  const { name, tag, digest } = cut(text)
  const parsed = readName(text, name)
  if (tag !== undefined && !/^[\w.-]{1,128}$/.test(tag)) throw unparsable(text, `"${tag}" is not a tag`)
  if (digest !== undefined && !isDigest(digest)) throw unparsable(text, `"${digest}" is not a digest`)
  if (tag !== undefined || digest !== undefined) throw notBare(text, tag === undefined ? 'digest' : 'tag')
  return parsed
}

/** Reads `name`, `name:tag`, `name:tag@digest` or `name@digest`; throws `image-invalid`. An absent tag is the empty text. */
export function parseImageReference(text: string): ImageReference {
  const { name, tag, digest } = cut(text)
  if (tag !== undefined && !isTag(tag)) throw unparsable(text, `"${tag}" is not a tag`)
  const pinned = digest === undefined ? {} : { digest: parseDigest(digest) }
  return { name: { ...readName(text, name), text: name }, tag: tag ?? '', ...pinned }
}

/** The reference as it stands in a file: `name:tag` or `name:tag@digest`; without the colon where there is no tag. */
export function formatImageReference({ name, tag, digest }: ImageReference): string {
  return `${name.text}${tag === '' ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/**
 * The host of a name, as charts want it in a value of its own: as a person wrote it, and `docker.io` where nobody wrote one. Together with
 * `repository`, which always has Docker Hub's `library/`, it makes a name that every container runtime understands.
 */
export function formatRegistry({ text, registry }: ImageName): string {
  const written = splitHost(text).host
  return written ?? (isDockerHub(registry) ? 'docker.io' : registry)
}

/**
 * Takes apart `alias=image`, as Argo CD writes an Application's `kustomize.images`: the alias with its `=`, and what stands behind it. A text
 * without `=` has the empty alias, and so has one with an expression before it, as `${IMAGE:=nginx}`.
 */
export function splitAlias(text: string): { readonly alias: string; readonly image: string } {
  const alias = /^[^\s=$]+=/.exec(text)?.[0] ?? ''
  return { alias, image: text.slice(alias.length) }
}

/** The part of a text that would be an image's name, whatever stands behind it: that may be a variable, which is no tag. */
export function namePart(text: string): string {
  return /^(?:[^@]*\/)?[^/:@]*/.exec(text)?.[0] ?? ''
}

/** The canonical text of a name, equal for all spellings of one image. */
export function formatImageName(name: ImageName): string {
  return `${name.registry}/${name.repository}`
}

/** Distribution specification, "Pulling manifests": a word character, then at most 127 of word characters, dots, hyphens. */
export function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text)
}

/**
 * Signatures, attestations, SBOMs and other things that are attached to an image under a tag of their own: cosign's tags by their
 * endings, and those named after a digest (distribution specification, "Referrers Tag Schema").
 */
export function isAttachment(tag: Tag): boolean {
  if (tag.startsWith('sha')) return attachment.test(tag)
  return !endsInDigit(tag) && attachment.test(tag)
}

const attachment = /\.(?:sig|att|sbom)$|^sha(?:256|512)-[0-9a-f]{64,128}(?:\.|$)/

/** As most tags do; then no pattern needs to be asked. */
function endsInDigit(tag: Tag): boolean {
  const code = tag.charCodeAt(tag.length - 1)
  return code >= 0x30 && code <= 0x39
}

/** Reads a digest; throws `image-invalid`. OCI image specification, "Digests". */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text
  throw problemError('image-invalid', `"${text}" is not a digest such as sha256:… with 64 hexadecimal digits`)
}

/** Is it the address of some content? OCI image specification, "Digests". */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$|^sha512:[0-9a-f]{128}$/.test(text)
}

function cut(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf('@')
  const digest = at < 0 ? {} : { digest: text.slice(at + 1) }
  const rest = at < 0 ? text : text.slice(0, at)
  const colon = rest.lastIndexOf(':')
  // A colon before the last slash belongs to the host's port.
  if (colon < 0 || rest.includes('/', colon)) return { name: rest, ...digest }
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), ...digest }
}

/** go-containerregistry pkg/name/repository.go: the first part is a host only if a dot or a colon is in it. */
function splitHost(name: string): { readonly host?: string; readonly path: string } {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  return /[.:]/.test(first) ? { host: first, path: name.slice(slash + 1) } : { path: name }
}

function readName(text: string, name: string): ImageName {
  const { host: registry = dockerHub, path } = splitHost(name)
  if (!isHost(registry)) throw unparsable(text, `"${registry}" is not a host name`)
  if (path === '') throw unparsable(text, 'a repository name must be specified')
  if (!/^[a-z0-9_\-./]{2,255}$/.test(path)) {
    throw unparsable(
      text,
      `the repository "${path}" must be 2 to 255 characters of a-z, 0-9, "_", "-", "." and "/"`,
    )
  }
  const isHub = isDockerHub(registry)
  const repository = isHub && !path.includes('/') ? `library/${path}` : path
  return { text, registry: isHub ? dockerHub : registry, repository }
}

function isHost(registry: string): boolean {
  return /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?)(:\d{1,5})?$/.test(registry)
}

function unparsable(text: string, why: string): ProblemError {
  const flux = `could not parse reference: ${text}`
  return new ProblemError([{ code: 'image-invalid', level: 'error', message: `${flux}: ${why}`, flux }])
}

/** Flux takes a digest for a tag, from its colon on. */
function notBare(text: string, part: 'tag' | 'digest'): ProblemError {
  const path = text.slice(text.indexOf('/') + 1)
  const flux = `image '${text}' should not include a tag; remove ':${path.split(':')[1]}'`
  const excess = path.slice(path.search(/[:@]/))
  const message = `image '${text}' should not include a ${part}; remove '${excess}'`
  return new ProblemError([{ code: 'image-invalid', level: 'error', message, flux }])
}
