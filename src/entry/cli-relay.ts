/** The verb that stays: `relay`, a server for the webhooks of registries. */
import { type Command, InvalidArgumentError } from 'commander'
import type { RelayOptions } from './relay-on-node.ts'
import { tell } from './tell.ts'

/** Adds it to the program. */
export function addRelay(program: Command): void {
  program
    .command('relay')
    .description('Take the webhooks of registries and start the workflow for the images they name')
    .option('--config <path>', "the relay's configuration (see RELAY.md)", 'relay.yaml')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <number>', 'the port to listen on; 0 takes a free one', parsePort, 8080)
    .option('--check', 'read the configuration, say what is wrong in it, and end')
    .option('--paths', 'print the path of every sender, and end; some paths are secrets')
    .action((options: RelayOptions) =>
      tell({ output: 'text' }, async () => {
        // Nobody else needs a server.
        const { relay } = await import(/* webpackMode: "eager" */ './relay-on-node.ts')
        return relay(options)
      }),
    )
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}
