/** Are the markers where they are looked for, and are they obeyed? */
import { noBranch } from '../../model/environment.ts'
import type { Environment } from '../../model/environment.ts'
import type { CheckResult, Finding } from '../../model/finding.ts'
import type { Marker, SourceFile } from '../../model/manifest.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { standsAt } from '../../model/standing.ts'
import { findMarkers } from '../scan/markers.ts'
import { isManifestPath, ownerOf } from '../scan/owners.ts'
import { environmentPlace } from './places.ts'
import type { RunSeen, Sighting } from './sighting.ts'
import { problemsFor } from './sorting.ts'
import { counted } from './words.ts'

export function checkMarkers(seen: Sighting): CheckResult {
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
  seen: Sighting,
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
      fix: 'Write markers behind the values, or let image-bump init propose them.',
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

/** Markers on disk that no environment looks at. Where none is on the branch that is checked out, nothing can be said of its files. */
function strays({ marked, checkedOut }: Sighting, { config }: RunSeen): readonly Finding[] {
  const here = config.environments.filter(({ branch }) => branch === checkedOut || branch === noBranch)
  if (here.length === 0) return []
  const owners = here.map((environment) => ({ environment, owns: ownerOf(environment) }))
  const open = here.map((environment) => ({ environment, owns: ownerOf({ ...environment, exclude: [] }) }))
  return marked.flatMap((file): readonly Finding[] => {
    if (owners.some(({ owns }) => owns(file.path))) return []
    if (!isManifestPath(file.path)) return misnamed(file, here)
    const excluding = open.filter(({ owns }) => owns(file.path)).map(({ environment }) => environment)
    const own = findMarkers(file).manifest.markers.filter(
      ({ policy }) => environmentsOf(policy, here).length > 0,
    )
    return own.map((marker) => stray(marker, excluding[0], here))
  })
}

function stray(
  { setter, policy, place }: Marker,
  excluding: Environment | undefined,
  here: readonly Environment[],
): Finding {
  const owners = environmentsOf(policy, here)
  const [meant] = owners
  return {
    check: 'markers',
    kind: excluding === undefined ? 'marker-outside' : 'marker-excluded',
    level: 'warning',
    seen:
      excluding === undefined
        ? `The marker of ${setter} lies outside of all \`paths\`, so nothing is updated.`
        : `The marker of ${setter} lies in \`exclude\` of ${excluding.name}, so nothing is updated.`,
    place,
    fix:
      excluding === undefined
        ? `Add the file to \`paths\` of ${meant?.name}: ${place.file}`
        : `Take the file out of \`exclude\` of ${excluding.name}, or the marker out of the file.`,
    concerns: owners.map(({ name }) => ({ environment: name, policy })),
    stops: false,
  }
}

/** Those that have the policy; of one that nobody has, those with the word before its colon. */
function environmentsOf(policy: Marker['policy'], all: readonly Environment[]): readonly Environment[] {
  const having = all.filter(({ policies }) => policies.some(({ key }) => key === policy))
  return having.length > 0 ? having : all.filter(({ namespace }) => policy.startsWith(`${namespace}:`))
}

/** Is it worth looking for markers in such a file? Prose and programs may speak of them as they like. */
export function mayHoldMarkers(path: string): boolean {
  return (
    isManifestPath(path) || /\.(ya?ml\.[\w.]+|YA?ML|Ya?ml|tpl|gotmpl|tmpl|json|jsonnet|cue|toml)$/.test(path)
  )
}

/** Files that hold manifests under names that are not read, as templates and capitals have them. */
function misnamed({ path, bytes }: SourceFile, here: readonly Environment[]): readonly Finding[] {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/)
  return lines.flatMap((text, index): readonly Finding[] => {
    const word = /"\$imagepolicy"\s*:\s*"([^":]+):/.exec(text)?.[1]
    if (word === undefined || !here.some(({ namespace }) => namespace === word)) return []
    return [
      {
        check: 'markers',
        kind: 'marker-in-other-file',
        level: 'warning',
        seen: 'Markers are read in files that end in .yaml or .yml, and this is none.',
        place: { file: path, line: index + 1 },
        fix: 'Move the value and its marker to a YAML file, such as a values file.',
        concerns: here
          .filter(({ namespace }) => namespace === word)
          .map(({ name }) => ({ environment: name })),
        stops: false,
      },
    ]
  })
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
