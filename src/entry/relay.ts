/** The relay for places without Node, such as Cloudflare Workers, AWS Lambda and Deno: one file to import, by `dist/relay/index.js`. */
import { createWebRelay } from '../adapters/relay/web-relay.ts'
import { type Environment, readRelayConfig } from '../relay/config/config.ts'
import { logLine } from './relay-log.ts'

/** Makes a Lambda's handler of the application. */
export { handle as onLambda } from 'hono/aws-lambda'

/** What the place has to give. */
export interface RelayPlace {
  /** The configuration, as YAML. */
  readonly config: string
  /** Its name in messages; `relay.yaml` if absent. */
  readonly file?: string
  /** Where the secrets are that the configuration names. */
  readonly environment: Environment
  /** Does the process go on after an answer? Then bursts are gathered; else GitHub is asked before the answer. */
  readonly isLasting: boolean
}

/** Throws an error with everything that is wrong in the configuration. Gives a Hono application: its `fetch` takes a Request and gives a Response. */
export function createRelay({ config, file = 'relay.yaml', environment, isLasting }: RelayPlace) {
  const read = readRelayConfig({ file, text: config }, environment)
  const { app } = createWebRelay({
    ...read,
    isLasting,
    log: (line) => console.log(logLine(line, new Date())),
  })
  return app
}
