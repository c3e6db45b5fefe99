/** Signs commits with a key that nothing of the user's knows: it lives in a folder of its own, as long as commits are written. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandOptions } from './command.ts'
import { prepareGpg, stopGpg } from './sign-gpg.ts'
import { prepareSsh } from './sign-ssh.ts'
import { createBench, type Signer } from './signing-bench.ts'
import { secretsOfKey, type SigningKey } from './signing-key.ts'

export interface Signing extends Pick<CommandOptions, 'env' | 'mask'> {
  readonly signing?: SigningKey
}

/** Lends a signer where there is a key. Throws `signing-failed` for a key that cannot sign. Nothing of it is left behind. */
export async function withSigner<T>(
  { signing, env, mask }: Signing,
  use: (signer: Signer | undefined) => Promise<T>,
): Promise<T> {
  if (signing === undefined) return use(undefined)
  for (const secret of secretsOfKey(signing)) mask(secret)
  // mkdtemp makes it for its owner alone.
  const folder = await mkdtemp(join(tmpdir(), 'image-bump-'))
  const bench = createBench(signing, folder, env)
  try {
    return await use(await (signing.kind === 'gpg' ? prepareGpg(bench) : prepareSsh(bench)))
  } finally {
    if (signing.kind === 'gpg') await stopGpg(bench)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
