/** Roots of Flux that ask for it are built as Flux builds them, before their objects are read. */
import { isDeepStrictEqual } from 'node:util'
import { problemsOf } from '../../model/problem.ts'
import type { Build, Renderer, Wanted } from '../../ports.ts'
import type { SourceFile } from '../../model/manifest.ts'
import {
  beginRoot,
  type Blueprint,
  blueprintsIn,
  finishBuild,
  isReady,
  kustomizationOf,
  openSite,
  type RenderedManifest,
  type RenderedRoot,
  rootsToRender,
  type Site,
  type WantedRoot,
} from '../config/flux/rendering.ts'

/** Our configuration, and how other files are read from where it was found. */
export interface RenderSource {
  readonly file: string
  readonly text?: string
  readonly read: (wanted: Wanted) => Promise<readonly SourceFile[]>
}

/** One for each root that asks for it; what cannot be built is told in its problems, and the rest goes on. Without such a root nothing is read. */
export async function render(
  { file, text, read }: RenderSource,
  renderer: Renderer,
): Promise<readonly RenderedRoot[]> {
  const wanted = text === undefined ? [] : rootsToRender({ file, text })
  if (wanted.length === 0) return []
  const files = await read({ matches: () => true })
  const site = openSite(files)
  return renderer.render(files, async (build) => {
    const rendered: RenderedRoot[] = []
    for (const root of wanted) rendered.push(await renderRoot(root, site, build))
    return rendered
  })
}

async function renderRoot(wanted: WantedRoot, site: Site, build: Build): Promise<RenderedRoot> {
  const begun = beginRoot(wanted, site)
  if (begun === undefined) return { name: wanted.name, manifests: [], problems: [] }
  const done = new Map<string, Done>()
  const waiting = [begun.first]
  while (waiting.length > 0) {
    const built = manifestsOf(done)
    // What waits for a ConfigMap that another one gives is built after it.
    const ready = waiting.findIndex((each) => isReady(each, site, built))
    for (const next of waiting.splice(Math.max(ready, 0), 1)) {
      if (isSettled(next, done.get(next.key))) continue
      const finished = await buildOne(next, { site, built }, build)
      done.set(next.key, { ...finished, spec: next.spec, times: (done.get(next.key)?.times ?? 0) + 1 })
      waiting.push(...blueprintsIn(finished.manifests, begun.root, site))
    }
  }
  const problems = [...done.values()].flatMap((each) => each.problems)
  return { name: wanted.name, manifests: manifestsOf(done), problems }
}

interface Done extends Built {
  readonly spec: Blueprint['spec']
  readonly times: number
}

/** What was built may hold its own Kustomization with patches, as after a bootstrap; then it is built once more by that. */
function isSettled({ spec }: Blueprint, before: Done | undefined): boolean {
  if (before === undefined) return false
  return before.times > 1 || isDeepStrictEqual(spec, before.spec)
}

function manifestsOf(done: ReadonlyMap<string, Done>): readonly RenderedManifest[] {
  return [...done.values()].flatMap(({ manifests }) => manifests)
}

type Built = Pick<RenderedRoot, 'manifests' | 'problems'>

async function buildOne(
  blueprint: Blueprint,
  { site, built }: { readonly site: Site; readonly built: readonly RenderedManifest[] },
  build: Build,
): Promise<Built> {
  try {
    const kustomization = kustomizationOf(blueprint, site)
    const text = await build(kustomization)
    return finishBuild(text, blueprint, { site, built, kustomization: kustomization.path })
  } catch (thrown) {
    const { place } = blueprint
    const problems = problemsOf(thrown).map((problem) => (place ? { place, ...problem } : problem))
    return { manifests: [], problems }
  }
}
