/** Markers in files that nobody reads: outside of all paths, excluded, or under a name that is no manifest's. */
import { type Environment, noBranch } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import type { Marker, SourceFile } from '../../model/manifest.ts'
import { findMarkers } from '../scan/markers.ts'
import { isManifestPath, ownerOf } from '../scan/owners.ts'
import type { RunSeen, Symptoms } from './symptoms.ts'

/** Where none is on the branch that is checked out, nothing can be said of its files. */
export function strays({ marked, checkedOut }: Symptoms, { config }: RunSeen): readonly Finding[] {
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
