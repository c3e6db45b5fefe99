/** Signs commits with a key that nothing of the user's knows: it lives in a folder of its own, as long as commits are written. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewCommit } from '../../ports.ts'
import type { CommandOptions } from './command.ts'
import { prepareGpg, stopGpg } from './sign-gpg.ts'
import { prepareSsh } from './sign-ssh.ts'
import { createBench, type Signer } from './signing-bench.ts'
import { secretsOfKey, type SigningKey } from './signing-key.ts'

export interface Signing extends Pick<CommandOptions, 'env' | 'mask'> {
  /** For commits that name no key. */
  readonly signing?: SigningKey
  /** By the names that commits may give. */
  readonly signingKeys?: ReadonlyMap<string, SigningKey>
}

/** Gives what signs a commit that names this key, or none. */
export type SignerFor = (name: string | undefined) => Signer | undefined

/** Lends the signers that these commits need, where there are keys for them. Throws `signing-failed` for a key that cannot sign. Nothing of it is left behind. */
export async function withSigners<T>(
  signing: Signing,
  commits: readonly Pick<NewCommit, 'signingKey'>[],
  use: (signerFor: SignerFor) => Promise<T>,
): Promise<T> {
  const names = [...new Set(commits.map(({ signingKey }) => signingKey))]
  const lend = (rest: readonly (string | undefined)[], lent: SignerFor): Promise<T> => {
    if (rest.length === 0) return use(lent)
    const [name, ...others] = rest
    const key = name === undefined ? undefined : signing.signingKeys?.get(name)
    return withSigner(key ?? signing.signing, signing, (signer) =>
      lend(others, (asked) => (asked === name ? signer : lent(asked))),
    )
  }
  return lend(names, () => undefined)
}

async function withSigner<T>(
  key: SigningKey | undefined,
  { env, mask }: Signing,
  use: (signer: Signer | undefined) => Promise<T>,
): Promise<T> {
  if (key === undefined) return use(undefined)
  for (const secret of secretsOfKey(key)) mask(secret)
  // mkdtemp makes it for its owner alone.
  const folder = await mkdtemp(join(tmpdir(), 'image-bump-'))
  const bench = createBench(key, folder, env)
  try {
    return await use(await (key.kind === 'gpg' ? prepareGpg(bench) : prepareSsh(bench)))
  } finally {
    if (key.kind === 'gpg') await stopGpg(bench)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
