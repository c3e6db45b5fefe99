/** What every Renderer port does, be it in memory or with kustomize itself. */
import { describe, expect, it } from '@jest/globals'
import { parseAllDocuments } from 'yaml'
import type { Renderer } from '../../src/ports.ts'
import { filesOf } from '../support/repository.ts'
import { codeOf } from './git.contract.ts'

const pod = (name: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${more}spec:\n  host: here\n`

const files = filesOf({
  'base/pod.yaml': `${pod('web')}---\n${pod('api')}`,
  'base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'overlay/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
  'apps/one.yaml': pod('one'),
})

const at = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) })

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec: { readonly host: string }
}

function namesIn(text: string): readonly string[] {
  return parseAllDocuments(text)
    .map((document): Pod => document.toJS())
    .map(({ metadata: { namespace = '', name }, spec }) => `${namespace} ${name} ${spec.host}`.trim())
    .toSorted()
}

export function describeRenderer(name: string, create: () => Renderer): void {
  describe(`the Renderer port: ${name}`, () => {
    const build = (path: string, text: string) => create().render(files, (make) => make(at(path, text)))

    it('builds files and folders, and gives namespaces', async () => {
      const text = 'resources: [../base]\nnamespace: shop\n'
      expect(namesIn(await build('overlay/kustomization.yaml', text))).toEqual([
        'shop api here',
        'shop web here',
      ])
    })

    it('builds a folder that has no kustomization.yaml by the one that is given', async () => {
      const text = 'resources: [./one.yaml]\nnamePrefix: a-\nnameSuffix: -b\n'
      expect(namesIn(await build('apps/kustomization.yaml', text))).toEqual(['a-one-b here'])
    })

    it('patches what a target or the patch itself names', async () => {
      const patches = [
        { patch: pod('web').replace('here', 'there') },
        { patch: pod('any').replace('here', 'elsewhere'), target: { kind: 'Pod', name: 'api' } },
      ]
      const text = JSON.stringify({ resources: ['../base'], patches })
      expect(namesIn(await build('overlay/kustomization.yaml', text))).toEqual(['api elsewhere', 'web there'])
    })

    it('says where each object comes from, when asked', async () => {
      const text = 'resources: [../base]\nbuildMetadata: [originAnnotations]\n'
      const built = await build('overlay/kustomization.yaml', text)
      expect(built.match(/path: \.\.\/base\/pod\.yaml/g)).toHaveLength(2)
    })

    it('puts the file back behind each build', async () => {
      const renderer = create()
      const built = await renderer.render(files, async (make) => [
        await make(at('base/kustomization.yaml', 'resources: [pod.yaml]\nnamespace: other\n')),
        await make(at('apps/kustomization.yaml', 'resources: [one.yaml]\n')),
        await make(at('overlay/kustomization.yaml', 'resources: [../base]\n')),
      ])
      expect(built.map(namesIn)).toEqual([
        ['other api here', 'other web here'],
        ['one here'],
        ['api here', 'web here'],
      ])
    })

    it('fails with what is wrong, and the next build goes on', async () => {
      const renderer = create()
      await renderer.render(files, async (make) => {
        const broken = make(at('apps/kustomization.yaml', 'resources: [gone.yaml]\n'))
        expect(await codeOf(broken)).toBe('render-failed')
        expect(namesIn(await make(at('apps/kustomization.yaml', 'resources: [one.yaml]\n')))).toEqual([
          'one here',
        ])
      })
    })

    it('passes on what the work gives and throws', async () => {
      expect(await create().render(files, async () => 7)).toBe(7)
      await expect(create().render(files, () => Promise.reject(new RangeError('x')))).rejects.toThrow('x')
    })
  })
}
