/** The relay as a process: until it is told to stop, or only a look at its configuration. */
import { once } from 'node:events'
import { serveOnNode } from '../adapters/relay/node-server.ts'
import { createWebRelay } from '../adapters/relay/web-relay.ts'
import type { CommandResult } from '../commands/result.ts'
import { problemError } from '../model/problem.ts'
import { pathsOf } from '../relay/path.ts'
import { readRelayConfig, type RelayConfig } from '../relay/config/config.ts'
import { startedAt } from '../relay/relay.ts'
import { logLine } from './relay-log.ts'
import { readText } from './read-text.ts'

/** As the command line has them. */
export interface RelayOptions {
  readonly config: string
  readonly host: string
  readonly port: number
  readonly check?: boolean
  readonly paths?: boolean
}

/** How long what is open or kept may take after the signal, in milliseconds; Kubernetes kills after 30 s. */
const lastWords = 25_000

/** Reads the configuration first: what is wrong in it is thrown before anything listens. */
export async function relay(options: RelayOptions): Promise<CommandResult> {
  const file = options.config
  const config = readRelayConfig({ file, text: readText('.', file) }, process.env)
  if (options.check === true) return told(checkedLines(config))
  if (options.paths === true) return told(await pathLines(config))
  return serve(config, options)
}

async function serve(config: RelayConfig, { host, port }: RelayOptions): Promise<CommandResult> {
  const log = (line: Parameters<typeof logLine>[0]): void => {
    process.stdout.write(`${logLine(line, new Date())}\n`)
  }
  const web = createWebRelay({ ...config, isLasting: true, log })
  const server = await serveOnNode(web, { host, port }).catch((thrown: unknown) => {
    throw problemError('arguments-invalid', `The relay cannot listen on ${host}:${port}: ${String(thrown)}`)
  })
  log({ level: 'info', message: `listening on ${server.url}` })
  const signal = await Promise.race(
    ['SIGTERM', 'SIGINT'].map(async (name) => (await once(process, name), name)),
  )
  log({ level: 'info', message: `stopping by ${signal}` })
  await server.stop(lastWords)
  log({ level: 'info', message: 'stopped' })
  return told([])
}

function checkedLines({ senders }: RelayConfig): readonly string[] {
  return [
    ...senders.map(({ name, kind, proof, images, targets }) => {
      const starts = targets.map((target) => Object.values(startedAt(target)).join(' ')).join(', ')
      return `${name}: ${kind}, proven by ${proof.kind}, announces ${images.join(', ')}, starts ${starts}`
    }),
    `The configuration is good: ${senders.length} senders.`,
  ]
}

async function pathLines({ senders }: RelayConfig): Promise<readonly string[]> {
  const lines = senders.map(async (sender) => `${sender.name}: ${(await pathsOf(sender)).join(' ')}`)
  return Promise.all(lines)
}

function told(lines: readonly string[]): CommandResult {
  return { lines, json: undefined, exitCode: 0 }
}
