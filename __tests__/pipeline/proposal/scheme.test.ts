import { describe, expect, test } from '@jest/globals'
import { proposeOne } from './one-image.ts'

const date = ['20240115', '20240116', '20240301', 'latest']

describe('a version is followed below the next major one', () => {
  test.each<[tag: string, tags: string, range: string, pattern: string | undefined, today: string]>([
    ['1.2.3', '1.2.3 1.9.0 1.10.0 2.0.0 1.11.0-rc.1 latest', '>=1.2.3 <2.0.0', undefined, '1.10.0'],
    ['v1.2.3', 'v1.2.3 v1.3.0 v2.0.0 main sha-1a2b3c4', '>=1.2.3 <2.0.0', undefined, 'v1.3.0'],
    ['0.4.2', '0.4.2 0.9.1 1.0.0', '>=0.4.2 <1.0.0', undefined, '0.9.1'],
    ['1.2.3', '1.2.3 1.3.0 v1.2.3 v1.3.0', '>=1.2.3 <2.0.0', '^[0-9]+\\.[0-9]+\\.[0-9]+$', '1.3.0'],
    ['v1.2.3', '1.2.3 1.3.0 v1.2.3 v1.3.0', '>=1.2.3 <2.0.0', '^v[0-9]+\\.[0-9]+\\.[0-9]+$', 'v1.3.0'],
    [
      '1.25.3-alpine',
      '1.25.3 1.25.3-alpine 1.27.0 1.26.0-alpine 1.26.0-alpine-slim 1.26.0-alpine3.19 2.0.0-alpine alpine',
      '>=1.25.3 <2.0.0',
      '^(?P<version>[0-9]+\\.[0-9]+\\.[0-9]+)-alpine$',
      '1.26.0-alpine',
    ],
    [
      '1.25.3-alpine3.18',
      '1.25.3-alpine3.18 1.25.4-alpine3.18 1.25.5-alpine3.19',
      '>=1.25.3 <2.0.0',
      '^(?P<version>[0-9]+\\.[0-9]+\\.[0-9]+)-alpine3\\.18$',
      '1.25.4-alpine3.18',
    ],
    [
      'v1.24.0-victorialogs',
      'v1.24.0-victorialogs v1.25.0-victorialogs v1.142.0 v1.142.0-cluster',
      '>=1.24.0 <2.0.0',
      '^(?P<version>v[0-9]+\\.[0-9]+\\.[0-9]+)-victorialogs$',
      'v1.25.0-victorialogs',
    ],
    [
      '15.4.0-debian-12',
      '15.4.0-debian-12 15.5.0-debian-12',
      '>=15.4.0 <16.0.0',
      '^(?P<version>[0-9]+\\.[0-9]+\\.[0-9]+)-debian-12$',
      '15.5.0-debian-12',
    ],
    [
      'release-1.0.13',
      'release-1.0.13 release-1.1.0 1.2.0 staging-1.3.0',
      '>=1.0.13 <2.0.0',
      '^release-(?P<version>[0-9]+\\.[0-9]+\\.[0-9]+)$',
      'release-1.1.0',
    ],
    [
      'k8s-beta-v1.7.5',
      'k8s-beta-v1.7.5 k8s-beta-v1.8.0 v1.9.0',
      '>=1.7.5 <2.0.0',
      '^k8s-beta-(?P<version>v[0-9]+\\.[0-9]+\\.[0-9]+)$',
      'k8s-beta-v1.8.0',
    ],
    [
      '16.4',
      '16 16.4 16.5 17.0 16.4-alpine latest',
      '>=16.4.0 <17.0.0',
      '^(?P<version>[0-9]+\\.[0-9]+)$',
      '16.5',
    ],
    [
      '16.4-alpine',
      '16.4 16.4-alpine 16.6-alpine 17.1-alpine',
      '>=16.4.0 <17.0.0',
      '^(?P<version>[0-9]+\\.[0-9]+)-alpine$',
      '16.6-alpine',
    ],
    ['2024.1.15', '2024.1.15 2024.12.0 2025.2.1', '>=2024.1.15 <2100.0.0', undefined, '2025.2.1'],
    ['2024.01.15', '2024.01.15 2024.02.01', '>=2024.1.15 <2100.0.0', undefined, '2024.02.01'],
    [
      '20240115.2',
      '20240115.2 20240115.10 20240116.1',
      '>=20240115.2.0 <21000000.0.0',
      '^(?P<version>[0-9]+\\.[0-9]+)$',
      '20240116.1',
    ],
    ['1.3.0-rc.1', '1.3.0-rc.1 1.3.0-rc.2 1.3.0 1.4.0-beta.1', '>=1.3.0 <2.0.0', undefined, '1.3.0'],
  ])('%s among %s', (tag, tags, ...[range, pattern, today]) => {
    const { spec, today: chosen, why } = proposeOne(tag, tags.split(' '))
    expect([why, spec?.policy, spec?.filterTags?.pattern, chosen]).toEqual([
      undefined,
      { semver: { range } },
      pattern,
      today,
    ])
  })
})

