import { describe, expect, test } from '@jest/globals'
import { createStrangers } from '../../../src/adapters/registry/strangers.ts'

const everybody = createStrangers(() => true)
const only = (...hosts: readonly string[]) => createStrangers((host) => hosts.includes(host))

function lead(strangers: typeof everybody, from: string, to: string, isListing: boolean): boolean {
  const request = {
    method: 'GET',
    url: new URL(`https://${from}/v2/`),
    limit: 1,
    image: 'x',
    isListing,
  } as const
  try {
    strangers.checkRedirect(request, new URL(`https://${to}/`))
    return true
  } catch {
    return false
  }
}

describe('a list of tags', () => {
  test.each([
    ['registry.example.com', 'registry.example.com', true],
    ['registry.example.com', 'eu.registry.example.com', true],
    ['registry.example.com', 'list.example.com', true],
    ['registry.example.com', 'example.com.evil.net', false],
    ['registry.example.com', 'evilexample.com', false],
    ['registry.example.com', 'registry.example.net', false],
    ['quay.io', 'cdn.quay.io', true],
    ['quay.io', 'ghcr.io', false],
    ['203.0.113.5', '203.0.113.5:8443', false],
    ['203.0.113.5', '9.0.113.5', false],
    ['registry.k8s.io', 'europe-west1-docker.pkg.dev', true],
    ['registry.k8s.io', 'pkg.dev.example.com', false],
    ['mirror.example.com', 'europe-west1-docker.pkg.dev', false],
  ])('of %s from %s is taken: %s', (from, to, taken) => {
    expect(lead(everybody, from, to, true)).toBe(taken)
  })

  test('is taken from any host that was named', () => {
    expect(lead(only('images.example.com', 'ghcr.io'), 'images.example.com', 'ghcr.io', true)).toBe(true)
  })

  test('is not taken from a neighbour that may not be asked', () => {
    expect(lead(only('registry.k8s.io'), 'registry.k8s.io', 'europe-west1-docker.pkg.dev', true)).toBe(false)
  })
})

test('anything else is taken from every host that may be asked', () => {
  expect(lead(everybody, 'quay.io', 'storage.example.com', false)).toBe(true)
  expect(lead(only('quay.io'), 'quay.io', 'storage.example.com', false)).toBe(false)
})

describe('a token service', () => {
  test.each([
    ['registry-1.docker.io', 'auth.docker.io', true],
    ['registry.gitlab.com', 'gitlab.com', true],
    ['lscr.io', 'ghcr.io', true],
    ['ghcr.io', 'ghcr.io', true],
    ['ghcr.io', 'auth.docker.io', false],
    ['registry-1.docker.io', 'evil.example.com', false],
    ['registry-1.docker.io', 'auth.docker.io:8443', false],
  ])('of %s at %s may be asked without being named: %s', (registry, service, may) => {
    const strangers = only('index.docker.io', 'registry.gitlab.com', 'lscr.io')
    expect(strangers.mayGiveTokens(new URL(`https://${registry}`), new URL(`https://${service}`))).toBe(may)
  })

  test('may be asked when it is named, under any name of Docker Hub', () => {
    const strangers = only('index.docker.io', 'sso.example.com')
    const registry = new URL('https://registry.example.com')
    expect(strangers.mayGiveTokens(registry, new URL('https://sso.example.com'))).toBe(true)
    expect(strangers.mayGiveTokens(registry, new URL('https://registry-1.docker.io'))).toBe(true)
  })
})
