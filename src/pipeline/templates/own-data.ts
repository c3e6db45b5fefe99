/** What our own templates are given: the environment, what it gets, and why (.github/docs/CONFIG.md, "Templates"). */
import {
  type GoField,
  type GoStruct,
  type GoType,
  type GoValue,
  int,
  intType,
  list,
  listType,
  stringType,
  text,
} from '../../languages/gotemplate/gotemplate.ts'
import { structType, texts } from './flux-object.ts'

/** A commit or request about to be described. Texts are given to templates as they are here. */
export interface OwnData {
  readonly environment: { readonly name: string; readonly branch: string; readonly namespace: string }
  /** Empty where the environment is one. */
  readonly group: string
  readonly course: string
  /** What would be said without a template; a template may use it. */
  readonly usual: { readonly title: string; readonly trailers: string; readonly body: string }
  readonly bumps: readonly OwnBump[]
}

/** One policy's step. What is not known is empty. */
export interface OwnBump {
  /** `namespace:name`. */
  readonly policy: string
  readonly name: string
  readonly image: string
  readonly to: string
  readonly tag: string
  readonly digest: string
  readonly rule: string
  readonly listed: number
  readonly from: readonly string[]
  readonly runnersUp: readonly string[]
  readonly files: readonly { readonly path: string; readonly line: number }[]
  /** Address of the source code, and of what changed in it. */
  readonly source: string
  readonly changes: string
}

const environmentType = structType('Environment', texts('Name', 'Branch', 'Namespace'))
const fileType = structType('File', [
  { name: 'Path', type: stringType },
  { name: 'Line', type: intType },
])
const textsType = listType(stringType)
const bumpType = structType('Bump', [
  ...texts('Policy', 'Name', 'Image', 'To', 'Tag', 'Digest', 'Rule', 'Source', 'Changes'),
  { name: 'Listed', type: intType },
  { name: 'From', type: textsType },
  { name: 'RunnersUp', type: textsType },
  { name: 'Files', type: listType(fileType) },
])
const fields: readonly GoField[] = [
  { name: 'Environment', type: environmentType },
  ...texts('Group', 'Course', 'Title', 'Trailers', 'Body'),
  { name: 'Bumps', type: listType(bumpType) },
]
const rootType = structType('Data', fields)

/** The data of a template. */
export function ownData({ environment, group, course, usual, bumps }: OwnData): GoValue {
  const { name, branch, namespace } = environment
  return struct(rootType, [
    struct(environmentType, textValues(name, branch, namespace)),
    ...textValues(group, course, usual.title, usual.trailers, usual.body),
    list(bumps.map(bumpValue), listType(bumpType)),
  ])
}

function bumpValue(bump: OwnBump): GoStruct {
  const { policy, name, image, to, tag, digest, rule, source, changes } = bump
  const files = bump.files.map(({ path, line }) => struct(fileType, [text(path), int(line)]))
  return struct(bumpType, [
    ...textValues(policy, name, image, to, tag, digest, rule, source, changes),
    int(bump.listed),
    list(textValues(...bump.from), textsType),
    list(textValues(...bump.runnersUp), textsType),
    list(files, listType(fileType)),
  ])
}

function textValues(...values: readonly string[]): readonly GoValue[] {
  return values.map((value) => text(value))
}

function struct(type: GoType, values: readonly GoValue[]): GoStruct {
  return { kind: 'struct', type, fields: values }
}
