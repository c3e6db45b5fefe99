/** Commits of Flux's automations -> the messages that Flux would give them, to the byte. */
import type { FluxOrigin } from '../../model/environment.ts'
import type { PlannedCommit, WrittenCommit, WrittenParcel } from '../../model/plan.ts'
import type { PolicyKey, Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { formatImageReference } from '../../model/reference.ts'
import {
  aboutCommit,
  type EnvironmentSelections,
  type Publication,
  selectionsOf,
} from '../../model/report.ts'
import {
  type FluxChange,
  type FluxData,
  type FluxImage,
  fluxFailure,
  fluxMessage,
  type FluxName,
} from '../templates/templates.ts'

/** A commit whose template fails is left out, and told as one that failed; others are as they were. */
export function withFluxMessages(
  parcels: readonly WrittenParcel[],
  selections: readonly EnvironmentSelections[],
): { readonly parcels: readonly WrittenParcel[]; readonly failed: readonly Publication[] } {
  const failed: Publication[] = []
  const worded = parcels.map(({ parcel, commits }) => ({
    parcel,
    commits: commits.flatMap((commit): readonly WrittenCommit[] => {
      const { environment } = commit.planned
      if (environment.flux === undefined) return [commit]
      const own = selectionsOf(environment.name, selections)
      const data = dataOf(commit.planned, environment.flux, own)
      // Templates that Flux has stopped serving still work here, unless somebody wants Flux's strictness.
      const model = environment.flux.strict === true ? 'strict' : 'with-legacy'
      const said = fluxMessage(environment.flux.messageTemplate, data, model)
      if (said.kind === 'message') return [{ ...commit, message: said.message }]
      failed.push({
        ...aboutCommit(commit.planned, parcel.branch),
        kind: 'failed',
        problem: templateFailed(environment.flux, said),
      })
      return []
    }),
  }))
  return { parcels: worded.filter(({ commits }) => commits.length > 0), failed }
}

function templateFailed(
  { automation, place }: FluxOrigin,
  { text, message }: { readonly text: string; readonly message: string },
): Problem {
  return {
    code: 'template-failed',
    level: 'error',
    message: `The messageTemplate of ${automation.namespace}/${automation.name} fails, so nothing is committed for it: ${text}`,
    place,
    flux: fluxFailure(message),
  }
}

function dataOf({ changes }: PlannedCommit, flux: FluxOrigin, selections: readonly Selection[]): FluxData {
  const references = new Map(
    selections.flatMap((each) =>
      each.kind === 'selected' ? [[each.policy.key, formatImageReference(each.latest)]] : [],
    ),
  )
  const told = changes.map(({ marker, to }) => {
    const { place, object, value: oldValue, setter, policy } = marker
    const where = { file: fromPath(place.file, flux.path), object }
    const change: FluxChange = { ...where, oldValue, newValue: to, setter }
    const image: FluxImage = { ...where, reference: references.get(policy) ?? to, policy: nameOf(policy) }
    return { change, image }
  })
  return {
    automation: flux.automation,
    changes: told.map(({ change }) => change),
    images: told.map(({ image }) => image),
    values: flux.messageTemplateValues,
  }
}

/** Relative to `update.path`, or to its folder where that is a file. */
function fromPath(file: string, path: string): string {
  if (path === '') return file
  return file === path ? file.slice(file.lastIndexOf('/') + 1) : file.slice(path.length + 1)
}

function nameOf(policy: PolicyKey): FluxName {
  const [namespace = '', name = ''] = policy.split(':')
  return { namespace, name }
}
