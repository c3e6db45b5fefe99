/** Real and broken files, mutated. A fixed number of them here; `npm run fuzz -- 600` goes on for ten minutes, from another seed each time. */
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readCases } from '../../support/cases.ts'
import { strayDifference } from '../../support/full-parse.ts'
import { fileAfter, type Latest, sourceFile, update } from '../../support/setters.ts'

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 0)
const settings =
  seconds > 0
    ? {
        seed: Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31),
        numRuns: 2 ** 31,
        interruptAfterTimeLimit: seconds * 1000,
      }
    : { seed: 4, numRuns: 3000 }

const marker = '# {"$imagepolicy": "ns:p"}'
const digest = `sha256:${'0'.repeat(64)}`
const latest: readonly Latest[] = [
  { name: 'ghcr.io/acme/app', tag: 'v2.0.0' },
  { name: 'ghcr.io/acme/app', tag: '1.30', digest },
  { name: 'nginx', tag: '0755' },
]

const { cases }: { readonly cases: readonly { readonly input: Readonly<Record<string, string>> }[] } =
  readCases('flux-setters')
const texts = [
  ...cases.flatMap(({ input }) => Object.values(input)),
  `\ufeffa: |  ${marker}\r\n    x:1\r\n\r\nb: 1\r\n`,
  `a: &a !!str "x" ${marker}\nb: [*a, 'y', ${marker}\n  {c: z} ${marker}\n]\n---\n- x ${marker}\n`,
  `? a\n: >+2 ${marker}\n    x\n\n\n? [b]\n: "x \\\n   y" ${marker}\n`,
].map((text) => Buffer.from(text))

const scrap = fc
  .oneof(
    fc.constantFrom('\n', '\r\n', '\r', '\t', ' ', '    ', '"', "'", '\\', '\ufeff', '\u2028', '🚀'),
    fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      '- ',
      ': ',
      ':',
      '? ',
      '|\n',
      '>-\n',
      '&a ',
      '*a',
      '!',
      '!!int ',
    ),
    fc.constantFrom('# ', '#', '\u0000', '%', '%YAML 1.1\n', '---\n', '...\n', '{{ .x }}', '<<: ', '~'),
    fc.constantFrom(
      marker,
      ` ${marker}\n`,
      '# {"$imagepolicy": "ns:p:tag"}',
      '# {"$imagepolicy": "ns:p:digest"}',
    ),
  )
  .map((text): Uint8Array => Buffer.from(text))
const mutation = fc.record({
  at: fc.nat({ max: 500 }),
  cut: fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 60 })),
  scrap: fc.oneof(scrap, fc.uint8Array({ maxLength: 2 })),
})
const mutated = fc
  .tuple(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([text, mutations]) =>
    mutations.reduce<Uint8Array>((bytes, each) => {
      const from = each.at % (bytes.length + 1)
      return Buffer.concat([bytes.subarray(0, from), each.scrap, bytes.subarray(from + each.cut)])
    }, text),
  )

test(
  'whatever a file holds, nothing is thrown, and what is written differs in its marked values alone',
  () => {
    const seen = { rewritten: 0, unchanged: 0, 'not-exact': 0 }
    fc.assert(
      fc.property(mutated, fc.constantFrom(...latest), (bytes, image) => {
        const file = sourceFile('a.yaml', new Uint8Array(bytes))
        const { result, changes, manifest } = update(file, { 'ns:p': image })
        seen[result.kind]++
        if (result.kind !== 'rewritten') return
        const after = fileAfter(result, file)
        expect(strayDifference(file.bytes, after.bytes, changes)).toBeUndefined()
        const again = update(after, { 'ns:p': image })
        expect(again.result.kind).toBe('unchanged')
        // A marker at the null of `metadata: ~` makes an object that is none.
        if (again.problems.some(({ code }) => code === 'file-not-yaml')) return
        const setters = manifest.markers.map(({ setter }) => setter)
        expect(again.manifest.markers.map(({ setter }) => setter)).toEqual(setters)
      }),
      settings,
    )
    if (seconds > 0) process.stdout.write(`${JSON.stringify(seen)}\n`)
    // Files that our reader and yaml's take differently are refused, and they are rare.
    expect(seen.rewritten).toBeGreaterThan(100)
    expect(seen['not-exact']).toBeLessThan(seen.rewritten / 20)
  },
  (seconds + 60) * 1000,
)
