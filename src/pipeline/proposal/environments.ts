/** Which environments the folders of a repository speak of. */

/** An environment to be, with the files that it would own. */
export interface Folders {
  readonly name: string
  /** Folders, files and globs; empty for the whole repository. */
  readonly paths: readonly string[]
  readonly isGated: boolean
  readonly why: string
}

/** What a person said: an environment by its name, with its paths. */
export type GivenPaths = ReadonlyMap<string, readonly string[]>

/**
 * Takes the files that name images. With nothing given, folders called dev, staging, production and the like are environments, and all that stand in `overlays`,
 * `environments` or `clusters`; what none of them holds is `shared`, by pull request, as it may reach production. Where no folder speaks of one, all is `main`.
 */
export function findEnvironments(files: readonly string[], given: GivenPaths): readonly Folders[] {
  if (given.size > 0) return [...given].map(([name, paths]) => asGiven(name, paths))
  const found = new Map<string, Set<string>>()
  const rest: string[] = []
  for (const file of files) {
    const folder = findFolder(file)
    if (folder === undefined) rest.push(file)
    else found.set(folder.name, (found.get(folder.name) ?? new Set()).add(folder.path))
  }
  if (found.size === 0) return [whole]
  const folders = [...found.values()].flatMap((paths) => [...paths])
  const named = [...found].map(([name, paths]) => ({
    name,
    paths: withGlobs([...paths].toSorted()),
    ...wayOf(name),
  }))
  const shared = [...new Set(rest.map((file) => widest(file, folders)))].toSorted()
  const others =
    shared.length === 0 ? [] : [{ name: freeName(found), paths: shared, isGated: true, why: sharedWhy }]
  return [...named.toSorted(byGate), ...others]
}

const whole: Folders = {
  name: 'main',
  paths: [],
  isGated: true,
  why: 'no folder is called dev, production or the like, so all of it goes by pull request',
}
const sharedWhy = 'what several environments may be made of, so by pull request'

function asGiven(name: string, paths: readonly string[]): Folders {
  const { isGated, why } = wayOf(name)
  return { name, paths: paths.some((path) => path === '.') ? [] : paths, isGated, why: `as you said, ${why}` }
}

interface Folder {
  readonly name: string
  readonly path: string
}

/** The outermost folder that is an environment's. */
function findFolder(file: string): Folder | undefined {
  const steps = file.split('/').slice(0, -1)
  const at = steps.findIndex(
    (step, index) => isEnvironmentWord(step) || containers.has(steps[index - 1] ?? ''),
  )
  const name = nameOf(steps[at] ?? '')
  return at < 0 || name === '' || isBase(name) ? undefined : { name, path: steps.slice(0, at + 1).join('/') }
}

/** What stands in these is an environment, whatever its name. */
const containers: ReadonlySet<string> = new Set([
  'overlays',
  'environments',
  'environment',
  'envs',
  'env',
  'clusters',
  'stages',
])

function isBase(name: string): boolean {
  return /^(base|common|shared|components?|templates?)$/.test(name)
}

/** A word for an environment, alone or with words for a place or a number: `prod`, `prod-eu`, `us-east-1-staging`. */
function isEnvironmentWord(step: string): boolean {
  const words = step.toLowerCase().split(/[-_.]/)
  return words.some(isStage) && words.every((word) => isStage(word) || place.test(word))
}

const production = /^(prod|production|prd|live)\d*$/
const development =
  /^(dev|devel|develop|development|test|testing|qa|staging|stage|stg|preview|sandbox|integration|int|uat|acceptance|preprod|preproduction|nonprod|nightly|canary)\d*$/
const place =
  /^(eu|us|uk|de|fr|ap|af|sa|ca|me|asia|emea|apac|europe|north|south|east|west|central|northeast|southeast|northwest|southwest|pre|non|\d+|[a-z]\d?)$/

function isStage(word: string): boolean {
  return production.test(word) || development.test(word)
}

/** As Kubernetes wants a name, which markers and configurations take. */
function nameOf(step: string): string {
  return step
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** What is not known to come before production is taken for production. */
function wayOf(name: string): Pick<Folders, 'isGated' | 'why'> {
  const words = name.toLowerCase().split(/[-_.]/)
  if (words.some((word) => development.test(word)) || /^(pre|non)-?prod/.test(name))
    return { isGated: false, why: 'called like what comes before production, so by commit' }
  if (words.some((word) => production.test(word)))
    return { isGated: true, why: 'called like production, so by pull request' }
  return { isGated: true, why: 'it may be production, so by pull request' }
}

/** Those that take commits come first. */
function byGate(one: Folders, other: Folders): number {
  return Number(one.isGated) - Number(other.isGated)
}

/** Paths that differ in one step become one glob, with a star in its place. */
function withGlobs(paths: readonly string[]): readonly string[] {
  const [first = [], ...others] = paths.map((path) => path.split('/'))
  if (others.length === 0 || !others.every((path) => path.length === first.length)) return paths
  const differing = [...first.keys()].filter((index) => others.some((path) => path[index] !== first[index]))
  const [only, ...more] = differing
  if (only === undefined || more.length > 0 || only === first.length - 1) return paths
  return [first.map((step, index) => (index === only ? '*' : step)).join('/')]
}

/** The outermost folder of a file that holds no environment; the file itself where each does. */
function widest(file: string, folders: readonly string[]): string {
  const steps = file.split('/')
  const above = steps.slice(0, -1).map((_, index) => steps.slice(0, index + 1).join('/'))
  return (
    above.find((path) => !folders.some((folder) => folder === path || folder.startsWith(`${path}/`))) ?? file
  )
}

function freeName(taken: ReadonlyMap<string, unknown>): string {
  return ['shared', 'others', 'everything-else'].find((name) => !taken.has(name)) ?? 'all-others'
}
