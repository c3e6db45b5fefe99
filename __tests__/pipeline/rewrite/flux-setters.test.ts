import { describe, expect, test } from '@jest/globals'
import { readCases } from '../../support/cases.ts'
import { type Latest, sourceFile, textAfter, update } from '../../support/setters.ts'

interface FluxChange {
  readonly file: string
  readonly object: Readonly<Record<string, string>>
  readonly oldValue: string
  readonly newValue: string
  readonly setter: string
}

interface Case {
  readonly name: string
  readonly verdict: 'must-match' | 'format-only' | 'flux-bug' | 'no-change' | 'error'
  readonly note?: string
  readonly path?: string
  readonly policies: Readonly<Record<string, Latest | null>>
  readonly input: Readonly<Record<string, string>>
  readonly expected: {
    readonly files?: Readonly<Record<string, string>>
    readonly changes: readonly FluxChange[]
  }
  readonly minimalEdit?: Readonly<Record<string, string>>
}

/** Cases whose point is made elsewhere, each with the reason. */
const elsewhere = new Map([
  ['path missing', 'which files are read at all is settled before a file is looked at'],
  [
    'inline schema w/ real setter name',
    'a comment may not say what is written: nothing is changed, by choice',
  ],
  ['legacy path annotation', 'one annotation does not stop a run: the file is updated, by choice'],
])

const { cases }: { readonly cases: readonly Case[] } = readCases('flux-setters')
const tried = cases.filter(({ name }) => !elsewhere.has(name))

test('every case left out is a case', () => {
  expect(tried).toHaveLength(cases.length - elsewhere.size)
})

describe("Flux's own results", () => {
  test.each(tried)('$verdict: $name', (each) => {
    const files = filesOf(each).map(([path, text]) => {
      const file = sourceFile(path, text)
      const updated = update(file, each.policies)
      return { path, updated, text: textAfter(updated, file) }
    })
    const wanted = { ...each.input, ...wantedFiles(each) }
    for (const { path, text } of files) expect([path, text]).toEqual([path, wanted[path]])
    expect(sorted(files.flatMap(({ path, updated }) => changesOf(path, each, updated)))).toEqual(
      sorted(each.expected.changes),
    )
  })
})

test('a comment with a schema of its own is not obeyed', () => {
  const [each] = cases.filter(({ name }) => name === 'inline schema w/ real setter name')
  expect(update(sourceFile('a.yaml', each?.input['a.yaml'] ?? ''), each?.policies ?? {}).changes).toEqual([])
})

test('an annotation that stops Flux stops nobody else', () => {
  const [each] = cases.filter(({ name }) => name === 'legacy path annotation')
  const { result } = update(sourceFile('a.yaml', each?.input['a.yaml'] ?? ''), each?.policies ?? {})
  expect(result.kind).toBe('rewritten')
})

/** The files that Flux would read: by their names, below the path. */
function filesOf({ input, path = '' }: Case): readonly (readonly [string, string])[] {
  const folder = path.replace(/^\.\//, '')
  return Object.entries(input).filter(
    ([name]) => name.startsWith(folder) && /\.ya?ml$|(^|\/)Kustomization$/.test(name),
  )
}

/** What is right: Flux's bytes, or the least edit where Flux would reformat or damage the file. */
function wantedFiles({ verdict, expected, minimalEdit }: Case): Readonly<Record<string, string>> {
  switch (verdict) {
    case 'must-match':
      return expected.files ?? {}
    case 'format-only':
    case 'flux-bug':
      return minimalEdit ?? {}
    case 'no-change':
    case 'error':
      return {}
  }
}

function changesOf(
  file: string,
  { path = '' }: Case,
  { changes }: ReturnType<typeof update>,
): readonly FluxChange[] {
  const folder = path.replace(/^\.\//, '')
  return changes.map(({ marker, to }) => ({
    // Flux names files from the path it was given.
    file: folder === '' ? file : file.slice(folder.length + 1),
    object: { ...marker.object },
    oldValue: marker.value,
    newValue: to,
    setter: marker.setter,
  }))
}

/** The order of files carries no meaning; inside of a file it is the order of the document. */
function sorted(changes: readonly FluxChange[]): readonly FluxChange[] {
  return changes.toSorted((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0))
}
