/** Registries on this very machine that speak TLS: they are asked by plain http first, as Flux does, and few of them can say what is wrong with that. */
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { isLoopback } from './hosts.ts'
import { mayBePlain } from './no-answer.ts'
import { alike, failure, readFailure } from './transport/failure.ts'

export interface OwnTls {
  /** Was it found out that this host, with its port, speaks TLS? Then an image there is to be opened anew. */
  speaksTls(host: string): boolean
  /** Sends once. A host that seems not to understand plain http is asked by https, once in a run; where it answers, the request fails and says so. */
  send(request: HttpRequest): Promise<HttpAnswer>
}

/** `send` sends once. */
export function createOwnTls(send: (request: HttpRequest) => Promise<HttpAnswer>): OwnTls {
  const plain = new Set<string>()
  const tried = new Map<string, Promise<boolean>>()
  const speaking = new Set<string>()

  async function tryTls({ url: { host }, image }: HttpRequest): Promise<boolean> {
    const door = { method: 'GET', url: new URL(`https://${host}/v2/`), limit: 1024, image } as const
    // A certificate that nobody trusts, or the wish for one of ours, is an answer, too.
    const speaks = await send(door).then(
      () => true,
      (thrown: unknown) => !mayBePlain(thrown),
    )
    if (speaks) speaking.add(host)
    return speaks
  }

  async function checkTls(request: HttpRequest): Promise<void> {
    const { host } = request.url
    const known = tried.get(host) ?? tryTls(request)
    tried.set(host, known)
    if (await known) throw failure('SPEAKS_TLS', 'it was asked by plain http and speaks https')
  }

  return {
    speaksTls: (host) => speaking.has(host.toLowerCase()),
    send: async (request) => {
      const { host, protocol, hostname } = request.url
      if (protocol !== 'http:' || !isLoopback(hostname) || plain.has(host)) return send(request)
      const answer = await send(request).catch(async (thrown: unknown) => {
        if (!isMisunderstood(thrown)) throw thrown
        await checkTls(request)
        const { reason } = readFailure(thrown)
        throw alike(thrown, `${reason} (asked by plain http, as all on this machine; https failed, too)`)
      })
      if (wantsTls(answer)) await checkTls(request)
      else plain.add(host)
      return answer
    },
  }
}

/** Whoever says nothing may be busy. */
function isMisunderstood(thrown: unknown): boolean {
  const { kind, isSilence } = readFailure(thrown)
  return kind === 'no-http' || (kind === 'broken-off' && !isSilence)
}

/** What servers written in Go, nginx and Apache say in plain http at a port for https. */
function wantsTls({ status, body }: HttpAnswer): boolean {
  const words = /HTTP request (was sent )?to (an )?HTTPS (server|port)|speaking plain HTTP to an SSL/i
  return status === 400 && words.test(new TextDecoder().decode(body.subarray(0, 4096)))
}
