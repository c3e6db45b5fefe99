import { expect, test } from '@jest/globals'
import type { ImageStatus } from '../../../src/model/status.ts'
import { chainLines } from '../../../src/pipeline/report/chain.ts'
import { anEnvironment } from '../../support/builders.ts'

const environments = (...names: readonly string[]) => names.map((name) => anEnvironment({ name }))
const image = (name: string, versions: Readonly<Record<string, string>>): ImageStatus => ({
  image: `ghcr.io/acme/${name}`,
  places: Object.entries(versions).map(([environment, version]) => ({
    environment,
    policy: `${environment}:${name}`,
    versions: [version],
  })),
})

test('environments that share an image are drawn beside each other, with what they share', () => {
  const images = [
    image('web', { dev: '1.1.0', production: '1.0.0' }),
    image('tool', { dev: '3' }),
    image('db', { other: '7' }),
  ]
  expect(chainLines(environments('dev', 'production', 'other'), images)).toEqual([
    '```mermaid',
    'flowchart LR',
    '  e0["<b>dev</b><br>web 1.1.0"]',
    '  e1["<b>production</b><br>web 1.0.0"]',
    '```',
    '',
  ])
})

test('nothing is drawn where no image is shared', () => {
  expect(
    chainLines(environments('dev', 'other'), [image('web', { dev: '1' }), image('db', { other: '7' })]),
  ).toEqual([])
})

test('nothing is drawn where there are more environments than a picture shows', () => {
  const names = Array.from({ length: 17 }, (_, index) => `team${index}`)
  const shared = (count: number) =>
    chainLines(environments(...names.slice(0, count)), [
      image('web', Object.fromEntries(names.slice(0, count).map((name) => [name, '1']))),
    ])
  expect(shared(16)).toHaveLength(20)
  expect(shared(17)).toEqual([])
})
