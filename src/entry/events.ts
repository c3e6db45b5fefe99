/** The event that started a run: which may start one that writes, and what it asks to look at. */
import type { Announced } from '../model/announced.ts'
import { type Problem, ProblemError, problemError } from '../model/problem.ts'
import type { RunRequest } from '../model/request.ts'
import { eventsOfStrangers, unmergedEvents } from '../model/workflow-event.ts'
import { readTrigger, type Trigger } from '../trigger/trigger.ts'
import type { Inputs } from './inputs.ts'

const forStrangers: ReadonlySet<string | undefined> = new Set(eventsOfStrangers)
const unmerged: ReadonlySet<string | undefined> = new Set(unmergedEvents)

/** Throws `event-refused`; `event` is GITHUB_EVENT_NAME, which is undefined outside a workflow. */
export function refuseStrangers(event: string | undefined): void {
  if (!forStrangers.has(event)) return
  throw problemError(
    'event-refused',
    `This run was started by ${event}, which strangers can cause, and it writes with your secrets.`,
  )
}

/** For doors that know no previews: throws `event-refused` where a run would deliver by files that nobody has merged. */
export function refuseUnmerged(event: string | undefined): void {
  if (!unmerged.has(event)) return
  throw problemError(
    'event-refused',
    `This run was started by ${event}, so the configuration that is checked out is not merged, and it writes. The Action shows a preview then; \`image-bump plan\` and \`publish --dry-run\` write nothing.`,
  )
}

/** As the runner hands it over. */
export interface Event {
  /** GITHUB_EVENT_NAME, which is undefined outside a workflow. */
  readonly name: string | undefined
  /** The JSON of GITHUB_EVENT_PATH. */
  readonly payload: unknown
}

/** What an event makes of a run. */
export interface Occasion {
  readonly request: Pick<RunRequest, 'only' | 'isAnnounced' | 'noticed'>
  /** Images with the tags that the event names, which their listings shall have. */
  readonly announced: readonly Announced[]
}

/** What the workflow says itself. */
interface Given extends Pick<Inputs, 'onBadEvent'> {
  readonly request: Pick<RunRequest, 'only'>
}

/** Images that the workflow names go before those of the event. Throws `event-unreadable` where such an event shall fail. */
export function heed({ name, payload }: Event, { request, onBadEvent }: Given): Occasion {
  if (request.only !== undefined) return nothingNew
  const trigger = readTrigger(name ?? '', payload)
  switch (trigger.kind) {
    case 'everything':
      return nothingNew
    case 'images':
      return lookAt(trigger.images)
    case 'nothing':
      return { ...nothingNew, request: { ...lookAt([]).request, noticed: [idle(name, trigger)] } }
    case 'unreadable': {
      const { problem } = trigger
      if (onBadEvent === 'fail') throw new ProblemError([{ ...problem, level: 'error' }])
      const message = `${problem.message} The run looks at everything.`
      return { ...nothingNew, request: { noticed: [{ ...problem, message }] } }
    }
  }
}

const nothingNew: Occasion = { request: {}, announced: [] }

function lookAt(announced: readonly Announced[]): Occasion {
  return { request: { only: announced.map(({ image }) => image), isAnnounced: true }, announced }
}

function idle(name: string | undefined, { why }: Extract<Trigger, { readonly kind: 'nothing' }>): Problem {
  const message = `The event ${name} tells of ${why}, so there is nothing to do.`
  return { code: 'event-idle', level: 'note', message }
}
