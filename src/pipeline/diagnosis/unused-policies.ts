/** Policies that no marker names, with the line that was most likely meant. */
import type { Environment } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import type { SourceFile } from '../../model/manifest.ts'
import { type ImagePolicy, reachOf } from '../../model/policy.ts'
import { formatPlace, type Place } from '../../model/problem.ts'
import { namePart } from '../../model/reference.ts'
import { isBranchUnread } from '../../model/scanned.ts'
import { grouped } from '../../model/grouped.ts'
import { ownerOf } from '../scan/owners.ts'
import type { RunSeen } from './symptoms.ts'

/** By policy, of which each environment has its own. `naming` are files that name their images. Of a branch that was not read nothing is said. */
export function unusedFindings(
  { scanned }: RunSeen,
  naming: readonly SourceFile[],
): ReadonlyMap<ImagePolicy, readonly Finding[]> {
  const lines = imageLines(naming)
  const found = scanned.environments.flatMap(({ environment, manifests, problems }) => {
    if (isBranchUnread(problems)) return []
    const named = new Set(manifests.flatMap(({ markers }) => markers.map(({ policy }) => policy)))
    const owns = ownerOf(environment)
    const written = grouped(environment.policies, ({ place }) => (place ? formatPlace(place) : ''))
    const isStarred = ({ place }: ImagePolicy) =>
      place !== undefined && (written.get(formatPlace(place)) ?? []).length > 1
    return environment.policies
      .filter(({ key }) => !named.has(key))
      .map((policy) => {
        const near = lines.get(policy.repository.name.text)?.find(({ place }) => owns(place.file))
        const found = unused(environment, policy, near)
        // `'*'` writes a policy for every image there is, also for those that the environment does not run.
        const isMeant = near !== undefined || !isStarred(policy)
        return [policy, [isMeant ? found : { ...found, level: 'note' as const }]] as const
      })
  })
  return new Map(found)
}

function unused(
  environment: Environment,
  { key, repository, place: written }: ImagePolicy,
  near: ImageLine | undefined,
): Finding {
  const marker = `# {"$imagepolicy": "${reachOf(key).word}"}`
  const place = near?.place ?? written
  const about = {
    check: 'policies',
    level: 'warning',
    ...(place && { place }),
    concerns: [{ environment: environment.name, policy: key }],
    stops: true,
  } as const
  return near === undefined
    ? {
        ...about,
        kind: 'policy-unused',
        seen: `No marker in the files of ${environment.name} names ${key}, so it changes nothing.`,
        fix: `Write behind the value, on its line: image: ${repository.name.text}:1.0.0 ${marker} (or with :tag for a tag that stands alone)`,
      }
    : {
        ...about,
        kind: 'image-unmarked',
        seen: `No marker names ${key}, and this line of ${environment.name} holds its image.`,
        fix: `Write behind the value: ${near.line.trim()} ${marker}`,
      }
}

interface ImageLine {
  readonly place: Place
  readonly line: string
}

/** Lines with a whole image for a value and no comment behind it, by that image, in the order of files and lines. Each file is read once, however many policies there are. */
function imageLines(files: readonly SourceFile[]): ReadonlyMap<string, readonly ImageLine[]> {
  const all = files.flatMap(({ path, bytes }) =>
    new TextDecoder()
      .decode(bytes)
      .split(/\r?\n/)
      .flatMap((line, index) => {
        const value = /^\s*(?:- )?[\w-]+:\s*["']?([^\s"'#]+)["']?\s*$/.exec(line)?.[1]
        return value === undefined
          ? []
          : [{ image: namePart(value), place: { file: path, line: index + 1 }, line }]
      }),
  )
  return grouped(all, ({ image }) => image)
}
