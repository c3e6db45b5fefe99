/** What TRIGGERS.md tells senders to send is what a run understands. */
import { expect, test } from '@jest/globals'
import { formatImageName } from '../../src/model/reference.ts'
import { readTrigger } from '../../src/trigger/trigger.ts'
import { fencedBlocks, readPage } from '../support/markdown.ts'

const bodies = fencedBlocks(readPage('.github/docs/TRIGGERS.md'), 'json')
  .map(({ place, text }) => ({ place, body: JSON.parse(filledIn(text)) }))
  .filter(({ body }) => 'client_payload' in body || 'inputs' in body)

test('the page has bodies for both calls', () => {
  expect(bodies.length).toBeGreaterThan(3)
})

test.each(bodies)('the body at $place names images', ({ body }) => {
  const event = 'client_payload' in body ? 'repository_dispatch' : 'workflow_dispatch'
  const trigger = readTrigger(event, body)
  const images =
    trigger.kind === 'images' ? trigger.images.map(({ image }) => formatImageName(image)) : trigger
  expect(images).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^(ghcr\.io|acme\.jfrog\.io|team\.dkr\.ecr\.team\.amazonaws\.com)\/[a-z/]+$/),
    ]),
  )
})

/** As a template's engine does, Go's in `{{ .data.name }}` and EventBridge's in `<name>`. */
function filledIn(text: string): string {
  return text.replaceAll(/\{\{[^}]*\}\}|<[a-z]+>/g, 'team')
}
