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
import { policyName } from '../../model/bump-branch.ts'
import type { PlannedCommit } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import { findWanted } from '../../model/setter.ts'
import { type Bump, bumpsOf } from './bumps.ts'
import { structType, texts } from './flux-object.ts'
import { inert } from './inert.ts'

/** A commit or request about to be described. */
export interface OwnFacts {
  readonly planned: PlannedCommit
  /** Those of its environment. */
  readonly selections: readonly Selection[]
  /** What would be said without a template; a template may use it. */
  readonly usual: { readonly title: string; readonly trailers: string; readonly body: string }
}

const environmentType = structType('Environment', texts('Name', 'Branch', 'Namespace'))
const fileType = structType('File', [
  { name: 'Path', type: stringType },
  { name: 'Line', type: intType },
])
const textsType = listType(stringType)
const bumpType = structType('Bump', [
  ...texts('Policy', 'Name', 'Image', 'To', 'Tag', 'Digest', 'Rule'),
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

/** Every text that comes from registries or files is made so that nothing in it is obeyed. */
export function ownData({ planned, selections, usual }: OwnFacts): GoValue {
  const { environment, group = '', course, changes } = planned
  const { name, branch, namespace } = environment
  const bumps = bumpsOf(changes).map((bump) => bumpValue(bump, selections))
  return struct(rootType, [
    struct(environmentType, [name, branch, namespace].map(said)),
    said(group),
    text(course),
    text(usual.title),
    text(usual.trailers),
    text(usual.body),
    list(bumps, listType(bumpType)),
  ])
}

function bumpValue({ policy, from, to, places }: Bump, selections: readonly Selection[]): GoStruct {
  const selection = selections.find((each) => each.policy.key === policy)
  const wanted = selection && findWanted(selection)
  const record = selection?.kind === 'selected' ? selection.record : undefined
  const files = places.map(({ file, line = 1 }) => struct(fileType, [said(file), int(line)]))
  return struct(bumpType, [
    said(policy),
    said(policyName(policy)),
    said(wanted?.name.text ?? ''),
    said(to),
    said(wanted?.tag ?? ''),
    said(wanted?.digest ?? ''),
    said(record?.rule ?? ''),
    int(record?.listed ?? 0),
    list(from.map(said), textsType),
    list((record?.runnersUp ?? []).map(said), textsType),
    list(files, listType(fileType)),
  ])
}

function said(value: string): GoValue {
  return text(inert(value))
}

function struct(type: GoType, values: readonly GoValue[]): GoStruct {
  return { kind: 'struct', type, fields: values }
}
