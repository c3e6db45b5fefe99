import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { z } from 'zod'
import { readForm } from '../../../src/pipeline/config/form.ts'
import { readJson } from '../../../src/pipeline/config/own/json-text.ts'
import { readYaml } from '../../../src/pipeline/config/own/yaml-text.ts'

const trees = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, fc.string({ unit: 'binary' }), tie('list'), tie('map')),
  list: fc.array(tie('tree')),
  map: fc.dictionary(
    fc.string().filter((key) => !['__proto__', '<<', ''].includes(key)),
    tie('tree'),
    { noNullPrototype: true },
  ),
}))

test('JSON reads as what it is, whatever its blanks', () => {
  fc.assert(
    fc.property(fc.oneof(trees.list, trees.map), fc.constantFrom(0, 2, '\t'), (tree, space) => {
      const reading = readJson({ file: 'a.json', text: JSON.stringify(tree, null, space) })
      expect(reading?.problems).toEqual([])
      expect(reading?.grown?.tree).toEqual(tree)
    }),
    { seed: 7 },
  )
})

test('a place in JSON is the place in the same text read as YAML', () => {
  const source = { file: 'a.json', text: '{\n "a": [ "x",\n  {"b": "é", "c": []}\n ],\n "d": {}}' }
  const paths = [[], ['a'], ['a', 0], ['a', 1], ['a', 1, 'b'], ['a', 1, 'c'], ['d'], ['a', 1, 'missing']]
  const places = (reading: ReturnType<typeof readJson>) =>
    paths.flatMap((path) => (['key', 'value'] as const).map((at) => reading?.grown?.placeAt(path, at)))
  expect(places(readJson(source))).toEqual(places(readYaml(source)))
  expect(places(readJson(source))[9]).toEqual({ file: 'a.json', line: 3, column: 9 })
})

test.each(['', 'a: 1', '"text"', '12', '{', '[1,]'])('%j is left to the reader of YAML', (text) => {
  expect(readJson({ file: 'a.json', text })).toBeUndefined()
})

test('a form gives its value, or problems with its own code', () => {
  const form = {
    shape: z.object({ a: z.string() }),
    code: 'tests-invalid',
    wanted: '`a`',
    mostValues: 4,
  } as const
  expect(readForm({ file: 'f', text: 'a: 1' }, form).read?.value).toEqual({ a: '1' })
  expect(readForm({ file: 'f', text: 'a: [1, 2, 3, 4, 5]' }, form)).toMatchObject({
    problems: [{ code: 'tests-invalid', message: expect.stringContaining('more than 4 values') }],
  })
})
