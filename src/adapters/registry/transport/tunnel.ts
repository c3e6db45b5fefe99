/** A connection through a proxy that does not look into it (RFC 9110, 9.3.6: CONNECT). */
import { Socket } from 'node:net'
import type { Client } from 'undici'
import { failure, readFailure } from './failure.ts'
import type { Proxy } from './proxies.ts'

/**
 * The connection to the target's host. The client is one that speaks to the proxy; it is used up by this.
 * The proxy learns host and port, and its own login; nothing else goes to it in clear.
 */
export async function openTunnel(client: Client, { url, headers }: Proxy, target: URL): Promise<Socket> {
  const authority = `${target.hostname}:${target.port || '443'}`
  const answer = await client
    .connect({ path: authority, headers: { ...headers, host: authority } })
    .catch((thrown: unknown) => {
      void client.destroy()
      const { kind, reason } = readFailure(thrown)
      if (kind === 'proxy-down' || kind === 'proxy-refused') throw thrown
      throw failure('PROXY_DOWN', `the proxy ${url.host} gave no answer (${reason})`)
    })
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
