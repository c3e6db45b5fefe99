/** Which sender a path belongs to. A path may itself be the secret, so paths are compared as secrets are. */
import { isOneOf, sha256 } from './secrets.ts'
import type { Sender } from './sender.ts'

/** The sender that posts to this path. Every sender is looked at, wherever the right one stands. */
export async function findSender(path: string, senders: readonly Sender[]): Promise<Sender | undefined> {
  const found = await Promise.all(
    senders.map(async (sender) => ((await isOneOf(path, await pathsOf(sender))) ? [sender] : [])),
  )
  return found.flat()[0]
}

/** The paths of a sender: one, or one for each secret. */
export async function pathsOf({ path, secrets }: Sender): Promise<readonly string[]> {
  switch (path.kind) {
    case 'plain':
      return [path.path]
    case 'token': {
      const { name, namespace } = path
      return Promise.all(secrets.map(async (secret) => `/hook/${await sha256(secret + name + namespace)}`))
    }
  }
}
