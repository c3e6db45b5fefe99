/** What a kustomization.yaml takes from where nothing is taken from while rendering: other machines, and places outside of the repository. */
import { type Problem, ProblemError } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import { type KustomizationText, readFrom, type Tree } from './kustomization-file.ts'
import { folderOf, resolvePath } from './paths.ts'
import { isRecord, valueAt } from './values.ts'

/** Throws `render-remote` for all of it, in this file and in those of the folders that it leads to. */
export function refuseForbidden(kustomization: KustomizationText, files: Tree): void {
  const [first, ...others] = findForbidden(kustomization, files, new Set())
  if (first !== undefined) throw new ProblemError([first, ...others])
}

function findForbidden(
  { path: file, tree }: KustomizationText,
  files: Tree,
  seen: Set<string>,
): readonly Problem[] {
  const folder = folderOf(file)
  if (seen.has(folder)) return []
  seen.add(folder)
  return sourcesIn(tree).flatMap((source): readonly Problem[] => {
    const why = isRemote(source) ? 'which is on another machine' : 'which leads out of the repository'
    const found = isRemote(source) || source.startsWith('/') ? undefined : resolvePath(folder, source)
    if (found === undefined) {
      const message = `${file} takes in ${quote(withoutLogin(source))}, ${why}; nothing is fetched for rendering.`
      return [{ code: 'render-remote', level: 'error', message, place: { file } }]
    }
    const below = readFrom(found, files)
    return below === undefined ? [] : findForbidden(below, files, seen)
  })
}

/** Texts of several lines are patches themselves. */
function sourcesIn(tree: unknown): readonly string[] {
  const named = lists.flatMap((key) => itemsAt(tree, key))
  const paths = ['patches', 'patchesJson6902', 'replacements'].flatMap((key) =>
    itemsAt(tree, key).map((item) => valueAt(item, ['path'])),
  )
  const generated = ['configMapGenerator', 'secretGenerator'].flatMap((key) =>
    itemsAt(tree, key).flatMap((item) => [
      ...itemsAt(item, 'files').map((file) => String(file).replace(/^[^=/]*=/, '')),
      ...itemsAt(item, 'envs'),
      valueAt(item, ['env']),
    ]),
  )
  return [...named, ...paths, ...generated, valueAt(tree, ['openapi', 'path'])].filter(
    (each): each is string => typeof each === 'string' && !/[\n{]/.test(each),
  )
}

const lists = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
]

function itemsAt(tree: unknown, key: string): readonly unknown[] {
  const items = isRecord(tree) ? tree[key] : undefined
  return Array.isArray(items) ? items : []
}

/** As kustomize tells addresses (api/internal/git/repospec.go): a scheme, a user before a host, a host that is known, or a version behind it. */
function isRemote(source: string): boolean {
  return (
    /^([a-z][a-z\d+.-]*:\/\/|git::|[\w.-]+@[\w.-]+:)/i.test(source) ||
    /^(github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:]/i.test(source) ||
    /[?&](ref|version|submodules|timeout)=/.test(source)
  )
}

function withoutLogin(source: string): string {
  return source.replace(/\/\/[^/@]*@/, '//').replace(/\?.*$/s, '')
}
