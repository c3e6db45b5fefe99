/** Signing by OpenSSH, with a copy of the key that has lost its passphrase. */
import type { Bench, Signer } from './signing-bench.ts'

/** Throws `signing-failed` for a key that OpenSSH cannot read with this passphrase. */
export async function prepareSsh(bench: Bench): Promise<Signer> {
  const { key } = bench
  const file = await bench.write('key', key.text)
  const env = await askingNobody(bench)
  if (key.passphrase !== '') {
    // The passphrase before is asked for: an argument could be read by every user of the machine.
    const opened = await bench.run('ssh-keygen', ['-p', '-N', '', '-f', file], { env })
    if (opened.code !== 0)
      throw bench.failed('ssh-keygen could not open signing-key with its passphrase.', opened)
  }
  const read = await bench.run('ssh-keygen', ['-y', '-f', file], { env })
  if (read.code !== 0) throw unread(bench, read)
  // Some kinds of key files do not say which public key is theirs without being opened.
  await bench.write('key.pub', read.stdout.toString())
  return {
    flags: ['-S'],
    env: { SSH_AUTH_SOCK: undefined },
    settings: [
      ['gpg.format', 'ssh'],
      ['gpg.ssh.program', 'ssh-keygen'],
      ['user.signingKey', file],
    ],
  }
}

/** A program that gives the passphrase instead of a person (ssh, SSH_ASKPASS); the text stands in a file, not in the program. */
async function askingNobody(bench: Bench) {
  const passphrase = await bench.write('passphrase', `${bench.key.passphrase}\n`)
  const program = await bench.write('ask', '#!/bin/sh\nexec cat "$IMAGE_BUMP_PASSPHRASE_FILE"\n', 0o700)
  return {
    IMAGE_BUMP_PASSPHRASE_FILE: passphrase,
    SSH_ASKPASS: program,
    SSH_ASKPASS_REQUIRE: 'force',
    DISPLAY: ':0',
  }
}

function unread(bench: Bench, read: Parameters<Bench['failed']>[1]): Error {
  if (bench.key.passphrase !== '') return bench.failed('ssh-keygen cannot read signing-key.', read)
  return bench.failed(
    'ssh-keygen cannot read signing-key, for which no passphrase was given.',
    read,
    "can not use passphrase protected signing key without 'password' field present in secret signing-key",
  )
}
