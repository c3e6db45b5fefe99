import { expect, test } from '@jest/globals'
import { findEnvironments } from '../../../src/pipeline/proposal/environments.ts'

/** `name: paths, way`. */
function environments(files: readonly string[], given: ReadonlyMap<string, readonly string[]> = new Map()) {
  return findEnvironments(files, given).map(
    ({ name, paths, isGated }) => `${name}: ${paths.join(' ')}, ${isGated ? 'request' : 'commit'}`,
  )
}

test.each<[files: string, environments: readonly string[]]>([
  ['apps/web.yaml infra/db.yaml', ['main: , request']],
  ['apps/dev-portal/web.yaml apps/test-runner/a.yaml apps/produce/a.yaml', ['main: , request']],
  [
    'apps/dev/web.yaml apps/production/web.yaml',
    ['dev: apps/dev, commit', 'production: apps/production, request'],
  ],
  ['prod/web.yaml staging/web.yaml', ['staging: staging, commit', 'prod: prod, request']],
  [
    'clusters/eu/a.yaml clusters/dev-eu/a.yaml',
    ['dev-eu: clusters/dev-eu, commit', 'eu: clusters/eu, request'],
  ],
  [
    'prod-eu/a.yaml us-east-1-prod/a.yaml pre-prod/a.yaml',
    ['pre-prod: pre-prod, commit', 'prod-eu: prod-eu, request', 'us-east-1-prod: us-east-1-prod, request'],
  ],
  [
    'apps/web/overlays/dev/a.yaml apps/api/overlays/dev/a.yaml apps/web/base/a.yaml',
    ['dev: apps/*/overlays/dev, commit', 'shared: apps/web/base, request'],
  ],
  ['a/dev/x.yaml b/c/dev/x.yaml', ['dev: a/dev b/c/dev, commit']],
  ['dev/production/x.yaml', ['dev: dev, commit']],
  [
    'apps/dev/x.yaml apps/y.yaml z.yaml db/z.yaml',
    ['dev: apps/dev, commit', 'shared: apps/y.yaml db z.yaml, request'],
  ],
  ['overlays/base/x.yaml', ['main: , request']],
  ['Apps/Dev/x.yaml', ['dev: Apps/Dev, commit']],
])('of %s', (files, expected) => {
  expect(environments(files.split(' '))).toEqual(expected)
})

test('those that are given are taken, and no others', () => {
  const given = new Map([
    ['qa', ['apps', 'infra']],
    ['edge', ['.']],
  ])
  expect(environments(['apps/dev/a.yaml'], given)).toEqual(['qa: apps infra, commit', 'edge: , request'])
})
