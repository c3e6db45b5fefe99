/** A connection through a proxy that does not look into it (RFC 9110, 9.3.6: CONNECT). */
import { Socket } from 'node:net'
import type { Client } from 'undici'
import { failure, readFailure } from './failure.ts'
import type { Proxy } from './proxies.ts'

export interface TunnelWanted {
  readonly proxy: Proxy
  /** Where it shall lead. */
  readonly target: URL
  /** How long the proxy may say nothing, in milliseconds. */
  readonly silence: number
}

/**
 * The connection to the target's host. The client is one that speaks to the proxy; it is used up by this.
 * The proxy learns host and port, and its own login; nothing else goes to it in clear.
 */
export async function openTunnel(
  client: Client,
  { proxy: { url, headers }, target, silence }: TunnelWanted,
): Promise<Socket> {
  const authority = `${target.hostname}:${target.port || '443'}`
  const ending = new AbortController()
  const silent = setTimeout(
    () => ending.abort(failure('SILENCE', `no answer within ${silence / 1000} s`)),
    silence,
  )
  const answer = await client
    .connect({ path: authority, headers: { ...headers, host: authority }, signal: ending.signal })
    .catch((thrown: unknown) => {
      void client.destroy()
      const { kind, reason } = readFailure(thrown)
      if (['proxy-down', 'proxy-refused', 'forbidden'].includes(kind)) throw thrown
      throw failure('PROXY_DOWN', `the proxy ${url.host} gave no answer (${reason})`)
    })
    .finally(() => clearTimeout(silent))
  const isOpen = answer.statusCode >= 200 && answer.statusCode < 300
  if (isOpen && answer.socket instanceof Socket) return answer.socket
  answer.socket.on('error', () => undefined).destroy()
  throw refusal(answer.statusCode, url.host)
}

/** 5xx: the proxy could not reach the target, or has troubles of its own. */
function refusal(status: number, proxy: string): Error {
  if (status === 407)
    return failure('PROXY_REFUSED', `the proxy ${proxy} wants a login, or another one (407)`)
  if (status >= 500) return failure('PROXY_DOWN', `the proxy ${proxy} could not reach it (${status})`)
  return failure('PROXY_REFUSED', `the proxy ${proxy} does not let us through to it (${status})`)
}
