/** The relay's configuration: what it comes to, and what is said of one that is wrong. */
import { describe, expect, test } from '@jest/globals'
import { problemsOf } from '../../../src/model/problem.ts'
import { readRelayConfig } from '../../../src/relay/config/config.ts'
import { proofsOfKind } from '../../../src/relay/config/proofs.ts'
import { senderKinds } from '../../../src/relay/sender.ts'

const environment = {
  TOKEN: 't',
  KEY: 'pem',
  A: 'a'.repeat(16),
  B: 'b'.repeat(16),
  SHORT: 'short',
  LOGIN: 'user:with-a-password',
  EMPTY: '',
}
const head = `version: 1
github: { token: TOKEN }
targets:
  gitops: { repository: acme/gitops, workflow: image-bump.yaml, ref: main }
`
const read = (text: string) => readRelayConfig({ file: 'relay.yaml', text }, environment)
/** With one sender in line 6, from these settings. */
const withSender = (settings: string) =>
  read(`${head}senders:\n  one: { ${settings}, images: [ghcr.io/acme/*], targets: [gitops] }\n`)

test('a small configuration comes to its parts, with what is meant where nothing is written', () => {
  expect(withSender('kind: harbor, secret: A')).toEqual({
    api: 'https://api.github.com',
    credential: { kind: 'token', token: 't' },
    window: 5_000,
    senders: [
      {
        name: 'one',
        kind: 'harbor',
        proof: { kind: 'header', header: 'authorization' },
        secrets: ['a'.repeat(16)],
        path: { kind: 'plain', path: '/hook/one' },
        images: ['ghcr.io/acme/*'],
        targets: [
          {
            name: 'gitops',
            repository: 'acme/gitops',
            event: { kind: 'workflow', workflow: 'image-bump.yaml', ref: 'main', input: 'only' },
          },
        ],
      },
    ],
  })
})

test('everything can be said', () => {
  const text = `version: 1
github: { api: https://ghe.acme.io/api/v3, app: { id: Iv23li, key: KEY } }
window: 30s
targets:
  gitops: { repository: acme/gitops, workflow: bump.yml, ref: release/1, input: images }
  apps: { repository: acme/apps, event: image-pushed }
senders:
  hub:
    kind: docker-hub
    secret: [A, B]
    receiver: { name: hub, namespace: flux-system }
    registry: mirror.acme.io/hub
    images: ['**/app', 'ghcr.io/acme/**', 'localhost/x', 'r.io:5000/team-?']
    targets: [gitops, apps, gitops]
`
  const { senders, ...rest } = read(text)
  expect(rest).toEqual({
    api: 'https://ghe.acme.io/api/v3',
    credential: { kind: 'app', key: { id: 'Iv23li', pem: 'pem' } },
    window: 30_000,
  })
  expect(senders).toMatchObject([
    {
      proof: { kind: 'path' },
      secrets: ['a'.repeat(16), 'b'.repeat(16)],
      path: { kind: 'token', name: 'hub', namespace: 'flux-system' },
      registry: 'mirror.acme.io/hub',
      targets: [
        { name: 'gitops', event: { workflow: 'bump.yml', ref: 'release/1', input: 'images' } },
        { name: 'apps', event: { kind: 'repository', type: 'image-pushed' } },
      ],
    },
  ])
})

test('the line break that a file of a secret ends with is none of it', () => {
  const text = `${head}senders:\n  one: { kind: acr, secret: FILE, images: [r.io/a], targets: [gitops] }\n`
  const { senders } = readRelayConfig({ file: 'r', text }, { TOKEN: 't', FILE: `${'s'.repeat(16)}\r\n` })
  expect(senders[0]?.secrets).toEqual(['s'.repeat(16)])
})

describe('a proof', () => {
  test.each(senderKinds)('of %s is one that it can give, and only that', (kind) => {
    const more = kind === 'nexus' ? ', registry: n.io' : ''
    for (const proof of ['path', 'signature', 'header', 'bearer', 'basic', 'id-token'] as const) {
      const own = proof === 'id-token' ? 'audience: a, email: e' : 'secret: LOGIN'
      const fault = faultsIn(() => withSender(`kind: ${kind}, proof: ${proof}, ${own}${more}`))[0]
      expect(fault?.includes('is not proven by') ?? false).toBe(!proofsOfKind[kind].includes(proof))
    }
  })

  test.each([
    ['ghcr', 'x-hub-signature-256', 'sha256=', 'SHA-256'],
    ['nexus', 'x-nexus-webhook-signature', '', 'SHA-1'],
    ['artifactory', 'x-jfrog-event-auth', '', 'SHA-256'],
    ['generic', 'x-signature', 'sha256=', 'SHA-256'],
    ['cdevents', 'x-signature', 'sha256=', 'SHA-256'],
  ])('by signature of %s stands in %s', (kind, header, prefix, hash) => {
    expect(withSender(`kind: ${kind}, secret: A, registry: r.io`).senders[0]?.proof).toEqual({
      kind: 'signature',
      header,
      prefix,
      hash,
    })
  })

  test.each([
    ['gitlab', 'x-gitlab-token'],
    ['acr', 'authorization'],
    ['harbor', 'authorization'],
  ])('by header of %s stands in %s, unless another is named', (kind, header) => {
    expect(withSender(`kind: ${kind}, secret: A`).senders[0]?.proof).toEqual({ kind: 'header', header })
    expect(withSender(`kind: ${kind}, secret: A, header: X-Own`).senders[0]?.proof).toEqual({
      kind: 'header',
      header: 'x-own',
    })
  })
})

