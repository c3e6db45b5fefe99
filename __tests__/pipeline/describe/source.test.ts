import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { findRevision, findSource } from '../../../src/pipeline/describe/source.ts'

const gitHub = 'https://github.com'
const enterprise = 'https://github.acme.com'

describe('where an image comes from', () => {
  test.each([
    ['https://github.com/acme/web', gitHub],
    ['https://github.com/acme/web.git', gitHub],
    ['https://github.com/acme/web.git#0a1b2c3:stable/alpine', gitHub],
    ['https://github.com/acme/web/tree/main/images/web?tab=readme', gitHub],
    [' https://GitHub.com/acme/web/ ', gitHub],
    ['http://github.com/acme/web', gitHub],
    ['git@github.com:acme/web.git', gitHub],
    ['ssh://git@github.com/acme/web.git', gitHub],
    ['ssh://git@github.com:22/acme/web.git', gitHub],
    ['git://github.com/acme/web.git', gitHub],
    ['git+https://github.com/acme/web.git', gitHub],
    ['scm:git:git@github.com:acme/web.git', gitHub],
    ['https://github.acme.com/acme/web', enterprise],
    ['git@github.acme.com:acme/web.git', enterprise],
  ])('%s is the repository acme/web', (label, server) => {
    expect(findSource(label, enterprise)).toEqual({ kind: 'repository', server, name: 'acme/web' })
  })

  test.each([
    ['https://gitlab.com/acme/web', 'https://gitlab.com/acme/web', 'gitlab.com/acme/web'],
    ['git@gitlab.com:acme/web.git', 'https://gitlab.com/acme/web.git', 'gitlab.com/acme/web.git'],
    ['https://example.org/?fixes=1#12', 'https://example.org/', 'example.org'],
    ['https://example.org/@octocat', 'https://example.org/%40octocat', 'example.org/@octocat'],
    ['https://example.org/a> b', 'https://example.org/a%3E%20b', 'example.org/a%3E%20b'],
    ['https://github.com.evil.example/acme/web', undefined, undefined],
  ])('%s is a page', (label, url = label, shown = label.slice('https://'.length)) => {
    expect(findSource(label, gitHub)).toEqual({ kind: 'page', url, shown })
  })

  test.each([
    '',
    'acme/web',
    'javascript:alert(1)',
    'data:text/html,hello',
    'http://example.org/web',
    'https://ann:secret@example.org/web',
    'https://github.com@evil.example/acme/web',
    'https://localhost/web',
    'https://github.com/acme',
    'https://github.com/acme/..',
    'https://github.com/acme/%3Cb%3E',
    'https://github.com/-acme/web',
    `https://example.org/${'x'.repeat(300)}`,
  ])('%j is no address to link to', (label) => {
    expect(findSource(label, gitHub)).toBeUndefined()
  })

  test('is never an address that could end its own link', () => {
    const odd = fc.string({
      unit: fc.constantFrom('<', '>', '(', ')', ' ', '\n', '"', '`', '@', '#', '/', 'a', '%'),
    })
    fc.assert(
      fc.property(odd, (path) => {
        const source = findSource(`https://example.org/${path}`, gitHub)
        const address = source?.kind === 'page' ? source.url : ''
        expect(address).not.toMatch(/[<>\s@#]/)
      }),
      { seed: 6 },
    )
  })
})

test.each([
  ['0a1b2c3', '0a1b2c3'],
  ['0A1B2C3D', '0a1b2c3d'],
  ['a'.repeat(40), 'a'.repeat(40)],
  ['main', undefined],
  ['0a1b2c', undefined],
  ['0a1b2c3...HEAD', undefined],
  ['a'.repeat(65), undefined],
])('%j is the commit %j', (revision, commit) => {
  expect(findRevision({ revision })).toBe(commit)
})
