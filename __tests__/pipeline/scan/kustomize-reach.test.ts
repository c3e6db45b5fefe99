import { describe, expect, test } from '@jest/globals'
import { kustomizeReach } from '../../../src/pipeline/scan/kustomize-reach.ts'

const file = (path: string, text: string) => ({ path, mode: '100644', bytes: Buffer.from(text) })
const production = (path: string) => path.startsWith('apps/production/')
const reach = (files: Readonly<Record<string, string>>) =>
  kustomizeReach(
    Object.entries(files).map(([path, text]) => file(path, text)),
    production,
  )

describe('what the kustomizations of an environment reach', () => {
  test.each([
    ['resources', 'resources: [../../base/web.yaml]'],
    ['bases', 'bases: [../../base/web.yaml]'],
    ['components', 'components: [../../base/web.yaml]'],
    ['patches', 'patches: [{path: ../../base/web.yaml}]'],
    ['patchesStrategicMerge', 'patchesStrategicMerge: [../../base/web.yaml]'],
    ['patchesJson6902', 'patchesJson6902: [{target: {kind: X}, path: ../../base/web.yaml}]'],
    ['replacements', 'replacements: [{path: ../../base/web.yaml}]'],
    ['files of a generator', 'configMapGenerator: [{name: x, files: [values=../../base/web.yaml]}]'],
    ['values of a chart', 'helmCharts: [{name: x, valuesFile: ../../base/web.yaml}]'],
  ])('%s lead to a file', (_, text) => {
    const found = reach({ 'apps/production/kustomization.yaml': text })
    expect(found('base/web.yaml')).toBe('apps/production/kustomization.yaml')
    expect(found('base/other.yaml')).toBeUndefined()
  })

  test('a folder leads on through its own kustomization, whatever that is called', () => {
    const found = reach({
      'apps/production/web/kustomization.yml': 'resources:\n- ../../../base',
      'base/Kustomization': 'resources: [web.yaml, deeper]',
      'base/deeper/kustomization.yaml': 'resources: [api.yaml]',
      'base/unlisted/kustomization.yaml': 'resources: [x.yaml]',
    })
    expect(found('base/web.yaml')).toBe('base/Kustomization')
    expect(found('base/deeper/api.yaml')).toBe('base/deeper/kustomization.yaml')
    expect(found('base/unlisted.yaml')).toBeUndefined()
    expect(found('base/unlisted/x.yaml')).toBeUndefined()
  })

  test('a Flux Kustomization leads to its path, with all below where that has no kustomization', () => {
    const flux = (path: string) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\nspec: {path: ${path}}\n`
    const found = reach({
      'apps/production/flux.yaml': `${flux('./shared')}---\n${flux('listed')}`,
      'listed/kustomization.yaml': 'resources: [a.yaml]',
    })
    expect(found('shared/deep/web.yaml')).toBe('apps/production/flux.yaml')
    expect(found('listed/a.yaml')).toBe('listed/kustomization.yaml')
    expect(found('listed/b.yaml')).toBeUndefined()
  })

  test('circles end, and remote, outer, inline and broken references lead nowhere', () => {
    const found = reach({
      'apps/production/kustomization.yaml':
        'resources: [../../base, "https://example.com/x.yaml", ../../../outside.yaml]\npatchesStrategicMerge: ["kind: X\\nmetadata: {}"]',
      'base/kustomization.yaml': 'resources: [../apps/production, ../broken, web.yaml]',
      'broken/kustomization.yaml': 'resources: [x.yaml\n  - {',
    })
    expect(found('base/web.yaml')).toBe('base/kustomization.yaml')
    expect(found('../outside.yaml')).toBeUndefined()
    expect(found('broken/x.yaml')).toBeUndefined()
  })

  test('kustomizations of others do not count', () => {
    expect(
      reach({ 'apps/dev/kustomization.yaml': 'resources: [../../base/web.yaml]' })('base/web.yaml'),
    ).toBeUndefined()
  })
})
