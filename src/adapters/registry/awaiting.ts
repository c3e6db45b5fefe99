/** A registry that gives a listing some time to get the tags that an event has named: listings lag behind the events of their own registry. */
import type { Announced } from '../../model/announced.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import { formatImageName, type ImageName, type Tag } from '../../model/reference.ts'
import type { Clock, Registry } from '../../ports.ts'

/** In milliseconds, each before another look. */
const pauses: readonly number[] = [2_000, 5_000, 10_000]

/** The same registry. An image is waited for once, however often it is listed, and what is listed in the end is what counts. */
export function awaitAnnounced(
  registry: Registry,
  announced: readonly Announced[],
  clock: Pick<Clock, 'pause'>,
): Registry {
  const awaited = new Map(announced.map(({ image, tags }) => [formatImageName(image), tags]))
  const notes: Problem[] = []
  return {
    ...registry,
    listTags: async (name, access) => {
      const first = await registry.listTags(name, access)
      const tags = awaited.get(formatImageName(name)) ?? []
      awaited.delete(formatImageName(name))
      let latest = first
      for (const pause of pauses) {
        if (missing(tags, latest).length === 0) return latest
        await clock.pause(pause)
        latest = await again(() => registry.listTags(name, access), latest)
      }
      const still = missing(tags, latest)
      if (still.length > 0) notes.push(notListed(name, still))
      return latest
    },
    problems: () => [...registry.problems(), ...notes],
  }
}

/** What was listed before is whole, too, if not the newest: it is not given up for a failure now. A fault of ours is thrown on. */
async function again(list: () => Promise<readonly Tag[]>, before: readonly Tag[]): Promise<readonly Tag[]> {
  try {
    return await list()
  } catch (thrown) {
    problemsOf(thrown)
    return before
  }
}

function missing(tags: readonly Tag[], listed: readonly Tag[]): readonly Tag[] {
  if (tags.length === 0) return []
  const known = new Set(listed)
  return tags.filter((tag) => !known.has(tag))
}

function notListed(name: ImageName, tags: readonly Tag[]): Problem {
  const seconds = pauses.reduce((sum, pause) => sum + pause, 0) / 1_000
  const shown = tags.slice(0, 10)
  const more = tags.length > shown.length ? ` and ${tags.length - shown.length} more` : ''
  const message = `The event names ${shown.join(', ')}${more} of ${name.text}, which its registry does not list, not even ${seconds} seconds later; the run goes on with what is listed.`
  return { code: 'tag-not-listed', level: 'note', message }
}