describe('builds are followed by their time, or else by their number, with all around it as it is', () => {
  const hex = '[0-9a-f]{7,40}'
  test.each<[tag: string, tags: string, pattern: string, extract: string, today: string]>([
    [
      'main-e6ae562-1758480543',
      'main-e6ae562-1758480543 main-13436bc-1758477608 main-1343600-1758490000 dev-1343600-1758499999 latest',
      `^main-${hex}-(?P<ts>[0-9]{10})$`,
      '$ts',
      'main-1343600-1758490000',
    ],
    [
      'main-1783859970-1ae02ab89c67189cca5dc04c4628b23a60b6f36c',
      'main-1783859970-1ae02ab89c67189cca5dc04c4628b23a60b6f36c',
      `^main-(?P<ts>[0-9]{10})-${hex}$`,
      '$ts',
      'main-1783859970-1ae02ab89c67189cca5dc04c4628b23a60b6f36c',
    ],
    [
      '1787371086-800e278473aa2c7c6dd291f2c6305e2e2d477f7f',
      '1787371086-800e278473aa2c7c6dd291f2c6305e2e2d477f7f 1787371099-1234567',
      `^(?P<ts>[0-9]{10})-${hex}$`,
      '$ts',
      '1787371099-1234567',
    ],
    [
      '20250916-1812-ac6eee7a',
      '20250916-1812-ac6eee7a 20250916-2301-bc6eee7a',
      `^(?P<t1>[0-9]{8})-(?P<t2>[0-9]{4})-${hex}$`,
      '$t1$t2',
      '20250916-2301-bc6eee7a',
    ],
    [
      'dev-50061bb-2023-02-07.212422',
      'dev-50061bb-2023-02-07.212422 dev-50061bc-2023-03-01.000000',
      `^dev-${hex}-(?P<t1>[0-9]{4})-(?P<t2>[0-9]{2})-(?P<t3>[0-9]{2})\\.(?P<t4>[0-9]{2})(?P<t5>[0-9]{2})(?P<t6>[0-9]{2})$`,
      '$t1$t2$t3$t4$t5$t6',
      'dev-50061bc-2023-03-01.000000',
    ],
    [
      'RELEASE.2024-01-13T07-53-03Z',
      'RELEASE.2024-01-13T07-53-03Z RELEASE.2024-02-01T00-00-00Z RELEASE.2024-02-01T00-00-00Z.fips latest',
      '^RELEASE\\.(?P<t1>[0-9]{4})-(?P<t2>[0-9]{2})-(?P<t3>[0-9]{2})T(?P<t4>[0-9]{2})-(?P<t5>[0-9]{2})-(?P<t6>[0-9]{2})Z$',
      '$t1$t2$t3$t4$t5$t6',
      'RELEASE.2024-02-01T00-00-00Z',
    ],
    [
      '20260203091118',
      '20260203091118 20260203091127 latest',
      '^(?P<ts>[0-9]{14})$',
      '$ts',
      '20260203091127',
    ],
    [
      'main-fadedbe-1758480543',
      'main-fadedbe-1758480543 main-1234567-1758480544',
      `^main-${hex}-(?P<ts>[0-9]{10})$`,
      '$ts',
      'main-1234567-1758480544',
    ],
    ['20240115', date.join(' '), '^(?P<ts>[0-9]{8})$', '$ts', '20240301'],
    [
      '2022-04-01',
      '2022-04-01 2022-10-09',
      '^(?P<t1>[0-9]{4})-(?P<t2>[0-9]{2})-(?P<t3>[0-9]{2})$',
      '$t1$t2$t3',
      '2022-10-09',
    ],
    [
      'main-123',
      'main-9 main-123 main-1001 develop-2000 main',
      '^main-(?P<run>[0-9]+)$',
      '$run',
      'main-1001',
    ],
    ['491667', '491667 491700 99999 latest', '^(?P<run>[0-9]+)$', '$run', '491700'],
    ['v12', 'v9 v12 v13', '^v(?P<run>[0-9]+)$', '$run', 'v13'],
    [
      'main-ga1b2c3d-77',
      'main-ga1b2c3d-77 main-gb1b2c3d-101',
      `^main-g${hex}-(?P<run>[0-9]+)$`,
      '$run',
      'main-gb1b2c3d-101',
    ],
  ])('%s', (tag, tags, ...[pattern, extract, today]) => {
    expect(proposeOne(tag, tags.split(' '))).toEqual({
      spec: { filterTags: { pattern, extract }, policy: { numerical: { order: 'asc' } } },
      today,
    })
  })
})

