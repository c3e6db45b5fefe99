/** Is a plan delivered by the configuration that it was made by? */
import { createHash } from 'node:crypto'
import type { Config } from '../../model/environment.ts'
import type { CommitId } from '../../model/history.ts'
import type { Planned, PlannedConfiguration } from '../../model/plan-file.ts'
import { problemError } from '../../model/problem.ts'

/** What a plan file says of the configuration. */
export function plannedConfiguration(
  config: Config,
  { file, commit }: { readonly file: string; readonly commit?: CommitId | undefined },
): PlannedConfiguration {
  return { file, ...(commit !== undefined && { commit }), digest: digestOf(config) }
}

/**
 * Throws `plan-refused` for a plan that was made by another one: the rows of its matrix, and what people saw and agreed to, would not be what is delivered.
 * Not the bytes but what is read from them must be the same: our own commits change manifests that Flux's objects stand in, and no object.
 */
export function refuseOther(planned: Planned | undefined, now: PlannedConfiguration): void {
  if (planned === undefined || planned.configuration.digest === now.digest) return
  const [then, here] = [commitText(planned.configuration), commitText(now)]
  throw problemError(
    'plan-refused',
    `The plan was made by another configuration (${then}) than the one that is read here (${here}), so nothing is delivered from it.`,
    { file: now.file },
  )
}

function commitText({ file, commit }: PlannedConfiguration): string {
  return commit === undefined ? file : `${file} in commit ${commit.slice(0, 7)}`
}

/** A job that plans needs no signing key, so whether there is one makes no other configuration. */
function digestOf(config: Config): string {
  const text = JSON.stringify(config, (key, value: unknown) =>
    key === 'signingKey' ? undefined : value instanceof Map ? [...value] : value,
  )
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
