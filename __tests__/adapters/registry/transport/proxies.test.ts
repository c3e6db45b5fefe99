import { describe, expect, test } from '@jest/globals'
import { readProxies } from '../../../../src/adapters/registry/transport/proxies.ts'

type Env = Readonly<Record<string, string>>
const https = new URL('https://registry.example.com/')
const http = new URL('http://registry.example.com/')

const through = (env: Env, url = https): string | undefined => readProxies(env).find(url)?.url.origin

describe('the proxy is', () => {
  test.each<[string, Env, URL, string | undefined]>([
    ['none where none is named', {}, https, undefined],
    ['that of https for https', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, https, 'http://a:1'],
    ['that of http for http', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, http, 'http://b:2'],
    ['not that of http for https', { HTTP_PROXY: 'http://b:2' }, https, undefined],
    ['that of all where there is no other', { ALL_PROXY: 'http://c:3' }, https, 'http://c:3'],
    [
      'not that of all where there is another',
      { ALL_PROXY: 'http://c:3', HTTP_PROXY: 'http://b:2' },
      http,
      'http://b:2',
    ],
    ['named in small letters, too', { https_proxy: 'http://a:1' }, https, 'http://a:1'],
    ['in small letters first', { HTTPS_PROXY: 'http://A:9', https_proxy: 'http://a:1' }, https, 'http://a:1'],
    ['none where the text is empty', { HTTPS_PROXY: ' ', https_proxy: '' }, https, undefined],
    [
      'reached by http where that is not said',
      { HTTPS_PROXY: 'proxy.example.net:3128' },
      https,
      'http://proxy.example.net:3128',
    ],
    [
      'reached by https where that is said',
      { HTTPS_PROXY: 'https://proxy.example.net' },
      https,
      'https://proxy.example.net',
    ],
    ['at its host, whatever path follows', { HTTPS_PROXY: 'http://a:1/x?y' }, https, 'http://a:1'],
    ['not for what NO_PROXY names', { HTTPS_PROXY: 'http://a:1', NO_PROXY: 'example.com' }, https, undefined],
    ['nor no_proxy', { HTTPS_PROXY: 'http://a:1', no_proxy: 'example.com' }, https, undefined],
  ])('%s', (_, env, url, expected) => {
    expect(through(env, url)).toBe(expected)
  })
})

test.each<[string, string, string]>([
  ['http://ada:open%20sesame@proxy:1', 'ada:open sesame', 'open sesame'],
  ['http://ada:100%@proxy:1', 'ada:100%', '100%'],
  ['ada:p%40ss@proxy:1', 'ada:p@ss', 'p@ss'],
])('the login of %s is for the proxy, and a secret', (address, login, password) => {
  const proxies = readProxies({ HTTPS_PROXY: address })
  const basic = Buffer.from(login).toString('base64')
  expect(proxies.find(https)?.headers).toEqual({ 'proxy-authorization': `Basic ${basic}` })
  expect(proxies.find(https)?.url.href).toBe('http://proxy:1/')
  expect(proxies.secrets).toEqual([password, basic])
})

test('a login may be a name alone', () => {
  const proxies = readProxies({ HTTPS_PROXY: 'http://token@proxy:1' })
  expect(proxies.find(https)?.headers).toEqual({ 'proxy-authorization': 'Basic dG9rZW46' })
  expect(proxies.secrets).toEqual(['token', 'dG9rZW46'])
})

test.each(['socks5://ada:secret@proxy:1', 'http://', 'http://ada:secret@proxy:99999'])(
  '%s is told of when it is needed, by the name of its variable, and never printed',
  (address) => {
    const proxies = readProxies({ HTTPS_PROXY: address })
    expect(() => proxies.find(https)).toThrow(/^HTTPS_PROXY is no proxy/)
    expect(() => proxies.find(https)).not.toThrow(/secret/)
    expect(proxies.find(http)).toBeUndefined()
    expect(through({ HTTPS_PROXY: address, NO_PROXY: '*' })).toBeUndefined()
  },
)