describe('what no policy would choose well by is left, and told why', () => {
  test.each<[tag: string, tags: string, why: string]>([
    ['latest', 'latest 1.2.3', 'moves without a commit; write a tag that stays, such as 1.2.3'],
    ['main', 'main', 'moves without a commit; write a tag that stays'],
    ['1.25-alpine', '1.25-alpine 1.25.4-alpine 1.25.10-alpine 1.26.0-alpine', 'such as 1.25.10-alpine'],
    ['18', '18 18.1 18.3 19.0', 'moves without a commit; write the version that it stands for, such as 18.3'],
    ['v1', 'v1 v1.2.0', 'such as v1.2.0'],
    ['17-jdk', '17-jdk 17.0.1-jdk', 'such as 17.0.1-jdk'],
    ['stg-c49289e', 'stg-c49289e stg-d49289e', 'names a commit and no time'],
    ['sha-1a2b3c4', 'sha-1a2b3c4', 'names a commit and no time'],
    ['15.4.0-debian-11-r10', '15.4.0-debian-11-r10 15.4.0-debian-11-r11', 'ends in the number of a rebuild'],
    ['1.2.3-ls45', '1.2.3-ls45 1.2.4-ls46', 'ends in the number of a rebuild'],
    ['4.0.0.741', '4.0.0.741 4.0.0.746', 'has four numbers'],
    ['v0.0.183-2-gca1e86b', 'v0.0.183-2-gca1e86b v0.0.184', 'is a build between two versions'],
    ['1.3.0-rc.1', '1.3.0-rc.1 1.2.0', 'is a prerelease, and its release is not there yet'],
    ['1.2.3-acme', '1.2.3-acme 1.2.4', 'ends in -acme, which no other version has'],
    ['main-12-3', 'main-12-3', 'holds several times or numbers'],
    ['pr-12-1a2b3c4', 'pr-12-1a2b3c4', 'is the build of a pull request'],
    ['1.9.0', '1.8.0 1.2.0', 'has nothing that could follow it'],
    ['main-99', 'main-98 main-97', 'is not in the registry any more'],
  ])('%s among %s: %s', (tag, tags, why) => {
    expect(proposeOne(tag, tags.split(' ')).why).toContain(why)
  })
})

describe('where the registry was not asked, only what a tag says by itself is taken', () => {
  test.each(['1.2.3', 'v1.2.3-alpine', '20240115.2', 'main-e6ae562-1758480543', '20240115', 'main-123'])(
    '%s is followed',
    (tag) => {
      expect(proposeOne(tag, undefined).spec).toEqual(proposeOne(tag, [tag]).spec)
    },
  )

  test.each<[tag: string, why: string]>([
    ['16.4', 'may move or not'],
    ['18', 'may move or not'],
    ['1.2.3-acme', 'is no variant that is known'],
    ['1.3.0-rc.1', 'only the registry can tell'],
  ])('%s is left: %s', (tag, why) => {
    expect(proposeOne(tag, undefined).why).toContain(why)
  })
})
