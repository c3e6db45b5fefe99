import { describe, expect, test } from '@jest/globals'
import { apiRoot, isLoopback, mayLead } from '../../../src/adapters/registry/hosts.ts'
import { parseImageName } from '../../../src/model/reference.ts'

test.each([
  ['nginx', 'https://registry-1.docker.io/'],
  ['docker.io/acme/web', 'https://registry-1.docker.io/'],
  ['index.docker.io/acme/web', 'https://registry-1.docker.io/'],
  ['ghcr.io/acme/web', 'https://ghcr.io/'],
  ['10.0.0.5:5000/acme/web', 'https://10.0.0.5:5000/'],
  ['localhost:5000/acme/web', 'http://localhost:5000/'],
  ['registry.localhost:5000/acme/web', 'http://registry.localhost:5000/'],
  ['127.0.0.1:5000/acme/web', 'http://127.0.0.1:5000/'],
  ['127.9.9.9:5000/acme/web', 'http://127.9.9.9:5000/'],
  ['[::1]:5000/acme/web', 'http://[::1]:5000/'],
  ['[2001:db8::1]:5000/acme/web', 'https://[2001:db8::1]:5000/'],
])('%s is asked at %s', (image, root) => {
  expect(apiRoot(parseImageName(image)).href).toBe(root)
})

test('a port that cannot be is image-invalid', () => {
  expect(() => apiRoot(parseImageName('example.com:99999/acme/web'))).toThrow('example.com:99999')
})

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
  ])('from %s to %s: %s', (from, to, allowed) => {
    expect(mayLead(new URL(from), new URL(to))).toBe(allowed)
  })
})
