/** Every registry that people use, read to the end: listings of all lengths, against one double for each. */
import { afterEach, describe, expect, test } from '@jest/globals'
import { openPersonality, pathIn } from '../../support/registries/open.ts'
import { personalities } from '../../support/registries/known.ts'
import { closeStandIns } from '../../support/registry-on-stand-in.ts'

afterEach(closeStandIns)

/** In no order at all, so that nobody can rely on one. */
function tagsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `1.${(index * 7919) % 10_007}.${index}`)
}

describe.each(personalities)('$name', (personality) => {
  test.each([0, 1, 99, 100, 101, 1000, 1001, 2500])('lists %i tags whole', async (count) => {
    const { registry, standIn, name, warnings } = await openPersonality(personality)
    const tags = tagsOf(count)
    standIn.setTags(pathIn(personality, 'acme/web'), tags)
    expect((await registry.listTags(name('acme/web'))).toSorted()).toEqual(tags.toSorted())
    expect(warnings()).toEqual([])
  })

  test('is shown a login only where it demanded one', async () => {
    const { registry, standIn, name } = await openPersonality(personality)
    standIn.setTags(pathIn(personality, 'acme/web'), tagsOf(120))
    await registry.listTags(name('acme/web'))
    const shown = standIn.requests
      .filter(({ headers }) => headers['authorization']?.startsWith('Basic') === true)
      .map(({ path }) => (path.startsWith('/token') ? 'token service' : 'registry'))
    const { door } = personality
    const expected = { open: [], basic: ['registry'], token: 'for' in door ? ['token service'] : [] }
    expect(standIn.requests[0]?.headers['authorization']).toBeUndefined()
    expect([...new Set(shown)]).toEqual(expected[door.kind])
  })
})
