/**
 * The relay: one request of a registry -> an answer, and at most the one event that each target of its sender is configured for.
 * It is told *look at this image now* and passes on no more than that; whoever runs lists the image itself.
 */
import { allowedImages, plainName } from './allowed.ts'
import { answer, type Outcome } from './answer.ts'
import { bodyTime, readBody } from './body.ts'
import { findSender } from './path.ts'
import { isProven } from './proof.ts'
import { type ImagePush, readPushEvent } from './push-event.ts'
import type { Dispatch, LogLine, RelayPorts, Source, Started } from './relay-ports.ts'
import { readJsonBytes } from './secrets.ts'
import type { Sender, Target } from './sender.ts'

/** The senders that are known, and the world. */
export interface Relay {
  readonly senders: readonly Sender[]
  readonly ports: RelayPorts
}

/** Where a process says whether it is ready. */
const healthPath = '/healthz'

/** More images than this in one message are no push. */
const mostImages = 100

/** Never throws for what was sent. */
export async function receive(request: Request, { senders, ports }: Relay): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname === healthPath) return answer(health(request, ports))
  const sender = await findSender(pathname, senders)
  if (sender === undefined) {
    ports.log({ level: 'info', message: 'unknown path', status: 404 })
    return answer({ kind: 'unknown-path' })
  }
  const { outcome, told } = await handle(request, sender, ports)
  const answered = answer(outcome)
  const { name, kind } = sender
  ports.log({ ...told, sender: name, kind, status: answered.status })
  return answered
}

function health({ method }: Request, ports: RelayPorts): Outcome {
  if (method !== 'GET' && method !== 'HEAD') return { kind: 'wrong-method', allow: 'GET' }
  return { kind: 'health', isReady: ports.isReady() }
}

/** What came of a request, and what the log says of it. */
interface Handled {
  readonly outcome: Outcome
  readonly told: Pick<LogLine, 'level' | 'message' | 'id' | 'images' | 'tags' | 'starts'>
}

async function handle(request: Request, sender: Sender, ports: RelayPorts): Promise<Handled> {
  if (request.method !== 'POST') return refused({ kind: 'wrong-method', allow: 'POST' }, 'wrong method')
  const body = await readBody(request, ports.timeout(bodyTime))
  if (body.kind !== 'read') return refused(body, `body ${body.kind}`)
  const posted = { headers: request.headers, body: body.bytes }
  if (!(await isProven(sender, posted, ports).catch(logged(ports, 'the proof could not be checked'))))
    return refused({ kind: 'not-proven' }, 'not authenticated')
  if (!isJsonType(request.headers)) return refused({ kind: 'wrong-type' }, 'not JSON')
  const json = readJsonBytes(body.bytes)
  if (json === undefined) return refused({ kind: 'malformed', wanted: 'JSON in UTF-8' }, 'malformed')
  const { registry } = sender
  const reading = readPushEvent(sender.kind, { headers: request.headers, json, registry })
  if (reading.kind === 'malformed') return refused(reading, `malformed: wanted ${reading.wanted}`)
  if (reading.kind === 'nothing') return idle(reading.why)
  return announce(reading.pushes, sender, ports)
}

async function announce(pushes: readonly ImagePush[], sender: Sender, ports: RelayPorts): Promise<Handled> {
  const allowed = allowedImages(
    pushes.map(({ image }) => plainName(image)),
    sender,
  )
  if (allowed.size > mostImages)
    return refused({ kind: 'malformed', wanted: `at most ${mostImages} images in one message` }, 'malformed')
  const known = pushes.filter(({ image }) => allowed.has(plainName(image)))
  if (known.length === 0) return idle('no image that this sender may announce')
  const fresh = known.filter((push) => push.id === undefined || ports.remember(noteOf(push, sender)))
  const told = detailsOf(fresh)
  if (fresh.length === 0) return idle('seen before')
  try {
    await Promise.all(dispatchesOf(fresh, sender, ports).map((dispatch) => ports.forward(dispatch)))
  } catch (thrown) {
    for (const push of fresh) ports.forget(noteOf(push, sender))
    const message = `not forwarded: ${thrown instanceof Error ? thrown.message : 'no reason given'}`
    return { outcome: { kind: 'not-forwarded' }, told: { ...told, level: 'error', message } }
  }
  const starts = sender.targets.map(startedAt)
  return {
    outcome: { kind: 'started', images: told.images, starts },
    told: { ...told, level: 'info', message: 'accepted', starts },
  }
}

/** An id is the sender's own, and one message may name several images. */
function noteOf({ id = '', image }: ImagePush, { name }: Sender): string {
  return JSON.stringify([name, id, plainName(image)])
}

function dispatchesOf(pushes: readonly ImagePush[], sender: Sender, ports: RelayPorts): readonly Dispatch[] {
  const { images, id } = detailsOf(pushes)
  const source: Source = { kind: sender.kind, time: ports.now(), ...(id !== undefined && { id }) }
  return sender.targets.map((target) => ({ target, images, source }))
}

function detailsOf(pushes: readonly ImagePush[]) {
  const id = pushes.at(-1)?.id
  return {
    images: [...new Set(pushes.map(({ image }) => plainName(image)))],
    tags: [...new Set(pushes.flatMap(({ tags }) => tags))].slice(0, 20),
    ...(id !== undefined && { id }),
  }
}

/** As senders are told, and logs. */
export function startedAt({ repository, event }: Target): Started {
  switch (event.kind) {
    case 'workflow':
      return { repository, workflow: event.workflow, ref: event.ref }
    case 'repository':
      return { repository, event: event.type }
  }
}

/** RFC 8259 and RFC 6839, 3.1. Some senders name no type at all. */
function isJsonType(headers: Headers): boolean {
  const type = (headers.get('content-type') ?? 'application/json').split(';')[0]?.trim() ?? ''
  const encoding = headers.get('content-encoding') ?? 'identity'
  return /^application\/(?:[\w.-]+\+)?json$/i.test(type) && encoding === 'identity'
}

function refused(outcome: Outcome, message: string): Handled {
  return { outcome, told: { level: 'warning', message } }
}

function idle(why: string): Handled {
  return { outcome: { kind: 'idle', why }, told: { level: 'info', message: why } }
}

function logged(ports: RelayPorts, message: string): (thrown: unknown) => false {
  return (thrown) => {
    const why = thrown instanceof Error ? thrown.message : 'no reason given'
    ports.log({ level: 'error', message: `${message}: ${why}` })
    return false
  }
}
