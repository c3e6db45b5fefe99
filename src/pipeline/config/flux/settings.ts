/** What our own file says of a root and of single automations, where Flux's objects have no words for it. */
import type { Windows } from '../../../model/calendar.ts'
import type { Delivery, Downgrade, Environment } from '../../../model/environment.ts'
import type { Place, Problem } from '../../../model/problem.ts'
import type { Promotion } from '../../../model/promotion.ts'
import { hint, quote } from '../own/wording.ts'
import type { FluxRoot } from './flux.ts'

/** What is not given is as Flux has it. */
export interface AutomationSettings {
  readonly delivery?: Delivery
  /** False: the push branch alone. */
  readonly pullRequests?: boolean
  readonly downgrade?: Downgrade
  readonly hold?: Environment['hold']
  readonly suspend?: boolean
  readonly from?: Promotion
  readonly windows?: Windows
  /** Shall it fail as a whole where Flux does? */
  readonly strict?: boolean
  /** Footguns that are taken on purpose. */
  readonly allow?: readonly string[]
}

/** What holds for an automation after all. */
export type Wanted = AutomationSettings &
  Required<Pick<AutomationSettings, 'pullRequests' | 'strict' | 'suspend'>>

/** Settings of a root hold for all of its automations, unless one has its own. */
export interface RootSettings extends AutomationSettings {
  /** By `namespace/name`. */
  readonly automations?: ReadonlyMap<string, AutomationSettings & { readonly place: Place }>
}

/** By the name of the root. */
export type Settings = ReadonlyMap<string, RootSettings & { readonly place?: Place }>

/** What holds for one automation. A delivery, or the bare branch, that is given for it goes before either of the root. */
export function settingsFor(
  { automations, ...root }: RootSettings,
  automation: string,
  { pullRequests = true, strict = false }: Pick<AutomationSettings, 'pullRequests' | 'strict'>,
): Wanted {
  const own: AutomationSettings = automations?.get(automation) ?? {}
  const isOwnWay = own.delivery !== undefined || own.pullRequests === false
  const { delivery } = isOwnWay ? own : root
  const { downgrade, hold, from, windows, allow, strict: isStrict } = { ...root, ...own }
  return {
    ...(delivery && { delivery }),
    pullRequests: own.pullRequests ?? (isOwnWay ? undefined : root.pullRequests) ?? pullRequests,
    ...(downgrade && { downgrade }),
    ...(hold && { hold }),
    ...(from && { from }),
    ...(windows && { windows }),
    strict: strict || isStrict === true,
    ...(allow && { allow }),
    suspend: root.suspend === true || own.suspend === true,
  }
}

/** Names in our file that no object of the root bears: a gate with a slip in its name would be none. */
export function findUnknown(roots: readonly FluxRoot[], settings: Settings): readonly Problem[] {
  return roots.flatMap((root) => {
    const { automations = new Map(), place, ...own } = settings.get(root.name) ?? {}
    return [
      ...[...automations].flatMap(([name, { place: at, ...each }]) => [
        ...unknownAutomation(name, root, at),
        ...unknownMembers(each, policiesIn(root, name.slice(0, name.indexOf('/'))), at),
      ]),
      ...unknownMembers(own, policiesIn(root), place),
    ]
  })
}

/** An automation that is there and cannot be used is told of elsewhere. */
function unknownAutomation(
  name: string,
  { name: root, automationNames: known }: FluxRoot,
  place: Place,
): readonly Problem[] {
  if (known.includes(name)) return []
  const message = `the root ${quote(root)} has no ImageUpdateAutomation ${quote(name)}${hint(name, known)}`
  return [{ code: 'config-invalid', level: 'error', message, place }]
}

function unknownMembers(
  { delivery }: AutomationSettings,
  known: readonly string[],
  place: Place | undefined,
): readonly Problem[] {
  if (delivery?.kind !== 'pull-request' || delivery.group.kind !== 'named') return []
  const members = [...delivery.group.groups.values()].flat()
  return members
    .filter((member) => !known.includes(member))
    .map((member) => {
      const message = `a group names ${quote(member)}, and there is no such ImagePolicy${hint(member, known)}`
      return { code: 'config-invalid', level: 'error', message, ...(place && { place }) }
    })
}

/** Their names, in one namespace or in all. */
function policiesIn({ policies }: FluxRoot, namespace?: string): readonly string[] {
  const own = policies.filter((policy) => namespace === undefined || policy.namespace === namespace)
  return own.map(({ key }) => key.slice(key.indexOf(':') + 1))
}
