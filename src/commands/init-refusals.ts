/** What `init` never overwrites. */
import { type Problem, ProblemError } from '../model/problem.ts'
import type { Worktree } from '../ports.ts'
import { readFluxOnDisk } from './configuration.ts'

/** Throws `init-refused` for each thing that stands there already: a configuration, a workflow of ours, Flux's objects for images. */
export async function refuseExisting(
  { config, workflow }: { readonly config: string; readonly workflow: string },
  { worktree }: { readonly worktree: Worktree },
): Promise<void> {
  const taken = new Set([config, workflow, workflow.replace(/\.yaml$/, '.yml')])
  const standing = await worktree.read({ matches: (path) => taken.has(path) })
  const [first, ...others] = [
    ...standing.map(({ path }) => there(path, config)),
    ...(await fluxObjects(worktree)),
  ]
  if (first !== undefined) throw new ProblemError([first, ...others])
}

function there(file: string, config: string): Problem {
  const instead =
    file === config
      ? '`image-bump check` and `image-bump plan` tell what it does; add images to it by hand'
      : 'move it away, and put what you need of it into the new one'
  return refusal(`There is a ${file} already, and nothing is overwritten: ${instead}.`, file)
}

async function fluxObjects(worktree: Worktree): Promise<readonly Problem[]> {
  const { roots } = await readFluxOnDisk({ worktree })
  const [object] = roots.flatMap(({ automations, policies, repositories }) => [
    ...automations.map(({ place }) => place),
    ...policies.map(({ place }) => place),
    ...repositories.map(({ place }) => place),
  ])
  if (object === undefined) return []
  const message =
    "Flux's objects for images are the configuration already: `image-bump plan` shows what they lead to, and https://github.com/image-bump/image-bump/blob/main/.github/docs/FLUX.md how to take over."
  return [refusal(message, object?.file ?? '')]
}

function refusal(message: string, file: string): Problem {
  return { code: 'init-refused', level: 'error', message, ...(file !== '' && { place: { file } }) }
}
