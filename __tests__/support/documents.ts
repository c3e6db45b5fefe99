/** The YAML of the documents, sorted by what it is, so that each kind can be run. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse, parseAllDocuments } from 'yaml'
import { configJsonSchema } from '../../src/pipeline/config/own/json-schema.ts'
import { fencedBlocks, type Page, readPages } from './markdown.ts'

/** Written in a page, or a file of the examples. */
export interface DocumentedYaml {
  /** `README.md:34`, or the file. */
  readonly place: string
  readonly text: string
  readonly kind: Kind
  /** The file that it is, where its first line says so: `# apps/dev/web.yaml`. */
  readonly path?: string
}

export type Kind =
  | 'configuration'
  | 'fragment'
  /** Some keys of a configuration. */
  | 'part of a configuration'
  /** Environments without what stands above them. */
  | 'environments'
  | 'relay'
  | 'workflow'
  /** Steps, the `with` of one, inputs, permissions or triggers. */
  | 'part of a workflow'
  | 'policy tests'
  /** Has markers. */
  | 'manifest'
  /** An object of Kubernetes without markers. */
  | 'object'
  | 'unknown'

export const pages = readPages()

const action: { readonly inputs: object } = parse(readFileSync('action.yml', 'utf8'))
const schema: { readonly properties?: Readonly<Record<string, unknown>> } = configJsonSchema()
const ofConfiguration = Object.keys(schema.properties ?? {})
const ofStep = ['with', 'permissions', 'on', 'concurrency', 'env', 'uses', ...Object.keys(action.inputs)]

const files = [
  ...readdirSync('.github/docs/examples', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `.github/docs/examples/${name.replaceAll('\\', '/')}`),
  '.github/self-test/image-bump.yaml',
  '.github/self-test/manifests/pod.yaml',
  '.github/docs/relay/relay.yaml',
]

/** All of it, page by page. */
export const documentedYaml: readonly DocumentedYaml[] = [
  ...pages.flatMap((page) => fencedBlocks(page, 'yaml')),
  ...files.map((place) => ({ place, text: readFileSync(place, 'utf8') })),
].map((block) => ({ ...block, ...pathOf(block.text), kind: kindOf(block.place, block.text) }))

export function yamlOfKind(kind: Kind): readonly DocumentedYaml[] {
  return documentedYaml.filter((each) => each.kind === kind)
}

/** A part of a page below a heading of the second level. */
export interface Section {
  readonly page: Page
  readonly title: string
  readonly yaml: readonly DocumentedYaml[]
  /** The lines of its blocks of plain text. */
  readonly texts: readonly string[]
}

export function sectionsOf(page: Page): readonly Section[] {
  const starts = [...page.text.matchAll(/^## (.+)$/gm)]
  return starts.map(({ 1: title = '', index }, order) => {
    const text = page.text.slice(index, starts[order + 1]?.index)
    const [from, to] = [lineAt(page.text, index), lineAt(page.text, index + text.length)]
    const isWithin = ({ place }: DocumentedYaml): boolean => {
      const [file, line] = place.split(':')
      return file === page.file && Number(line) >= from && Number(line) < to
    }
    const texts = fencedBlocks({ ...page, text }, 'text').map((block) => block.text)
    return { page, title, yaml: documentedYaml.filter(isWithin), texts }
  })
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function pathOf(text: string): { readonly path?: string } {
  const path = /^# ([\w.*/-]+\.ya?ml)\b/.exec(text)?.[1]
  return path === undefined ? {} : { path }
}

function kindOf(place: string, text: string): Kind {
  const read: unknown = parseAllDocuments(text)[0]?.toJS()
  const keys = Array.isArray(read) ? ['uses'] : Object.keys(Object(read))
  const all = (known: readonly string[]): boolean => keys.every((key) => known.includes(key))
  if (keys.includes('senders')) return 'relay'
  if (keys.includes('tests')) return 'policy tests'
  if (keys.includes('jobs')) return 'workflow'
  if (keys.includes('version'))
    return place.includes('/teams/') || text.startsWith('# teams/') ? 'fragment' : 'configuration'
  if (text.includes('$imagepolicy')) return 'manifest'
  if (all(ofStep)) return 'part of a workflow'
  if (all(ofConfiguration)) return 'part of a configuration'
  if (keys.includes('apiVersion')) return 'object'
  return /^ {2}(delivery|policies|from):/m.test(text) ? 'environments' : 'unknown'
}
