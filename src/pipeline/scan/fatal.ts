/** What Flux's updater fails at as a whole, so that nothing of an automation is written (image-automation-controller, internal/policy/applier.go). */
import { branchText, type Environment } from '../../model/environment.ts'
import type { Problem } from '../../model/problem.ts'
import { ownerOf } from './owners.ts'
import type { BranchView } from './read-branches.ts'

/** None for environments of our own. Warnings where the rest is done all the same. */
export function findFatal(environment: Environment, view: BranchView): readonly Problem[] {
  if (environment.flux === undefined) return []
  return [...emptyPath(environment, view), ...annotated(environment, view)]
}

function emptyPath(environment: Environment, { emptyPaths }: BranchView): readonly Problem[] {
  const { path = '', place } = environment.flux ?? {}
  if (emptyPaths?.has(path) !== true) return []
  const message = `\`update.path\` of ${environment.name} is \`${path}\`, where nothing stands on ${branchText(environment.branch)}; Flux fails the whole automation at it.`
  const flux = `failed to apply policies: walking path for files: lstat ${path}: no such file or directory`
  return [{ ...told(environment), message, flux, ...(place && { place }) }]
}

function annotated(environment: Environment, { files, markersIn }: BranchView): readonly Problem[] {
  const owns = ownerOf(environment)
  return files
    .filter(({ path }) => owns(path))
    .flatMap((file): readonly Problem[] => {
      const { fatalLine: line } = markersIn(file)
      if (line === undefined) return []
      const message = `An object in this file has the annotation \`config.kubernetes.io/path\`, at which Flux fails the whole automation ${environment.name}.`
      const flux =
        'failed to apply policies: resource input to function has mismatched legacy and internal path annotations'
      return [{ ...told(environment), message, flux, place: { file: file.path, line } }]
    })
}

function told({ flux }: Environment): Pick<Problem, 'code' | 'level'> {
  return { code: 'flux-run-fails', level: flux?.strict === true ? 'error' : 'warning' }
}
