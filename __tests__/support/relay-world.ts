/** The relay as a server on loopback, with a sender of every kind, before GitHub's double; and registries that know their secrets. */
import { createHash, createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import { serveOnNode } from '../../src/adapters/relay/node-server.ts'
import { createWebRelay, type World } from '../../src/adapters/relay/web-relay.ts'
import { readRelayConfig } from '../../src/relay/config/config.ts'
import type { LogLine } from '../../src/relay/relay-ports.ts'
import type { SenderKind } from '../../src/relay/sender.ts'
import { type BareRepository, createBareRepository } from './bare-repository.ts'
import { type GitHubDouble, startGitHubDouble } from './github-double.ts'
import { listenPlain } from './loopback.ts'

export const secret = 'a-secret-that-nobody-guesses'
/** What `secret` is changed for. */
export const newSecret = 'the-secret-that-comes-after-it'
const login = 'registry:its-long-password'

const google = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const claims = {
  iss: 'https://accounts.google.com',
  aud: 'https://relay.acme.io/hook/google',
  email: 'push@acme.iam.gserviceaccount.com',
  email_verified: true,
}

/** The time in all tests here. */
export const today = new Date('2026-01-02T03:04:05Z')

/** A token as Google gives it, with claims and header changed, or signed by somebody else. */
export function idToken({
  changes = {},
  header = {},
  key = google.privateKey,
}: {
  readonly changes?: object
  readonly header?: object
  readonly key?: typeof google.privateKey
} = {}): string {
  const second = today.getTime() / 1000
  const parts = [
    { alg: 'RS256', kid: 'g-1', typ: 'JWT', ...header },
    { ...claims, iat: second - 10, exp: second + 3590, ...changes },
  ]
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`
}

/** A kind with a proof, as the configuration has it. */
export interface Case {
  /** Of the sender. */
  readonly name: string
  readonly kind: SenderKind
  readonly settings?: string
  readonly path: string
  /** The headers that prove a body. */
  readonly prove: (body: string, by?: string) => Readonly<Record<string, string>>
}

/** As Flux's Receiver makes it. */
export function tokenPath(name: string, namespace = '', by = secret): string {
  return `/hook/${createHash('sha256').update(`${by}${name}${namespace}`).digest('hex')}`
}

const hmac = (hash: string, body: string, by: string) => createHmac(hash, by).update(body).digest('hex')
const basic = (by: string) => `Basic ${Buffer.from(by).toString('base64')}`
const none = () => ({})

export const cases: readonly Case[] = [
  { name: 'hub', kind: 'docker-hub', path: tokenPath('hub'), prove: none },
  { name: 'quay', kind: 'quay', path: tokenPath('quay'), prove: none },
  {
    name: 'ghcr',
    kind: 'ghcr',
    path: '/hook/ghcr',
    prove: (body, by = secret) => ({ 'x-hub-signature-256': `sha256=${hmac('sha256', body, by)}` }),
  },
  {
    name: 'harbor',
    kind: 'harbor',
    path: '/hook/harbor',
    prove: (_, by = secret) => ({ authorization: by }),
  },
  {
    name: 'harbor-by-path',
    kind: 'harbor',
    settings: 'proof: path, receiver: { name: harbor, namespace: flux-system }',
    path: tokenPath('harbor', 'flux-system'),
    prove: none,
  },
  {
    name: 'nexus',
    kind: 'nexus',
    settings: "registry: 'nexus.acme.io:8443'",
    path: '/hook/nexus',
    prove: (body, by = secret) => ({ 'x-nexus-webhook-signature': hmac('sha1', body, by) }),
  },
  {
    name: 'acr',
    kind: 'acr',
    settings: 'header: X-Relay-Token, path: /azure/acr',
    path: '/azure/acr',
    prove: (_, by = secret) => ({ 'x-relay-token': by }),
  },
  {
    name: 'ecr',
    kind: 'ecr',
    settings: 'proof: basic, secret: LOGIN',
    path: '/hook/ecr',
    prove: (_, by = login) => ({ authorization: basic(by) }),
  },
  {
    name: 'google',
    kind: 'google',
    settings: `audience: ${claims.aud}, email: ${claims.email}`,
    path: '/hook/google',
    prove: (_, by) => ({
      authorization: `Bearer ${idToken(by === undefined ? {} : { key: stranger.privateKey })}`,
    }),
  },
  {
    name: 'gitlab',
    kind: 'gitlab',
    path: '/hook/gitlab',
    prove: (_, by = secret) => ({ 'x-gitlab-token': by }),
  },
  {
    name: 'jfrog',
    kind: 'artifactory',
    path: '/hook/jfrog',
    prove: (body, by = secret) => ({ 'x-jfrog-event-auth': hmac('sha256', body, by) }),
  },
  {
    name: 'jfrog-plain',
    kind: 'artifactory',
    settings: 'proof: header',
    path: '/hook/jfrog-plain',
    prove: (_, by = secret) => ({ 'x-jfrog-event-auth': by }),
  },
  {
    name: 'distribution',
    kind: 'distribution',
    path: '/hook/distribution',
    prove: (_, by = secret) => ({ authorization: `Bearer ${by}` }),
  },
  {
    name: 'cdevents',
    kind: 'cdevents',
    settings: 'receiver: { name: ci, namespace: flux-system }',
    path: tokenPath('ci', 'flux-system'),
    prove: (body, by = secret) => ({ 'x-signature': `sha256=${hmac('sha256', body, by)}` }),
  },
  {
    name: 'generic',
    kind: 'generic',
    settings: 'secret: [SECRET, NEW_SECRET]',
    path: '/hook/generic',
    prove: (body, by = secret) => ({ 'x-signature': `sha256=${hmac('sha256', body, by)}` }),
  },
]

/** The case of that name. */
export function caseOf(name: string): Case {
  const found = cases.find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no case ${name}`)
  return found
}

