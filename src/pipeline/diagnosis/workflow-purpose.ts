/** What a use of Image Bump is there for: not each has to deliver. */
import { unmergedEvents } from '../../model/workflow-event.ts'
import type { Use, Workflow } from './workflow-file.ts'

/** To deliver; to plan what another job of the workflow delivers; to show what a pull request would change. */
export type Purpose = 'deliver' | 'plan' | 'preview'

/** By the events of its workflow and its own inputs. A command shows no preview. */
export function purposeOf(use: Use, { events, uses }: Pick<Workflow, 'events' | 'uses'>): Purpose {
  const isUnmerged = events.size > 0 && [...events.keys()].every((event) => unmerged.has(event))
  if (isUnmerged && use.kind !== 'command') return 'preview'
  return isDry(use) && uses.some((other) => !isDry(other)) ? 'plan' : 'deliver'
}

const unmerged: ReadonlySet<string> = new Set(unmergedEvents)

function isDry({ inputs }: Use): boolean {
  return /^true$/i.test(inputs.get('dry-run')?.value.trim() ?? '')
}

/** Does one of its jobs deliver? */
export function delivers(workflow: Workflow): boolean {
  return workflow.uses.some((use) => purposeOf(use, workflow) === 'deliver')
}
