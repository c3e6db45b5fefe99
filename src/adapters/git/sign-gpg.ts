/** Signing by GnuPG, with a keyring of its own that holds one key. */
import type { Bench, Signer } from './signing-bench.ts'

/** Imports the key, and signs nothing with it once, so that a wrong passphrase is told here. Throws `signing-failed`. */
export async function prepareGpg(bench: Bench): Promise<Signer> {
  const { key, folder } = bench
  const env = variables(bench)
  const file = await bench.write('passphrase', `${key.passphrase}\n`)
  // Read by every gpg that is given this home, also by the one that git starts; nobody is asked for a passphrase.
  const options = [
    'batch',
    'no-tty',
    'pinentry-mode loopback',
    `passphrase-file ${file}`,
    'no-auto-check-trustdb',
  ]
  await bench.write('gpg.conf', `${options.join('\n')}\n`)
  const imported = await bench.run('gpg', ['--import'], { env, stdin: key.text })
  const fingerprint = await findOnlyKey(bench)
  if (fingerprint === undefined) throw bench.failed('gpg found no private key in signing-key.', imported)
  const tried = await bench.run('gpg', ['--local-user', fingerprint, '--detach-sign'], { env })
  if (tried.code !== 0) throw refused(bench, tried)
  return {
    flags: ['-S'],
    env: { GNUPGHOME: folder },
    settings: [
      ['gpg.format', 'openpgp'],
      ['gpg.program', 'gpg'],
      ['gpg.openpgp.program', 'gpg'],
      ['user.signingKey', fingerprint],
    ],
  }
}

/** The agent that gpg has started for this home keeps the key in its memory. */
export async function stopGpg(bench: Bench): Promise<void> {
  await bench.run('gpgconf', ['--kill', 'all'], { env: variables(bench) }).catch(() => undefined)
}

function variables({ folder }: Bench) {
  return { GNUPGHOME: folder, GPG_AGENT_INFO: undefined, GPG_TTY: undefined }
}

/** Its fingerprint. Records of a listing (GnuPG, doc/DETAILS): `sec` begins a private key, its `fpr` follows, field ten. */
async function findOnlyKey(bench: Bench): Promise<string | undefined> {
  const listed = await bench.run('gpg', ['--with-colons', '--list-secret-keys'], { env: variables(bench) })
  const text = listed.stdout.toString()
  const keys = [...text.matchAll(/^sec:[^]*?^fpr:(?:[^:]*:){8}([0-9A-F]+):/gm)].map(([, found]) => found)
  if (keys.length > 1) {
    throw bench.failed(
      `signing-key holds ${keys.length} private keys: which of them shall sign cannot be told.`,
      undefined,
      "multiple entities read from secret 'signing-key', could not determine which signing key to use",
    )
  }
  return keys[0]
}

function refused(bench: Bench, tried: Parameters<Bench['failed']>[1]): Error {
  if (bench.key.passphrase !== '') return bench.failed('gpg could not sign with signing-key.', tried)
  return bench.failed(
    'gpg could not sign with signing-key, for which no passphrase was given.',
    tried,
    "can not use passphrase protected signing key without 'passphrase' field present in secret signing-key",
  )
}
