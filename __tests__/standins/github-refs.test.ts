/** References as the stand-in reads them from files, beside what git says of them. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readRefs } from '../../src/standins/github/refs.ts'
import { type BareRepository, createBareRepository } from '../support/bare-repository.ts'

let repository: BareRepository
beforeEach(() => {
  repository = createBareRepository()
})
afterEach(() => repository.remove())

const somebody = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com']
const prefixes = [
  'refs/',
  'refs/heads/',
  'refs/tags/',
  'refs/heads/main',
  'refs/heads/image-bump/a',
  'refs/none',
]

test.each<readonly [what: string, git: readonly (readonly string[])[]]>([
  ['written one by one', []],
  ['packed', [['pack-refs', '--all']]],
  [
    'packed, and some of them written anew or taken away',
    [
      ['pack-refs', '--all'],
      ['update-ref', 'refs/heads/main', 'refs/heads/image-bump/a'],
      ['update-ref', '-d', 'refs/heads/image-bump/b'],
      ['update-ref', '-d', 'refs/heads/image-bump/a'],
      ['branch', 'image-bump/a/deeper'],
    ],
  ],
  ['that lead to others', [['symbolic-ref', 'refs/heads/latest', 'refs/heads/main']]],
])('are the same, %s', (_, commands) => {
  for (const name of ['image-bump/a', 'image-bump/b', 'image-bump-c', 'feature']) repository.branch(name)
  repository.git(...somebody, 'tag', '--annotate', '--message', 'a tag', 'v1', 'feature')
  for (const command of commands) repository.git(...command)
  expect(readAll()).toEqual(listedByGit())
  // Where git keeps them in tables it is asked.
  mkdirSync(join(repository.directory, 'reftable'))
  expect(readAll()).toEqual(listedByGit())
})

function readAll(): readonly string[] {
  return prefixes.flatMap((prefix) =>
    [...readRefs(repository.directory, prefix)].map(([name, id]) => `${prefix}: ${prefix}${name} ${id}`),
  )
}

function listedByGit(): readonly string[] {
  return prefixes.flatMap((prefix) => {
    const listed = repository.git('for-each-ref', '--format=%(refname) %(objectname)', prefix)
    const lines = listed.split('\n').filter((line) => line !== '')
    return lines.map((line) => `${prefix}: ${line}`)
  })
}
