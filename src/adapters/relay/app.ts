/** The relay as an application of Hono: one for Node, Cloudflare Workers, AWS Lambda and Deno. */
import { Hono } from 'hono'
import { receive, type Relay } from '../../relay/relay.ts'

/** Everything goes through `receive`. A fault of ours is told to the log, with its stack, and to nobody else. */
export function createApp(relay: Relay): Hono {
  const app = new Hono()
  app.all('*', (context) => receive(context.req.raw, relay))
  app.onError((thrown, context) => {
    relay.ports.log({ level: 'error', message: `fault: ${thrown.stack ?? String(thrown)}`, status: 500 })
    return context.json({ message: 'The relay failed by a fault of its own.' }, 500)
  })
  return app
}
