/** An image as the templates of Flux before 1.0 saw it (fluxcd/image-automation-controller pkg/update/result.go). */
import {
  getters,
  type GoMethods,
  type GoStruct,
  type GoType,
  type GoValue,
  text,
} from '../../languages/gotemplate/gotemplate.ts'

/** It has no fields that a template may name, only methods. */
export const imageType: GoType = {
  kind: 'struct',
  name: 'update.imageRef',
  fields: [],
  methods: getters('Identifier', 'Name', 'Policy', 'Registry', 'Repository', 'String'),
}

/** Prints as its reference was written. `policy` is a name that prints itself. */
export function imageValue(reference: string, policy: GoStruct): GoStruct {
  const { registry, repository, mark, identifier } = partsOf(reference)
  const methods: GoMethods = new Map<string, () => GoValue>([
    ['String', () => text(reference)],
    ['Identifier', () => text(identifier)],
    ['Registry', () => text(registry)],
    ['Repository', () => text(repository)],
    ['Name', () => text(`${registry}/${repository}${mark}${identifier}`)],
    ['Policy', () => policy],
  ])
  return { kind: 'struct', type: imageType, fields: [], methods }
}

interface Parts {
  readonly registry: string
  readonly repository: string
  readonly mark: ':' | '@'
  /** The digest if there is one, else the tag. */
  readonly identifier: string
}

/** As google/go-containerregistry reads it: what has a dot or colon before the first slash is a registry, else Docker Hub's. */
function partsOf(reference: string): Parts {
  const [named = '', digest] = reference.split('@')
  const [, path = named, tag = 'latest'] = /^(.*):([^:/]*)$/s.exec(named) ?? []
  const slash = path.indexOf('/')
  const first = slash < 0 ? '' : path.slice(0, slash)
  const hasRegistry = /[.:]/.test(first) || first === 'localhost'
  const rest = hasRegistry ? path.slice(slash + 1) : path
  const isHub = !hasRegistry || first === 'docker.io' || first === 'index.docker.io'
  return {
    registry: isHub ? 'index.docker.io' : first,
    repository: isHub && !rest.includes('/') ? `library/${rest}` : rest,
    mark: digest === undefined ? ':' : '@',
    identifier: digest ?? tag,
  }
}
