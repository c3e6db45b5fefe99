/** What stands where when a run is over: a plan is made before anything is delivered. */
import type { PolicyKey } from '../../model/policy.ts'
import type { Publication } from '../../model/report.ts'
import type { ImagePlace, ImageStatus } from '../../model/status.ts'
import type { Told } from './summary-rows.ts'

/** Versions that were committed stand there; those that were proposed wait in their request. */
export function imagesAfter(images: readonly ImageStatus[], told: readonly Told[]): readonly ImageStatus[] {
  const sent = new Map(
    told.flatMap(({ planned, rows }) =>
      rows.flatMap(({ policies, fate }) =>
        fate.kind === 'sent'
          ? policies.map((policy) => [keyOf(planned.environment.name, policy), fate.publication] as const)
          : [],
      ),
    ),
  )
  return images.map((image) => ({
    ...image,
    places: image.places.map((place) => placeAfter(place, sent.get(keyOf(place.environment, place.policy)))),
  }))
}

function keyOf(environment: string, policy: PolicyKey): string {
  return JSON.stringify([environment, policy])
}

function placeAfter(place: ImagePlace, sent: Publication | undefined): ImagePlace {
  const { waiting, ...rest } = place
  if (sent === undefined || waiting === undefined) return place
  if (waiting.where === 'commit' && sent.kind === 'committed') return { ...rest, versions: [waiting.version] }
  const { request } = sent
  return request === undefined
    ? place
    : { ...rest, waiting: { ...waiting, request: { number: request.number, url: request.url } } }
}
