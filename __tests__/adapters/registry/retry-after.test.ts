import { expect, test } from '@jest/globals'
import { readRetryAfter } from '../../../src/adapters/registry/retry-after.ts'

const now = new Date('2026-01-01T00:00:00Z')

test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
  ['seconds', { 'retry-after': '90' }, '2026-01-01T00:01:30.000Z'],
  ['a date', { 'retry-after': 'Thu, 01 Jan 2026 02:00:00 GMT' }, '2026-01-01T02:00:00.000Z'],
  ['a Unix time', { 'retry-after': '1767229200' }, '2026-01-01T01:00:00.000Z'],
  ['under the other name', { 'x-retry-after': '1767229200' }, '2026-01-01T01:00:00.000Z'],
  [
    'under both, of which the first counts',
    { 'retry-after': '90', 'x-retry-after': '7' },
    '2026-01-01T00:01:30.000Z',
  ],
  [
    'a reset, where nothing is left',
    { 'ratelimit-remaining': '0', 'ratelimit-reset': '1767229200' },
    '2026-01-01T01:00:00.000Z',
  ],
  [
    'a reset in seconds, in older headers',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' },
    '2026-01-01T00:01:00.000Z',
  ],
  [
    'no reset, where something is left',
    { 'ratelimit-remaining': '7', 'ratelimit-reset': '1767229200' },
    undefined,
  ],
  ['no reset of nothing', { 'ratelimit-reset': '1767229200' }, undefined],
  ['nothing', {}, undefined],
])('%s', (_, headers, expected) => {
  expect(readRetryAfter(new Headers(headers), now)?.toISOString()).toBe(expected)
})
