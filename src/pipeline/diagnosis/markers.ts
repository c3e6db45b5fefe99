/** Are the markers where they are looked for, and are they obeyed? */
import { noBranch } from '../../model/environment.ts'
import type { CheckResult, Finding } from '../../model/finding.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { standsAt } from '../../model/standing.ts'
import { counted } from '../../model/words.ts'
import { isManifestPath, ownerOf } from '../scan/owners.ts'
import { environmentPlace } from './places.ts'
import type { Symptoms } from './symptoms.ts'
import { problemsFor } from './sorting.ts'
import { strays } from './stray-markers.ts'

export function checkMarkers(seen: Symptoms): CheckResult {
  const { run } = seen
  const own = problemsFor('markers', seen)
  if (run === undefined)
    return { check: 'markers', summary: 'no environment is known', isMade: false, findings: own }
  const { environments } = run.scanned
  const manifests = environments.flatMap((each) => each.manifests)
  const markers = manifests.flatMap((each) => each.markers)
  const files = new Set(manifests.map(({ file }) => file.path))
  return {
    check: 'markers',
    summary: `${counted(markers.length, 'marker')} in ${counted(files.size, 'file')}`,
    isMade: true,
    findings: [
      ...environments.flatMap((each) => pathFindings(each, seen)),
      ...strays(seen, run),
      ...own,
      ...environments.flatMap((each) => unreadable(each)),
    ],
  }
}

/** Paths that hold nothing, and environments without a marker. */
function pathFindings(
  { environment, manifests, problems }: ScannedEnvironment,
  seen: Symptoms,
): readonly Finding[] {
  const paths = seen.paths.get(environment.branch)
  if (paths === undefined) return []
  const { name, branch } = environment
  const about = {
    check: 'markers',
    ...environmentPlace(name, seen),
    concerns: [{ environment: name }],
  } as const
  const empty = environment.paths.filter((path) => !paths.some(ownerOf({ paths: [path], exclude: [] })))
  const isEmpty = environment.paths.length > 0 && empty.length === environment.paths.length
  const told = empty.map((path): Finding => ({
    ...about,
    kind: 'path-empty',
    level: isEmpty ? 'error' : 'warning',
    seen: `The path ${path} of ${name} holds no YAML file on ${branchName(branch)}.${nearest(path, paths)}`,
    fix: `Correct \`paths\` of ${name}: a file, a folder or a glob, from the root of the repository.`,
    stops: isEmpty,
  }))
  if (isEmpty || manifests.length > 0 || problems.length > 0) return told
  return [
    ...told,
    {
      ...about,
      kind: 'environment-unmarked',
      level: 'warning',
      seen: `No file of ${name} on ${branchName(branch)} has a marker, so nothing is changed there.`,
      fix: `Write a marker behind each value that may change: # {"$imagepolicy": "${environment.policies[0]?.key ?? `${name}:<policy>`}"}`,
      stops: true,
    },
  ]
}

function branchName(branch: string): string {
  return branch === noBranch ? 'disk' : branch
}

/** A folder of the same last name elsewhere is what was most likely meant. */
function nearest(path: string, paths: readonly string[]): string {
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  const found = paths.find((each) => isManifestPath(each) && each.split('/').includes(last))
  if (found === undefined || last === '' || last.includes('*')) return ''
  const parts = found.split('/')
  return ` There is ${parts.slice(0, parts.indexOf(last) + 1).join('/')}.`
}

/** A whole image is wanted at a marker, and what stands there is none: it is replaced, whatever it is. */
function unreadable({ environment, manifests, problems }: ScannedEnvironment): readonly Finding[] {
  const told = new Set(problems.map(({ place }) => `${place?.file}:${place?.line}`))
  return manifests
    .flatMap(({ markers }) => markers)
    .filter((marker) => marker.field === 'image' && !told.has(`${marker.place.file}:${marker.place.line}`))
    .filter((marker) => {
      const { tag, digest } = standsAt(marker)
      return tag === undefined && digest === undefined
    })
    .map(({ policy, setter, value, place }) => ({
      check: 'markers',
      kind: 'value-unversioned',
      level: 'note',
      seen: `At the marker of ${setter} stands ${value === '' ? 'nothing' : `"${value}"`}, which is no image with a tag: what stands there cannot be compared with what is chosen.`,
      place,
      fix: 'Write the image with the tag that runs now, as in ghcr.io/acme/web:1.0.0.',
      concerns: [{ environment: environment.name, policy }],
      stops: false,
    }))
}
