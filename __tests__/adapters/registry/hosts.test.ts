import { describe, expect, test } from '@jest/globals'
import { apiRoots, isLoopback, mayLead } from '../../../src/adapters/registry/hosts.ts'
import type { RegistryAccess } from '../../../src/model/policy.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import { readCases } from '../../support/cases.ts'

test.each([
  ['nginx', 'https://registry-1.docker.io/'],
  ['docker.io/acme/web', 'https://registry-1.docker.io/'],
  ['index.docker.io/acme/web', 'https://registry-1.docker.io/'],
  ['ghcr.io/acme/web', 'https://ghcr.io/'],
  ['localhost:5000/acme/web', 'http://localhost:5000/'],
  ['registry.localhost:5000/acme/web', 'http://registry.localhost:5000/'],
  ['127.0.0.1:5000/acme/web', 'http://127.0.0.1:5000/'],
  ['127.9.9.9:5000/acme/web', 'http://127.9.9.9:5000/'],
  ['[::1]:5000/acme/web', 'http://[::1]:5000/'],
  ['[2001:db8::1]:5000/acme/web', 'https://[2001:db8::1]:5000/'],
])('%s is asked at %s and nowhere else', (image, root) => {
  expect(rootsOf(image)).toEqual([root])
})

test.each(['10.0.0.5:5000', '10.255.0.1', '172.16.0.1:80', '172.31.255.255', '192.168.1.1:5000'])(
  '%s is an address of RFC 1918 and is asked by https first, and then by http',
  (host) => {
    expect(rootsOf(`${host}/acme/web`)).toEqual([`https://${host}/`, new URL(`http://${host}/`).href])
  },
)

test.each(['172.32.0.1:5000', '100.64.0.1:5000', '11.0.0.1:5000', '10.0.0.5.example.com', '[fd00::1]:5000'])(
  '%s is none and is asked by https alone',
  (host) => {
    expect(rootsOf(`${host}/acme/web`)).toEqual([`https://${host}/`])
  },
)

const { cases }: { readonly cases: readonly SchemeCase[] } = readCases('flux-repository')

interface SchemeCase {
  readonly group: string
  readonly registry: string
  readonly expected: { readonly scheme?: string }
}

test.each(cases.filter(({ group }) => group === 'scheme'))(
  'a host is asked by http where Flux asks it so: $registry',
  ({ registry, expected }) => {
    const isPlain = rootsOf(`${registry}/acme/web`).some((root) => root.startsWith('http:'))
    expect(isPlain).toBe(expected.scheme === 'http')
  },
)

test('insecure allows http as well, where https does not answer', () => {
  const access = { insecure: true }
  expect(rootsOf('registry.example.com/acme/web', access)).toEqual([
    'https://registry.example.com/',
    'http://registry.example.com/',
  ])
  expect(rootsOf('localhost:5000/acme/web', access)).toEqual(['http://localhost:5000/'])
})

test('a host that is known to speak TLS is asked by https alone, whatever else is said', () => {
  expect(rootsOf('localhost:5000/acme/web', {}, true)).toEqual(['https://localhost:5000/'])
  expect(rootsOf('10.0.0.5/acme/web', { insecure: true }, true)).toEqual(['https://10.0.0.5/'])
})

test('a port that cannot be is image-invalid', () => {
  expect(() => rootsOf('example.com:99999/acme/web')).toThrow('example.com:99999')
})

function rootsOf(image: string, access: RegistryAccess = {}, speaksTls = false): readonly string[] {
  return apiRoots(parseImageName(image), access, speaksTls).map(({ href }) => href)
}

test.each(['localhost.example.com', 'notlocalhost', '128.0.0.1', '[::2]', '127.0.0.1.example.com'])(
  '%s is not this machine',
  (host) => {
    expect(isLoopback(host)).toBe(false)
  },
)

describe('we may be led', () => {
  test.each<[string, string, boolean]>([
    ['https://ghcr.io/', 'https://ghcr.io/token', true],
    ['https://registry-1.docker.io/', 'https://auth.docker.io/token', true],
    ['https://ghcr.io/', 'http://ghcr.io/token', false],
    ['https://ghcr.io/', 'http://localhost/token', false],
    ['https://ghcr.io/', 'https://localhost/token', false],
    ['https://ghcr.io/', 'https://10.1.2.3/token', false],
    ['https://ghcr.io/', 'https://169.254.169.254/latest', false],
    ['https://ghcr.io/', 'https://[::ffff:10.0.0.1]/', false],
    ['https://ghcr.io/', 'https://[fd00::1]/token', false],
    ['https://ghcr.io/', 'https://2130706433/token', false],
    ['https://ghcr.io/', 'file:///etc/passwd', false],
    ['https://10.0.0.5:5000/', 'https://10.0.0.6/token', true],
    ['https://10.0.0.5:5000/', 'http://169.254.169.254/latest', false],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1:5001/token', true],
    ['http://127.0.0.1:5000/', 'http://localhost:5001/token', true],
    ['http://127.0.0.1:5000/', 'http://example.com/token', false],
    ['http://127.0.0.1:5000/', 'https://example.com/token', true],
    ['http://10.0.0.5:5000/', 'http://10.0.0.5:5000/v2/', true],
    ['http://10.0.0.5:5000/', 'http://10.0.0.5/v2/', false],
    ['http://10.0.0.5:5000/', 'http://10.0.0.6:5000/v2/', false],
    ['http://10.0.0.5:5000/', 'http://127.0.0.1:5000/v2/', false],
    ['https://10.0.0.5:5000/', 'http://10.0.0.5:5000/v2/', false],
  ])('from %s to %s: %s', (from, to, allowed) => {
    expect(mayLead(new URL(from), new URL(to))).toBe(allowed)
  })
})
