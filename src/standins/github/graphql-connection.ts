/** Lists in pages, as every list of GitHub's GraphQL API. */
import type { Arguments, Source } from './graphql-execute.ts'

/** `first` or `last` entries, `after` or `before` a cursor; a node is made only for what is shown. */
export function connection<T>(
  type: string,
  {
    entries,
    nodeOf,
    values,
  }: {
    readonly entries: readonly T[]
    readonly nodeOf: (entry: T) => unknown
    readonly values: Arguments
  },
): Source {
  const after = positionOf(values['after']) ?? -1
  const before = positionOf(values['before']) ?? entries.length
  const window = entries.map((entry, index) => ({ entry, index })).slice(after + 1, before)
  const { first, last } = values
  const forward = typeof first === 'number' ? window.slice(0, first) : window
  const shown = typeof last === 'number' ? forward.slice(Math.max(0, forward.length - last)) : forward
  const [start, end] = [shown[0]?.index, shown.at(-1)?.index]
  return {
    typename: `${type}Connection`,
    totalCount: entries.length,
    pageInfo: {
      typename: 'PageInfo',
      hasNextPage: (end ?? before - 1) < before - 1 || before < entries.length,
      hasPreviousPage: (start ?? after + 1) > 0,
      startCursor: start === undefined ? null : cursorOf(start),
      endCursor: end === undefined ? null : cursorOf(end),
    },
    nodes: () => shown.map(({ entry }) => nodeOf(entry)),
    edges: () =>
      shown.map(({ entry, index }) => {
        return { typename: `${type}Edge`, cursor: cursorOf(index), node: nodeOf(entry) }
      }),
  }
}

function cursorOf(index: number): string {
  return Buffer.from(`cursor:${index}`).toString('base64')
}

function positionOf(cursor: unknown): number | undefined {
  if (typeof cursor !== 'string') return undefined
  return Number(Buffer.from(cursor, 'base64').toString().slice('cursor:'.length))
}
