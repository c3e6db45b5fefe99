/** Who takes from whom, and what runs where: a picture in Mermaid, which GitHub draws. */
import { chainedNames, type Environment } from '../../model/environment.ts'
import { printable } from '../../model/printable.ts'
import type { ImageStatus } from '../../model/status.ts'
import { formatDuration } from '../../model/time.ts'
import { few } from '../../model/words.ts'
import { standingText } from './status-words.ts'

/** Lines of Markdown; none where no two environments have to do with each other, and where they are more than a picture can show. */
export function chainLines(
  environments: readonly Environment[],
  images: readonly ImageStatus[],
): readonly string[] {
  const chained = chainedNames(environments)
  const shared = images.filter(({ places }) => new Set(places.map(({ environment }) => environment)).size > 1)
  const beside = new Set(shared.flatMap(({ places }) => places.map(({ environment }) => environment)))
  const names = new Set([
    ...chained,
    ...environments.map(({ name }) => name).filter((name) => beside.has(name)),
  ])
  if (names.size === 0 || names.size > mostBoxes) return []
  // What others have too comes first, as far as there is room.
  const ordered = [...shared, ...images.filter((image) => !shared.includes(image))]
  const ids = new Map([...names].map((name, index) => [name, `e${index}`]))
  const nodes = [...ids].map(
    ([name, id]) => `  ${id}["${nodeText(name, chained.has(name) ? ordered : shared)}"]`,
  )
  const edges = environments.flatMap(({ name, from }) =>
    (from?.sources ?? []).map(({ environment, soak, status }) => {
      const gates = [...(soak > 0 ? [formatDuration(soak)] : []), ...(status === undefined ? [] : [status])]
      const text = gates.length === 0 ? '' : `|"${shown(gates.join(', '))}"|`
      return `  ${ids.get(environment)} -->${text} ${ids.get(name)}`
    }),
  )
  return ['```mermaid', 'flowchart LR', ...nodes, ...edges, '```', '']
}

/** Environments that a picture has room for. */
const mostBoxes = 16

/** Images that a box has room for. */
const most = 6

function nodeText(name: string, images: readonly ImageStatus[]): string {
  const own = images.flatMap(({ image, places }) =>
    places
      .filter(({ environment }) => environment === name)
      .map((place) => shown(`${lastPart(image)} ${standingText(place)}`)),
  )
  return [`<b>${shown(name)}</b>`, ...few(own, most)].join('<br>')
}

function lastPart(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1)
}

/** Mermaid knows characters by their numbers ("Entity codes to escape characters"); whatever could be markup is told so. */
function shown(text: string): string {
  return printable(text)
    .replaceAll(/[^\w .,:+/@()>-]/gu, (sign) => `#${sign.codePointAt(0)};`)
    .replaceAll('>', '#62;')
}
