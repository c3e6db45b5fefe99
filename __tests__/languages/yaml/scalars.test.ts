import { expect, test } from '@jest/globals'
import { findScalars } from '../../../src/languages/yaml/yaml.ts'

/** `path text room`, where a room that is free is the rest of the line with a star put into it. */
function scalars(text: string) {
  const bytes = new TextEncoder().encode(text)
  return findScalars(bytes)?.map(({ document, path, text: value, room, line }) => {
    const put =
      room.kind === 'free'
        ? `${text.slice(0, room.at)}*${text.slice(room.at)}`.split(/\r\n|\r|\n/)[line - 1]
        : room.kind
    return `${document}/${path.join('/')} ${value}: ${put}`
  })
}

test.each<[text: string, found: readonly string[] | undefined]>([
  ['a: 1\n', ['0/a 1: a: 1*']],
  ['a: 1', ['0/a 1: a: 1*']],
  ['a: 1  \r\nb: "2"\r\n', ['0/a 1: a: 1*  ', '0/b 2: b: "2"*']],
  ['a: 1 # no\n', ['0/a 1: taken']],
  ['a: [1, 2]\n', ['0/a/0 1: none', '0/a/1 2: none']],
  ['{ a: 1 ,\n  b: 2\n}\n', ['0/a 1: { a: 1 ,*', '0/b 2:   b: 2*']],
  ['a: |\n  1\n', ['0/a 1\n: none']],
  ['- x: 1\n---\n- &a 2\n- *a\n', ['0/0/x 1: - x: 1*', '1/0 2: - &a 2*']],
  ['a: 1\na: 2\n', ['0/a 1: a: 1*']],
  ['a: !!str 1\n', ['0/a 1: a: !!str 1*']],
  ['a: [\n', undefined],
])('in %j', (text, found) => {
  expect(scalars(text)).toEqual(found)
})
