/** Reads the relay's configuration, with the secrets of the environment variables that it names. */
import { type Problem, ProblemError } from '../../model/problem.ts'
import { readForm, type YamlText } from '../../pipeline/config/form.ts'
import type { Sender, Target } from '../sender.ts'
import { proofOf } from './proofs.ts'
import { findBroken } from './rules.ts'
import { type Environment, secretsOf, valueOf } from './variables.ts'
import { relayForm, type WrittenRelay, type WrittenSender, type WrittenTarget } from './written.ts'

export type { Environment } from './variables.ts'

/** A configuration that the relay can run with. */
export interface RelayConfig {
  readonly api: string
  /** Never to be shown. */
  readonly credential:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'app'; readonly key: { readonly id: string; readonly pem: string } }
  /** How long bursts are gathered, in milliseconds. */
  readonly window: number
  readonly senders: readonly Sender[]
}

/** Throws one ProblemError with everything that is wrong, each at its line: what cannot be read, what does not fit together, and what is missing around it. */
export function readRelayConfig(source: YamlText, environment: Environment): RelayConfig {
  const { read, problems } = readForm(source, relayForm)
  const broken: readonly Problem[] =
    read === undefined
      ? []
      : findBroken(read.value, environment).map(({ path, message }) => ({
          code: 'config-invalid',
          level: 'error',
          message,
          place: read.placeAt(path, 'value'),
        }))
  const [first, ...others] = [...problems, ...broken]
  if (first !== undefined) throw new ProblemError([first, ...others])
  if (read === undefined) throw new Error('the configuration gave neither a result nor a problem')
  return resolve(read.value, environment)
}

function resolve(
  { github, window = '5s', targets, senders }: WrittenRelay,
  environment: Environment,
): RelayConfig {
  const { api = 'https://api.github.com', app, token = '' } = github
  const known = new Map(Object.entries(targets).map(([name, target]) => [name, targetOf(name, target)]))
  return {
    api,
    credential:
      app === undefined
        ? { kind: 'token', token: valueOf(token, environment) }
        : { kind: 'app', key: { id: app.id, pem: valueOf(app.key, environment) } },
    window: Number(window.slice(0, -1)) * 1000,
    senders: Object.entries(senders).map(([name, sender]) => senderOf({ name, sender }, known, environment)),
  }
}

function targetOf(
  name: string,
  { repository, workflow, ref = '', input = 'only', event }: WrittenTarget,
): Target {
  return {
    name,
    repository,
    event:
      workflow === undefined
        ? { kind: 'repository', type: event ?? '' }
        : { kind: 'workflow', workflow, ref, input },
  }
}

function senderOf(
  { name, sender }: { readonly name: string; readonly sender: WrittenSender },
  targets: ReadonlyMap<string, Target>,
  environment: Environment,
): Sender {
  const { kind, registry, images, path, receiver } = sender
  const proof = proofOf(sender)
  const byToken = receiver ?? (proof.kind === 'path' ? { name, namespace: '' } : undefined)
  return {
    name,
    kind,
    proof,
    secrets: secretsOf(sender, environment),
    path: byToken ? { kind: 'token', ...byToken } : { kind: 'plain', path: path ?? `/hook/${name}` },
    ...(registry !== undefined && { registry }),
    images,
    targets: [...new Set(sender.targets)].flatMap((target) => targets.get(target) ?? []),
  }
}
