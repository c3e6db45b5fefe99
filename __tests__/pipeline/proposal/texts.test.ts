/** What is written: the workflow, names, and a line in a kustomization. */
import { expect, test } from '@jest/globals'
import type { Listing } from '../../../src/model/policy.ts'
import {
  addResource,
  findImages,
  formatOwnFile,
  formatWorkflow,
  propose,
} from '../../../src/pipeline/proposal/proposal.ts'
import { readConfig } from '../../../src/pipeline/config/config.ts'
import { aFile } from '../../support/builders.ts'
import { fencedBlocks, readPage } from '../../support/markdown.ts'

test("the workflow is README's, to the byte", () => {
  const workflows = fencedBlocks(readPage('README.md'), 'yaml').map(({ text }) => text)
  expect(workflows.map((text) => text.trimEnd())).toContain(formatWorkflow().trimEnd())
})

test.each([
  ['resources:\n  - a.yaml\n', 'resources:\n  - a.yaml\n  - b.yaml\n'],
  ['resources:\n- "a" # one\npatches: []\n', 'resources:\n- "a" # one\n- b.yaml\npatches: []\n'],
  ['resources:\r\n- a\r\n- c', 'resources:\r\n- a\r\n- c\r\n- b.yaml'],
  ['resources: [a]\n', undefined],
  ['kind: Kustomization\n', undefined],
])('a resource more in %j', (before, after) => {
  const added = addResource(aFile('kustomization.yaml', before), 'b.yaml')
  expect(added && Buffer.from(added.bytes).toString()).toBe(after)
})

/** Image names and policy names of files that name these images. */
function names(images: readonly string[]) {
  const files = images.map((image, index) => aFile(`${index}.yaml`, `image: ${image}\n`))
  const proposal = propose(findImages(files), files, {
    listings: new Map<string, Listing>(),
    given: new Map(),
    keyOf: (environment, policy) => `${environment}:${policy}`,
  })
  const { config } = readConfig({ file: 'a.yaml', text: formatOwnFile(proposal) }, { branch: 'main' })
  expect(config.environments[0]?.policies.map(({ key }) => key)).toEqual(
    proposal.environments[0]?.policies.map(({ key }) => key),
  )
  return proposal.environments[0]?.policies.map(({ imageName, name }) => `${imageName} ${name}`)
}

test.each<[images: readonly string[], named: readonly string[]]>([
  [
    ['nginx:1.2.3', 'ghcr.io/acme/web:1.2.3'],
    ['nginx nginx', 'web web'],
  ],
  [
    ['a/web:1.2.3', 'b/web:1.2.3'],
    ['a-web a-web', 'b-web b-web'],
  ],
  [
    ['a.io/a/web:1.2.3', 'b.io/a/web:1.2.3'],
    ['a-io-a-web a-io-a-web', 'b-io-a-web b-io-a-web'],
  ],
  [
    ['a/redis:6.2.1', 'a/redis:7.2.1', 'a/redis:7.2.1-alpine'],
    ['redis redis-6', 'redis redis-7', 'redis redis-7-alpine'],
  ],
  [
    ['a/web:main-123', 'a/web:develop-123'],
    ['web web-main', 'web web-develop'],
  ],
  [
    ['a/my_app:1.2.3', 'h:5000/on:1.2.3'],
    ['my-app my-app', 'on on'],
  ],
])('names of %j', (images, named) => {
  expect(names(images)).toEqual(named)
})
