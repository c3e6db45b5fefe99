import { expect, test } from '@jest/globals'
import { findNextPage } from '../../../src/adapters/registry/link.ts'

const current = new URL('https://registry.example.com/v2/acme/web/tags/list?n=2')

test.each<[string, string | null, ReturnType<typeof findNextPage>]>([
  ['no header', null, { kind: 'none' }],
  ['an empty header', ' ', { kind: 'none' }],
  ['a path', '</v2/acme/web/tags/list?last=b&n=2>; rel="next"', { kind: 'next', query: '?last=b&n=2' }],
  ['a path without its first slash', '<list?last=b&n=2>; rel=next', { kind: 'next', query: '?last=b&n=2' }],
  [
    'another host, scheme and path',
    '<http://10.0.0.1/evil?last=b&n=2>; rel="next"',
    { kind: 'next', query: '?last=b&n=2' },
  ],
  ['a name in capitals', '<?last=b>; REL=NEXT', { kind: 'next', query: '?last=b' }],
  ['no rel at all', '<?last=b>', { kind: 'next', query: '?last=b' }],
  ['two relations in one', '<?last=b>; rel="last next"', { kind: 'next', query: '?last=b' }],
  ['a link back first', '<?page=1>; rel="prev" , <?page=3>; rel="next"', { kind: 'next', query: '?page=3' }],
  ['a link back only', '<?page=1>; rel="prev"', { kind: 'none' }],
  ['a comma in the address', '<?last=a,b&n=2>; rel="next"', { kind: 'next', query: '?last=a,b&n=2' }],
  [
    'a comma in a parameter',
    '<?page=1>; title="a, <b>"; rel=prev, <?page=3>; rel=next',
    { kind: 'next', query: '?page=3' },
  ],
  [
    'an opaque place (ECR)',
    '<?last=ab%2Bc%3D%3D&n=2>; rel="next"',
    { kind: 'next', query: '?last=ab%2Bc%3D%3D&n=2' },
  ],
  [
    'an empty parameter (ACR)',
    '</acr?last=b&n=2&orderby=>; rel="next"',
    { kind: 'next', query: '?last=b&n=2&orderby=' },
  ],
  [
    'a parameter twice (Artifactory)',
    '<?n=2&last=a&last=b>; rel="next"',
    { kind: 'next', query: '?n=2&last=b' },
  ],
  ['no angle brackets', '/v2/acme/web/tags/list?last=b', { kind: 'unreadable' }],
  ['an address that is none', '<https://[bad>; rel="next"', { kind: 'unreadable' }],
])('a Link header with %s', (_, header, expected) => {
  expect(findNextPage(header, current)).toEqual(expected)
})
