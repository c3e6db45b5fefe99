import { expect, test } from '@jest/globals'
import { parseNoProxy } from '../../../../src/adapters/registry/transport/no-proxy.ts'

test.each<[string, string, boolean]>([
  ['', 'https://registry.example.com/', false],
  ['*', 'https://registry.example.com/', true],
  ['ghcr.io,*', 'https://registry.example.com/', true],
  // A name, and what is below it.
  ['example.com', 'https://example.com/', true],
  ['example.com', 'https://registry.example.com/', true],
  ['example.com', 'https://a.registry.example.com:5000/', true],
  ['example.com', 'https://notexample.com/', false],
  ['example.com', 'https://example.com.evil.net/', false],
  ['EXAMPLE.com', 'https://Registry.example.COM/', true],
  ['example.com', 'https://example.com./', true],
  ['example.com.', 'https://example.com/', true],
  // With a dot in front only what is below.
  ['.example.com', 'https://registry.example.com/', true],
  ['.example.com', 'https://example.com/', false],
  ['*.example.com', 'https://registry.example.com/', true],
  ['*.example.com', 'https://example.com/', false],
  // Ports.
  ['example.com:5000', 'https://example.com:5000/', true],
  ['example.com:5000', 'https://example.com/', false],
  ['example.com:443', 'https://example.com/', true],
  ['example.com:80', 'http://example.com/', true],
  ['example.com:80', 'https://example.com/', false],
  ['.example.com:5000', 'https://registry.example.com:5000/', true],
  ['*:5000', 'https://registry.example.com:5000/', false],
  // Several, by commas and spaces.
  ['ghcr.io, quay.io example.com', 'https://quay.io/', true],
  ['ghcr.io, quay.io example.com', 'https://example.com/', true],
  ['ghcr.io,, ,', 'https://quay.io/', false],
  // Addresses and networks.
  ['10.0.0.5', 'https://10.0.0.5:5000/', true],
  ['10.0.0.5', 'https://10.0.0.50/', false],
  ['10.0.0.5:5000', 'https://10.0.0.5:5000/', true],
  ['10.0.0.5:5001', 'https://10.0.0.5:5000/', false],
  ['10.0.0.0/8', 'https://10.9.8.7/', true],
  ['10.0.0.0/8', 'https://11.9.8.7/', false],
  ['192.168.4.0/22', 'https://192.168.7.255/', true],
  ['192.168.4.0/22', 'https://192.168.8.0/', false],
  ['0.0.0.0/0', 'https://registry.example.com/', false],
  ['2001:db8::/32', 'https://[2001:db8:1::7]/', true],
  ['2001:db8::/32', 'https://[2001:db9::7]/', false],
  ['2001:db8::7', 'https://[2001:db8::7]:5000/', true],
  ['[2001:db8::7]:5000', 'https://[2001:db8::7]:5000/', true],
  ['[2001:db8::7]:5001', 'https://[2001:db8::7]:5000/', false],
  ['10.0.0.0/99,10.0.0.0/x,300.0.0.0/8,/8', 'https://10.0.0.5/', false],
  // This machine, always.
  ['', 'http://localhost:5000/', true],
  ['', 'http://127.0.0.1:5000/', true],
  ['', 'https://127.9.9.9/', true],
  ['', 'http://[::1]:5000/', true],
  ['', 'http://registry.localhost:5000/', true],
])('with NO_PROXY=%s, %s is reached without a proxy: %s', (list, url, direct) => {
  expect(parseNoProxy(list)(new URL(url))).toBe(direct)
})
