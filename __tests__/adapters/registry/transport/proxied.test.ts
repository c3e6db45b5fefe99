import { afterEach, describe, expect, test } from '@jest/globals'
import { readProxies } from '../../../../src/adapters/registry/transport/proxies.ts'
import {
  closedPort,
  closeLoopback,
  listenPlain,
  listenRaw,
  listenTls,
  oneTagRegistry,
  pem,
  type SeenHeaders,
} from '../../../support/loopback.ts'
import { openRegistry, type OpenRegistry } from '../../../support/open-registry.ts'
import { serveProxy, type ProxyDouble, type ProxyDoubleOptions } from '../../../support/proxy-double.ts'

afterEach(closeLoopback)

const tls = { ca: [pem('ca.pem')], hosts: new Map() }
const name = 'registry.example.com'

interface Proxied {
  readonly proxy: ProxyDouble
  readonly registry: OpenRegistry
  /** What reached the registry. */
  readonly arrived: readonly SeenHeaders[]
}

/** A registry that only the proxy can find, by https at its name and by http at port 5000 of 10.0.0.5. */
async function behindProxy(
  options: Partial<ProxyDoubleOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Proxied> {
  const arrived: SeenHeaders[] = []
  const world = {
    [`${name}:443`]: await listenTls(oneTagRegistry(arrived)),
    '10.0.0.5:5000': await listenPlain(oneTagRegistry(arrived)),
  }
  const proxy = await serveProxy({ world, ...options })
  const address = `${options.tls === true ? 'https' : 'http'}://${proxy.host}`
  const proxies = readProxies({ HTTPS_PROXY: address, HTTP_PROXY: address, ...env })
  return { proxy, arrived, registry: openRegistry({ proxies, tls }) }
}

describe('through a proxy', () => {
  test.each([false, true])(
    'https goes by a tunnel in which nobody reads (proxy by https: %s)',
    async (own) => {
      const { proxy, registry, arrived } = await behindProxy({ tls: own })
      expect(await registry.list(name)).toEqual(['1.0.0'])
      expect(proxy.seen.map(({ method, target }) => `${method} ${target}`)).toEqual([`CONNECT ${name}:443`])
      expect(proxy.seen[0]?.headers['host']).toBe(`${name}:443`)
      expect(proxy.tunnelled().length).toBeGreaterThan(100)
      expect(proxy.tunnelled()).not.toContain('acme/web')
      expect(arrived[0]?.headers['host']).toBe(name)
    },
  )

  test('one tunnel serves all questions to a host', async () => {
    const { proxy, registry } = await behindProxy()
    for (let times = 0; times < 5; times++) await registry.list(name)
    expect(proxy.seen).toHaveLength(1)
    expect(registry.requests()).toEqual({ [name]: 5 })
  })

  test('plain http goes by whole addresses, since many proxies make no tunnel for it', async () => {
    const { proxy, registry, arrived } = await behindProxy()
    expect(await registry.list('10.0.0.5:5000')).toEqual(['1.0.0'])
    expect(proxy.seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
      // First https, which nobody answers there.
      'CONNECT 10.0.0.5:5000',
      'GET http://10.0.0.5:5000/v2/',
      'GET http://10.0.0.5:5000/v2/acme/web/tags/list?n=1000',
    ])
    expect(arrived[0]?.headers['host']).toBe('10.0.0.5:5000')
  })

  test('nothing goes that NO_PROXY names, nor this very machine', async () => {
    const { proxy, registry } = await behindProxy({}, { NO_PROXY: name })
    const here = await listenPlain(oneTagRegistry())
    expect(await registry.list(here)).toEqual(['1.0.0'])
    expect(await registry.problemOf(name)).toContain('could not be asked')
    expect(proxy.seen).toEqual([])
  })
})

describe('the login of a proxy', () => {
  const login = 'ada:open sesame'
  const basic = Buffer.from(login).toString('base64')
  const withLogin = async (options: Partial<ProxyDoubleOptions> = {}): Promise<Proxied> => {
    const proxied = await behindProxy({ login, ...options })
    const proxies = readProxies({ ALL_PROXY: `http://ada:open%20sesame@${proxied.proxy.host}` })
    return { ...proxied, registry: openRegistry({ proxies, tls }) }
  }

  test('opens it, and reaches nobody else', async () => {
    const { proxy, registry, arrived } = await withLogin()
    expect(await registry.list(name)).toEqual(['1.0.0'])
    expect(await registry.list('10.0.0.5:5000')).toEqual(['1.0.0'])
    expect(new Set(proxy.seen.map(({ headers }) => headers['proxy-authorization']))).toEqual(
      new Set([`Basic ${basic}`]),
    )
    expect(arrived).toHaveLength(3)
    expect(JSON.stringify(arrived)).not.toMatch(/proxy-authorization|open sesame/)
    expect(JSON.stringify(arrived)).not.toContain(basic)
    expect(registry.masked).toEqual(expect.arrayContaining(['open sesame', basic]))
  })

  test.each([name, '10.0.0.5:5000'])('that is a wrong one is an error without it (%s)', async (host) => {
    const { registry, proxy } = await withLogin({ login: 'bob:other' })
    const problem = await registry.problemOf(host)
    expect(problem).toContain(`proxy-failed error: ${host} could not be asked about ${host}/acme/web`)
    expect(problem).toContain(`the proxy ${proxy.host} wants a login, or another one (407)`)
    expect(problem).not.toMatch(/open|sesame/)
    expect(registry.clock.pauses).toEqual([])
  })
})

