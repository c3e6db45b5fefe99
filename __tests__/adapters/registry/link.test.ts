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
  ['single quotes', "<?last=b>; rel='next'", { kind: 'next', query: '?last=b' }],
  ['two relations in single quotes', "<?last=b>; rel='last next'; n='x'", { kind: 'next', query: '?last=b' }],
  ['blanks around everything', ' <?last=b> ;  REL = "Next" ', { kind: 'next', query: '?last=b' }],
  ['a quote that does not end', '<?last=b>; rel="next', { kind: 'next', query: '?last=b' }],
  [
    'a relation in a title',
    '<?last=b>; title="say; rel=prev"; rel="next"',
    { kind: 'next', query: '?last=b' },
  ],
  [
    'a comma and a relation in a title',
    '<?last=b>; title="a, b; rel=prev"; rel="next"',
    { kind: 'next', query: '?last=b' },
  ],
  [
    'a quote in a title',
    '<?p=1>; title="a \\"b\\", <?p=2>; rel=next"; rel=prev, <?p=3>; rel=next',
    { kind: 'next', query: '?p=3' },
  ],
  ['a next page in a title only', '<?p=1>; title="; rel=next"; rel=prev', { kind: 'none' }],
  ['several links back', '<?p=1>; rel=first, <?p=2>; rel="prev self",, <?p=9>; rel=LAST', { kind: 'none' }],
  ['a hint for browsers', '<https://cdn.example.com>; rel=preconnect; crossorigin', { kind: 'none' }],
  ['a relation that nobody knows', '<?last=b>; rel=nextpage', { kind: 'next', query: '?last=b' }],
  ['a relation of somebody', '<?last=b>; rel="http://x.test/next"', { kind: 'next', query: '?last=b' }],
  ['a relation that is empty', '<?last=b>; rel=""', { kind: 'next', query: '?last=b' }],
  [
    'a next page behind an unknown one',
    '<?p=1>; rel=other, <?p=2>; rel=next',
    { kind: 'next', query: '?p=2' },
  ],
  ['another parameter for the relation', '<?last=b>; relation="prev"', { kind: 'next', query: '?last=b' }],
  ['two rel, of which the first counts', '<?p=1>; rel=prev; rel=next', { kind: 'none' }],
  ['an address that does not end', '<?last=b', { kind: 'unreadable' }],
  ['words behind a link back', '<?p=1>; rel=prev, next', { kind: 'unreadable' }],
  ['no angle brackets', '/v2/acme/web/tags/list?last=b', { kind: 'unreadable' }],
  ['an address that is none', '<https://[bad>; rel="next"', { kind: 'unreadable' }],
])('a Link header with %s', (_, header, expected) => {
  expect(findNextPage(header, current)).toEqual(expected)
})

test('a header that is made to be read slowly is not', () => {
  const header = `<?p=1>; rel=prev${'; a'.repeat(20_000)}${' '.repeat(20_000)}${'b='.repeat(20_000)} "`
  const start = performance.now()
  expect(findNextPage(header, current).kind).toBe('unreadable')
  expect(performance.now() - start).toBeLessThan(2_000)
})
