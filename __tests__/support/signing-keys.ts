/** Throw-away signing keys, made by the real programs, and a look at what they have signed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitEnvironment } from './real-repository.ts'

/** Are both programs on the path? */
export function signingAvailable(): boolean {
  return [
    ['gpg', '--version'],
    ['ssh-keygen', '-?'],
  ].every(([name = '', option = '']) => spawnSync(name, [option]).error === undefined)
}

export interface Pair {
  readonly secret: string
  /** Settings of git and an environment that know the public key and nothing else. */
  readonly verifying: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const address = 'image-bump@example.org'

/** A keyring of a person's own. Several addresses make several keys. */
export function makeGpgKey(
  folder: string,
  passphrase: string,
  addresses: readonly string[] = [address],
): Pair {
  const home = join(folder, 'person')
  mkdirSync(home, { mode: 0o700 })
  const env = { GNUPGHOME: home }
  const how = ['--batch', '--pinentry-mode', 'loopback', '--passphrase', passphrase]
  for (const each of addresses) run('gpg', [...how, '--quick-gen-key', each, 'ed25519', 'sign'], env)
  const secret = run('gpg', [...how, '--armor', '--export-secret-keys'], env)
  const ring = join(folder, 'verifier')
  mkdirSync(ring, { mode: 0o700 })
  run('gpg', ['--batch', '--import'], { GNUPGHOME: ring }, run('gpg', ['--armor', '--export'], env))
  return { secret, verifying: [], env: { GNUPGHOME: ring } }
}

export function makeSshKey(
  folder: string,
  passphrase: string,
  kind: readonly string[] = ['-t', 'ed25519'],
): Pair {
  const file = join(folder, 'id')
  run('ssh-keygen', ['-q', ...kind, '-N', passphrase, '-C', 'test', '-f', file], {})
  const allowed = join(folder, 'allowed')
  writeFileSync(allowed, `${address} ${readFileSync(`${file}.pub`, 'utf8')}`)
  const verifying = ['-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${allowed}`]
  return { secret: readFileSync(file, 'utf8'), verifying, env: {} }
}

/** Ends the agents that gpg has started for these keys. */
export function endAgents(folder: string): void {
  for (const home of ['person', 'verifier']) {
    spawnSync('gpgconf', ['--kill', 'all'], { env: { ...gitEnvironment, GNUPGHOME: join(folder, home) } })
  }
}

function run(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): string {
  const { status, stdout, stderr } = spawnSync(name, args, { env: { ...gitEnvironment, ...env }, input })
  if (status !== 0) throw new Error(`${name}: ${stderr.toString()}`)
  return stdout.toString()
}