test('the login of a registry never passes a proxy in clear', async () => {
  const login = { kind: 'password', username: 'ada', password: 'open sesame', source: 'the test' } as const
  const basic = `Basic ${Buffer.from('ada:open sesame').toString('base64')}`
  const guarded = await listenTls((request, answer) => {
    const isKnown = request.headers.authorization === basic
    answer.writeHead(isKnown ? 200 : 401, isKnown ? {} : { 'www-authenticate': 'Basic realm="x"' })
    answer.end(JSON.stringify({ tags: ['1.0.0'] }))
  })
  const proxy = await serveProxy({ world: { [`${name}:443`]: guarded } })
  const proxies = readProxies({ HTTPS_PROXY: `http://${proxy.host}` })
  expect(await openRegistry({ proxies, tls }, login).list(name)).toEqual(['1.0.0'])
  expect(proxy.tunnelled()).not.toContain(basic)
  expect(JSON.stringify(proxy.seen)).not.toMatch(/authorization/i)
})

describe('a proxy that cannot be used is told by its host', () => {
  const tell = async (host: string): Promise<string> => {
    const proxies = readProxies({ HTTPS_PROXY: `http://ada:secret@${host}` })
    return openRegistry({ proxies, tls }).problemOf(name)
  }

  test.each([
    [403, 'error', 'does not let us through'],
    [405, 'error', 'does not let us through'],
    [502, 'warning', 'could not reach it (502)'],
    [503, 'warning', 'could not reach it (503)'],
  ])('that says %i: an %s', async (status, level, words) => {
    const { registry, proxy } = await behindProxy({ status })
    const problem = await registry.problemOf(name)
    expect(problem).toContain(`proxy-failed ${level}: `)
    expect(problem).toContain(`the proxy ${proxy.host} ${words}`)
  })

  test('that is not there: a warning, and the next image does not wait for it', async () => {
    const gone = await closedPort()
    const proxies = readProxies({ HTTPS_PROXY: `http://ada:secret@${gone}` })
    const registry = openRegistry({ proxies, tls })
    const problem = await registry.problemOf(name)
    expect(problem).toContain(`proxy-failed warning: ${name} could not be asked`)
    expect(problem).toContain(`the proxy ${gone} cannot be used (connect ECONNREFUSED`)
    expect(problem).not.toContain('secret')
    const { length } = registry.clock.pauses
    await registry.problemOf(name)
    expect(registry.clock.pauses).toHaveLength(length)
  })

  test('that hangs up, or speaks no HTTP: a warning', async () => {
    const deaf = await listenRaw((socket) => void socket.once('data', () => socket.destroy()))
    expect(await tell(deaf)).toContain(`proxy-failed warning: ${name} could not be asked`)
    const other = await listenRaw((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
    expect(await tell(other)).toContain(`the proxy ${other} `)
  })

  test('that says nothing at all: a warning, as soon as a host that says nothing gets one', async () => {
    const mute = await listenRaw(() => undefined)
    const proxies = readProxies({ HTTPS_PROXY: `http://ada:secret@${mute}` })
    const registry = openRegistry({ proxies, tls, silence: 50 })
    expect(await registry.problemOf(name)).toContain(
      `proxy-failed warning: ${name} could not be asked about ${name}/acme/web: the proxy ${mute} gave no answer (no answer within 0.05 s)`,
    )
  })

  test('that answers itself: it is named beside the host whose fault it may be', async () => {
    const page = await listenRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nLogin!'))
    })
    expect(await tell(page)).toMatch(
      new RegExp(`^tls-failed error: .* does not speak TLS \\(.*, through the proxy ${page}\\)`),
    )
    const proxies = readProxies({ HTTP_PROXY: page, HTTPS_PROXY: page })
    expect(await openRegistry({ proxies }).problemOf('10.0.0.5:5000')).toContain(
      `a page is not the JSON of a list of tags (it came through the proxy ${page})`,
    )
  })

  test('whose certificate proves nothing: an error', async () => {
    const proxy = await serveProxy({ world: {}, tls: true })
    const proxies = readProxies({ HTTPS_PROXY: `https://${proxy.host}` })
    expect(await openRegistry({ proxies }).problemOf(name)).toContain(
      `proxy-failed error: ${name} could not be asked about ${name}/acme/web: the proxy ${proxy.host} cannot be used`,
    )
  })
})

test('a wrong certificate behind a proxy is the registry’s fault, not the proxy’s', async () => {
  const proxy = await serveProxy({
    world: { [`${name}:443`]: await listenTls(oneTagRegistry(), 'elsewhere') },
  })
  const proxies = readProxies({ HTTPS_PROXY: `http://${proxy.host}` })
  expect(await openRegistry({ proxies, tls }).problemOf(name)).toMatch(
    /^tls-failed error: registry\.example\.com .*altnames/,
  )
})
