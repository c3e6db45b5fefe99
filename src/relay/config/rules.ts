/** What no form can say: parts that do not fit together, and secrets that are missing or too short. */
import { hint, listed, quote } from '../../pipeline/config/form.ts'
import { proofOf, proofsOfKind } from './proofs.ts'
import { type Environment, valueOf, variablesOf } from './variables.ts'
import type { WrittenRelay, WrittenSender } from './written.ts'

/** At a path of the file, at its value. */
export interface Broken {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Shorter ones can be guessed: whoever posts may try as often as the network lets it. */
const shortestSecret = 16

/** Everything that is broken, in the order of the file's parts. */
export function findBroken(written: WrittenRelay, environment: Environment): readonly Broken[] {
  return [
    ...findCredentialFaults(written, environment),
    ...Object.entries(written.senders).flatMap(([name, sender]) =>
      [
        ...findProofFaults(sender),
        ...findSecretFaults(sender, environment),
        ...findTargetFaults(sender, Object.keys(written.targets)),
      ].map(({ path, message }) => ({ path: ['senders', name, ...path], message })),
    ),
    ...findSharedPaths(written),
  ]
}

function findCredentialFaults({ github }: WrittenRelay, environment: Environment): readonly Broken[] {
  const { app, token } = github
  const [variable, ...path] = app === undefined ? [token ?? '', 'token'] : [app.key, 'app', 'key']
  return valueOf(variable, environment) === ''
    ? [{ path: ['github', ...path], message: notSet(variable) }]
    : []
}

function findProofFaults(sender: WrittenSender): readonly Broken[] {
  const { kind, proof, path, receiver, registry } = sender
  const known = proofsOfKind[kind]
  if (proof !== undefined && !known.includes(proof)) {
    const wanted = listed(known.map(quote), 'or')
    return [{ path: ['proof'], message: `${quote(kind)} is not proven by ${quote(proof)}; wanted ${wanted}` }]
  }
  const word = proofOf(sender).kind
  const isByToken = receiver !== undefined || word === 'path'
  return [
    ...(isByToken && path !== undefined
      ? [{ path: ['path'], message: 'the path is made from the secret here; wanted no `path`' }]
      : []),
    ...(kind === 'nexus' && registry === undefined
      ? [{ path: [], message: 'Nexus names no host in its webhooks; wanted `registry`' }]
      : []),
    ...findUnused(sender, 'header', word === 'header'),
    ...findUnused(sender, 'audience', word === 'id-token'),
    ...findUnused(sender, 'email', word === 'id-token'),
    ...findMissing(sender, 'audience', word === 'id-token'),
    ...findMissing(sender, 'email', word === 'id-token'),
    ...findMissing(sender, 'secret', word !== 'id-token'),
    ...(word === 'id-token' && receiver !== undefined && sender.secret === undefined
      ? [{ path: [], message: '`secret` is missing; the path is made from it' }]
      : []),
    ...findUnused(sender, 'secret', word !== 'id-token' || receiver !== undefined),
  ]
}

type Key = 'header' | 'audience' | 'email' | 'secret'

function findUnused(sender: WrittenSender, key: Key, isUsed: boolean): readonly Broken[] {
  if (isUsed || sender[key] === undefined) return []
  return [{ path: [key], message: `${quote(key)} proves nothing here; wanted a proof that uses it` }]
}

function findMissing(sender: WrittenSender, key: Key, isWanted: boolean): readonly Broken[] {
  if (!isWanted || sender[key] !== undefined) return []
  return [{ path: [], message: `${quote(key)} is missing; ${quote(sender.kind)} is proven by it` }]
}

function findSecretFaults(sender: WrittenSender, environment: Environment): readonly Broken[] {
  return variablesOf(sender).flatMap((variable, index) => {
    const path = typeof sender.secret === 'string' ? ['secret'] : ['secret', index]
    const value = valueOf(variable, environment)
    if (value === '') return [{ path, message: notSet(variable) }]
    if (value.length < shortestSecret) {
      const message = `the secret in ${quote(variable)} has fewer than ${shortestSecret} characters; wanted one that cannot be guessed`
      return [{ path, message }]
    }
    const isLogin = proofOf(sender).kind !== 'basic' || value.includes(':')
    return isLogin ? [] : [{ path, message: `${quote(variable)} holds no login; wanted \`user:password\`` }]
  })
}

function findTargetFaults({ targets }: WrittenSender, known: readonly string[]): readonly Broken[] {
  return targets.flatMap((target, index) =>
    known.includes(target)
      ? []
      : [{ path: ['targets', index], message: `there is no target ${quote(target)}${hint(target, known)}` }],
  )
}

/** Two senders on one path: the second would never be asked for its proof. */
function findSharedPaths({ senders }: WrittenRelay): readonly Broken[] {
  const owners = new Map<string, string>()
  return Object.entries(senders).flatMap(([name, sender]) => {
    const place = placeOf(name, sender)
    const owner = owners.get(place)
    if (owner === undefined) {
      owners.set(place, name)
      return []
    }
    const message = `${quote(name)} has the path of ${quote(owner)}; wanted one of its own`
    return [{ path: ['senders', name], message }]
  })
}

/** What tells paths apart: the path itself, or what it is made from. */
function placeOf(name: string, sender: WrittenSender): string {
  const { receiver, path = `/hook/${name}` } = sender
  const isByToken = receiver !== undefined || proofOf(sender).kind === 'path'
  if (!isByToken) return path
  const { name: own, namespace } = receiver ?? { name, namespace: '' }
  return JSON.stringify([own, namespace, ...variablesOf(sender)])
}

function notSet(variable: string): string {
  return `the environment variable ${quote(variable)} is not set; wanted the secret in it`
}
