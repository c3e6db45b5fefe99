/** The second step: the bytes of a configuration become Config, or all of its problems at once. */
import type { Config } from '../../model/environment.ts'
import type { SourceFile } from '../../model/manifest.ts'
import { problemError, ProblemError, type Problem } from '../../model/problem.ts'
import { type FluxDefaults, fluxEnvironments } from './flux/environments.ts'
import { fluxFiles, readFlux, readGiven, type RenderedRoot, type WantedRoot } from './flux/flux.ts'
import { tryMessages } from './flux/messages.ts'
import { matcherOf, patternsIn } from './own/include.ts'
import { findUnknown } from './flux/settings.ts'
import { inOrder } from './in-order.ts'
import { readOwn } from './own/own.ts'
import { quote } from './own/wording.ts'
import { findWrongPromotions } from './promotions.ts'
import { readYaml, type YamlText } from './own/yaml-text.ts'

/** A configuration file, and what may stand in its place. */
export interface ConfigSource {
  /** Relative to the repository's root; problems name it. */
  readonly file: string
  /** Undefined where there is no such file. */
  readonly text?: string
  /** Where it was looked for, to be read behind "There is no ..."; `on disk` if absent. */
  readonly where?: string
  /** Manifests that may hold Flux's objects. */
  readonly manifests?: readonly SourceFile[]
  /** What was built for roots that are rendered. */
  readonly rendered?: readonly RenderedRoot[]
  /** Rendered manifests of one cluster, from which Flux's objects are taken instead. */
  readonly given?: YamlText
  /** The files that it includes; undefined where nobody looked for them. */
  readonly fragments?: readonly YamlText[]
}

/** A configuration that can be run with. */
export interface ConfigResult {
  readonly config: Config
  /** What is wrong and stops nothing else: a fragment with an error costs its own folder, and one of Flux's objects that is wrong costs itself alone. */
  readonly warnings: readonly Problem[]
}

/** What is known besides the files. */
export type Defaults = Pick<FluxDefaults, 'branch' | 'strict' | 'pullRequests' | 'signingKeys'>

/**
 * Reads our own configuration with its fragments, and the roots of Flux's objects that it names; without such a file Flux's objects are the configuration.
 * Throws one ProblemError with everything that is wrong in our file, warnings included, each with file, line and column, in the order of the file and its fragments; or `config-not-found`.
 */
export function readConfig(source: ConfigSource, defaults: Defaults): ConfigResult {
  const { file, text, where = 'on disk', fragments, given } = source
  if (text === undefined) {
    const found = fluxConfig(source, defaults)
    const { config, warnings } = found
    if (config.environments.length > 0) return { config, warnings }
    throw new ProblemError([notFound(file, where, given), ...warnings])
  }
  const around = { ...defaults, ...(fragments && { fragments }) }
  const { config, roots = [], problems } = readOwn({ file, text }, around)
  const [first, ...others] = inOrder(problems)
  if (config === undefined) {
    if (first === undefined) throw new Error('the configuration gave neither a result nor a problem')
    throw new ProblemError([first, ...others])
  }
  const warnings = first === undefined ? [] : [first, ...others]
  if (roots.length === 0 && given === undefined) return { config, warnings }
  const taken = config.environments.map((environment) => environment.branch)
  const settings = new Map(roots.map((root) => [root.name, root]))
  const flux = fluxConfig(source, { ...defaults, taken, settings }, roots)
  const environments = [...config.environments, ...flux.config.environments]
  const [unknown, ...more] = inOrder([...flux.unknown, ...findWrongPromotions(environments)])
  if (unknown !== undefined) throw new ProblemError([unknown, ...more, ...warnings])
  return {
    config: { environments },
    warnings: [...warnings, ...flux.warnings],
  }
}

/** Without roots they are found. */
function fluxConfig(
  source: ConfigSource,
  defaults: FluxDefaults,
  wanted?: readonly WantedRoot[],
): ConfigResult & { readonly unknown: readonly Problem[] } {
  const { manifests = [], rendered = [], given } = source
  const { roots, problems: ofObjects } =
    given === undefined
      ? readFlux(manifests, { rendered, ...(wanted && { roots: wanted }) })
      : readGiven(given, rootOf(given, wanted))
  const { environments: followed, problems } = fluxEnvironments(roots, defaults)
  const { environments, problems: ofMessages } = tryMessages(followed)
  const unknown = findUnknown(roots, defaults.settings ?? new Map())
  return { config: { environments }, warnings: [...ofObjects, ...problems, ...ofMessages], unknown }
}

/** Names are unique within a cluster only, so what was rendered is of one. */
function rootOf({ file }: YamlText, [root, ...others]: readonly WantedRoot[] = []): WantedRoot {
  if (others.length === 0) return root ?? { name: '.', path: '' }
  const names = [root, ...others].map((each) => quote(each?.name ?? '')).join(', ')
  const message = `The manifests in ${file} are those of one cluster, and \`flux\` names several: ${names}. Leave one of them, or render them here with \`render: kustomize\`.`
  throw problemError('arguments-invalid', message, others[0]?.place)
}

function notFound(file: string, where: string, given: YamlText | undefined): Problem {
  const among = given === undefined ? '' : ` in ${given.file}`
  const message = `There is no ${file} ${where}, and no ImageUpdateAutomation of Flux${among} that could be followed instead.`
  return { code: 'config-not-found', level: 'error', message, place: { file } }
}

/** What `load` reads beside our file: Flux's manifests, and the files that ours includes. */
export const alongside = { flux: fluxFiles, fragmentsOf }

function fragmentsOf(source: YamlText): ((path: string) => boolean) | undefined {
  const { grown } = readYaml(source)
  const matchers = grown === undefined ? [] : patternsIn(grown.tree).map(matcherOf)
  if (matchers.length === 0) return undefined
  return (path) => path !== source.file && matchers.some((matches) => matches(path))
}