/** The configuration, with a sender a case. All of them may announce all hosts that the payloads name. */
export function relayYaml({ api = 'https://api.github.com', targets = '[gitops]' } = {}): string {
  const senders = cases.map(({ name, kind, settings = '' }) => {
    const own = [`kind: ${kind}`, settings, `targets: ${targets}`].filter((text) => text !== '')
    const secretOf = kind === 'google' || settings.includes('secret:') ? [] : ['secret: SECRET']
    return `  ${name}: { ${[...own, ...secretOf, 'images: ["**/app", ghcr.io/acme/*]'].join(', ')} }\n`
  })
  return `version: 1
github: { api: '${api}', token: TOKEN }
targets:
  gitops: { repository: acme/gitops, workflow: image-bump.yaml, ref: main }
  apps: { repository: acme/apps, event: image-pushed }
senders:
${senders.join('')}`
}

export interface RelayWorld {
  readonly double: GitHubDouble
  readonly url: string
  readonly lines: readonly LogLine[]
  /** What was started since the last call. */
  started(): readonly unknown[]
  /** Ends the time for the bodies that are being read. */
  expire(): void
  post(path: string, init: RequestInit): Promise<Said>
  /** A payload, proven. */
  send(sender: Case, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Said>
  /** Ends the relay as the signal does. */
  stop(): Promise<void>
  close(): Promise<void>
}

export interface Said {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface RelayWorldOptions {
  readonly isLasting?: boolean
  readonly targets?: string
  readonly world?: Partial<World>
}

/** Starts all of it. */
export async function startRelayWorld(options: RelayWorldOptions = {}): Promise<RelayWorld> {
  const double = await startGitHubDouble()
  const bare: BareRepository = createBareRepository()
  for (const name of ['gitops', 'apps'])
    double.addRepository({ owner: 'acme', name, directory: bare.directory })
  const jwk = google.publicKey.export({ format: 'jwk' })
  const keys = await listenPlain((_, answer) =>
    answer.end(JSON.stringify({ keys: [{ ...jwk, kid: 'g-1', use: 'sig', alg: 'RS256' }] })),
  )
  const lines: LogLine[] = []
  let clocks: AbortController[] = []
  const environment = { SECRET: secret, NEW_SECRET: newSecret, LOGIN: login, TOKEN: double.token() }
  const text = relayYaml({ api: double.apiUrl, ...(options.targets && { targets: options.targets }) })
  const web = createWebRelay({
    ...readRelayConfig({ file: 'relay.yaml', text }, environment),
    isLasting: options.isLasting ?? false,
    log: (line) => lines.push(line),
    world: {
      keys: `http://${keys}`,
      now: () => today,
      timeout: () => {
        const clock = new AbortController()
        clocks.push(clock)
        return clock.signal
      },
      ...options.world,
    },
  })
  const server = await serveOnNode(web, { host: '127.0.0.1', port: 0 })
  let seen = 0
  const post = async (path: string, init: RequestInit): Promise<Said> => {
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', ...init })
    const said = await answer.text()
    return { status: answer.status, headers: answer.headers, body: said === '' ? '' : JSON.parse(said) }
  }
  return {
    double,
    url: server.url,
    lines,
    started: () => {
      const events = ['gitops', 'apps'].flatMap((name) => double.events(`acme/${name}`))
      const fresh = events.slice(seen)
      seen = events.length
      return fresh.map(({ name, action, ref, payload }) => ({ name, action, ref, payload }))
    },
    expire: () => {
      for (const clock of clocks.splice(0)) clock.abort()
    },
    post,
    send: ({ path, prove }, content, headers = {}) => {
      const body = JSON.stringify(content)
      return post(path, { body, headers: { 'content-type': 'application/json', ...headers, ...prove(body) } })
    },
    stop: () => server.stop(1_000),
    close: async () => {
      clocks = []
      await server.stop(0)
      await double.close()
      bare.remove()
    },
  }
}
