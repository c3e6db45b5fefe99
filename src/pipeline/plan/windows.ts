/** The hours at which an environment takes changes, and the freeze that a person calls. */
import { openingAt, type Window } from '../../model/calendar.ts'
import type { Environment } from '../../model/environment.ts'
import type { Gate } from '../../model/gate.ts'
import type { Freeze } from '../../model/request.ts'
import { formatTime } from '../../model/time.ts'

/** One gate where the environment has hours, or is frozen; else none. `now` is in milliseconds since 1970. */
export function windowGates(
  { name, windows }: Environment,
  { now, freeze = [] }: { readonly now: number; readonly freeze?: Freeze | undefined },
): readonly Gate[] {
  if (freeze === 'all' || freeze.includes(name))
    return [{ kind: 'window', state: 'waiting', text: `${name} is frozen by the input freeze` }]
  if (windows === undefined) return []
  const opening = openingAt(windows, now)
  if (opening.kind === 'open')
    return [{ kind: 'window', state: 'passed', text: `${name} takes changes at this hour` }]
  const { by, until } = opening
  const when = until === undefined ? 'for the next year' : `before ${formatTime(until)}`
  const zone = windows.timezone === 'UTC' ? '' : ` (${windows.timezone})`
  const text = `${whyClosed(by)}; ${name} takes no changes ${when}${zone}`
  return [{ kind: 'window', state: 'waiting', text, ...(until !== undefined && { until }) }]
}

function whyClosed(by: Window | undefined): string {
  return by === undefined ? 'no window of `allow` is open' : `${by.text} is closed`
}