describe('what is wrong is told with its line', () => {
  test.each([
    ['kind: dockerhub, secret: A', '6:16 `kind` is `dockerhub`; wanted', 'did you mean `docker-hub`?'],
    ['kind: acr, secret: A, secrets: B', '6:32 unknown key `secrets`; did you mean `secret`?', ''],
    [
      'kind: acr, secret: not-a-variable',
      '6:29 `secret` is `not-a-variable`; wanted the name of an environment variable, which holds the secret',
      '',
    ],
    [
      'kind: acr, secret: NOBODY',
      '6:29 the environment variable `NOBODY` is not set; wanted the secret in it',
      '',
    ],
    ['kind: acr, secret: EMPTY', '6:29 the environment variable `EMPTY` is not set', ''],
    ['kind: acr, secret: [A, SHORT]', '6:33 the secret in `SHORT` has fewer than 16 characters', ''],
    ['kind: acr', '6:8 `secret` is missing; `acr` is proven by it', ''],
    ['kind: acr, proof: basic, secret: A', '6:43 `A` holds no login; wanted `user:password`', ''],
    ['kind: quay, proof: bearer, secret: A', '6:29 `quay` is not proven by `bearer`; wanted `path`', ''],
    ['kind: ghcr, proof: path, secret: A', '6:29 `ghcr` is not proven by `path`; wanted `signature`', ''],
    [
      'kind: quay, secret: A, path: /hook/quay',
      '6:39 the path is made from the secret here; wanted no `path`',
      '',
    ],
    [
      'kind: acr, secret: A, path: /healthz',
      '6:38 `path` is `/healthz`; wanted a path such as /hook/harbor, other than /healthz',
      '',
    ],
    ['kind: nexus, secret: A', '6:8 Nexus names no host in its webhooks; wanted `registry`', ''],
    ['kind: google, email: e', '6:8 `audience` is missing; `google` is proven by it', ''],
    ['kind: google, audience: a, email: e, secret: A', '6:55 `secret` proves nothing here', ''],
    [
      'kind: google, audience: a, email: e, receiver: { name: a, namespace: b }',
      '6:8 `secret` is missing; the path is made from it',
      '',
    ],
    [
      'kind: ghcr, secret: A, header: X',
      '6:41 `header` proves nothing here; wanted a proof that uses it',
      '',
    ],
    ['kind: acr, secret: A, registry: https://r.io', '6:42 `registry` is `https://r.io`; wanted a host', ''],
  ])('%s', (settings, start, end) => {
    const [fault = ''] = faultsIn(() => withSender(settings))
    expect(fault).toContain(start)
    expect(fault).toContain(end)
  })

  test.each([
    [
      'github: { token: TOKEN }',
      'github: {}',
      '2:9 `github` is a map; wanted `app` or `token` in it, and not both',
    ],
    ['token: TOKEN', 'token: GONE', '2:18 the environment variable `GONE` is not set'],
    ['ref: main', 'event: e', '4:11 `gitops` is a map; wanted `workflow` or `event` in it, and not both'],
    [', ref: main', '', '4:11 `gitops` is a map; wanted `ref` beside `workflow`, and only there'],
    ['acme/gitops,', 'gitops,', '4:25 `repository` is `gitops`; wanted a repository as `owner/name`'],
    ['image-bump.yaml', '../../x', 'wanted the file name of a workflow, as in image-bump.yaml'],
    ['images: [r.io/a]', 'images: []', '6:46 `images` is an empty list; wanted a list with something in it'],
    [
      '[r.io/a]',
      '[acme/a]',
      '6:47 item 1 of `images` is `acme/a`; wanted a host and a path in small letters',
    ],
    ['[gitops]', '[gitop]', '6:66 there is no target `gitop`; did you mean `gitops`?'],
    ['version: 1', 'version: 1\nwindow: 5m', '2:9 `window` is `5m`; wanted seconds from `0s` to `60s`'],
  ])('%s as %s', (from, to, wanted) => {
    const good = `${head}senders:\n  one: { kind: harbor, secret: A,    images: [r.io/a], targets: [gitops] }\n`
    expect(faultsIn(() => read(good))).toEqual([])
    expect(faultsIn(() => read(good.replace(from, to)))[0]).toContain(wanted)
  })

  test('two senders cannot share a path, plain or made from the same secret', () => {
    const rest = 'images: [r.io/a], targets: [gitops]'
    const text = `${head}senders:
  one: { kind: acr, secret: A, path: /hook/two, ${rest} }
  two: { kind: acr, secret: B, ${rest} }
  three: { kind: quay, secret: A, receiver: { name: x, namespace: y }, ${rest} }
  four: { kind: docker-hub, secret: A, receiver: { name: x, namespace: y }, ${rest} }
  five: { kind: docker-hub, secret: A, ${rest} }
`
    expect(faultsIn(() => read(text))).toEqual([
      '7:8 `two` has the path of `one`; wanted one of its own',
      '9:9 `four` has the path of `three`; wanted one of its own',
    ])
  })

  test('no message has a secret in it', () => {
    const faults = faultsIn(() => withSender('kind: acr, proof: basic, secret: [A, SHORT]')).join('\n')
    expect(faults).toContain('SHORT')
    expect(faults).not.toContain(environment.A)
    expect(faults).not.toContain(environment.SHORT)
  })
})

/** `line:column message`, each. */
function faultsIn(act: () => unknown): readonly string[] {
  try {
    act()
    return []
  } catch (thrown) {
    return problemsOf(thrown).map(({ place, message }) => `${place?.line}:${place?.column} ${message}`)
  }
}
