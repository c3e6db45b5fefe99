import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { type Problem, ProblemError } from '../../src/model/problem.ts'
import {
  formatImageName,
  formatImageReference,
  formatRegistry,
  isTag,
  parseDigest,
  parseImageName,
  parseImageReference,
  splitAlias,
} from '../../src/model/reference.ts'
import { aDigest } from '../support/builders.ts'
import { readCases } from '../support/cases.ts'

interface FluxCase {
  readonly name: string
  readonly image: string
  readonly expected: { readonly canonical?: string; readonly error?: string }
}

const { cases }: { readonly cases: readonly FluxCase[] } = readCases('flux-image')

describe('an image is read as Flux reads spec.image', () => {
  test.each(cases)('$name', ({ image, expected }) => {
    const found = refusalOf(() => parseImageName(image))
    const canonical = found === undefined ? formatImageName(parseImageName(image)) : undefined
    expect({ error: found?.flux ?? found?.message, canonical }).toEqual({
      error: expected.error,
      canonical: expected.canonical,
    })
  })

  test.each([
    // The first part is a host only if a dot or a colon is in it.
    ['ghcr.io/acme/web', 'ghcr.io/acme/web'],
    ['ghcr.io/acme/team/web', 'ghcr.io/acme/team/web'],
    ['ghcr.io/web', 'ghcr.io/web'],
    ['localhost/web', 'index.docker.io/localhost/web'],
    ['localhost:5000/web', 'localhost:5000/web'],
    ['registry:443/web', 'registry:443/web'],
    ['127.0.0.1:5000/web', '127.0.0.1:5000/web'],
    ['[::1]:5000/web', '[::1]:5000/web'],
    ['[fd00::1]/acme/web', '[fd00::1]/acme/web'],
    ['ghcr.io:443/acme/web', 'ghcr.io:443/acme/web'],
    ['GHCR.io/acme/web', 'GHCR.io/acme/web'],
    // Docker Hub.
    ['alpine', 'index.docker.io/library/alpine'],
    ['acme/web', 'index.docker.io/acme/web'],
    ['docker.io/alpine', 'index.docker.io/library/alpine'],
    ['docker.io/acme/web', 'index.docker.io/acme/web'],
    ['index.docker.io/alpine', 'index.docker.io/library/alpine'],
    ['registry-1.docker.io/alpine', 'index.docker.io/library/alpine'],
    ['example.com', 'index.docker.io/library/example.com'],
    // Characters.
    ['ghcr.io/a_b/c-d.e', 'ghcr.io/a_b/c-d.e'],
    ['ab', 'index.docker.io/library/ab'],
    [`ghcr.io/${'a'.repeat(255)}`, `ghcr.io/${'a'.repeat(255)}`],
  ])('%s is %s', (text, canonical) => {
    const name = parseImageName(text)
    expect(formatImageName(name)).toBe(canonical)
    expect(name.text).toBe(text)
  })
})

describe('what is no bare name is refused in words of Flux', () => {
  const hex = 'a'.repeat(64)
  test.each([
    ['https://ghcr.io/acme/web', "should not include URL scheme; remove 'https://'"],
    ['oci://ghcr.io/acme/web:1', "should not include URL scheme; remove 'oci://'"],
    ['://web', "should not include URL scheme; remove '://'"],
    ['ghcr.io/acme/web:1.2.3', "should not include a tag; remove ':1.2.3'"],
    ['localhost:5000/web:1', "should not include a tag; remove ':1'"],
    ['[::1]:5000/web:1', "should not include a tag; remove ':1'"],
    ['alpine:3', "should not include a tag; remove ':3'"],
    ['example.com:5000', "should not include a tag; remove ':5000'"],
    ['alpine:.x', "should not include a tag; remove ':.x'"],
    [`alpine@sha256:${hex}`, `should not include a tag; remove ':${hex}'`],
    [`alpine:3@sha256:${hex}`, `should not include a tag; remove ':3@sha256'`],
    [`localhost:5000/web@sha256:${hex}`, `should not include a tag; remove ':${hex}'`],
  ])('%s', (text, flux) => {
    const problem = refusalOf(() => parseImageName(text))
    expect(problem?.code).toBe('image-invalid')
    expect(problem?.flux ?? problem?.message).toBe(`image '${text}' ${flux}`)
  })

  test('a digest is told as what it is, and all of it is to be removed', () => {
    expect(refusalOf(() => parseImageName(`alpine:3@${aDigest()}`))?.message).toBe(
      `image 'alpine:3@${aDigest()}' should not include a tag; remove ':3@${aDigest()}'`,
    )
    expect(refusalOf(() => parseImageName(`alpine@${aDigest()}`))?.message).toBe(
      `image 'alpine@${aDigest()}' should not include a digest; remove '@${aDigest()}'`,
    )
  })

  test.each([
    '',
    'a',
    'ghcr.io/',
    'ghcr.io/a',
    'ghcr.io/Acme/web',
    'Alpine',
    'ghcr.io/acme/web:',
    'ghcr.io/acme/web:a b',
    `ghcr.io/acme/web:${'a'.repeat(129)}`,
    'ghcr.io/acme/web@sha256:abc',
    `alpine@${aDigest()}@${aDigest()}`,
    'gh cr.io/acme/web',
    'user@ghcr.io/acme/web',
    'ghcr.io:port/acme/web',
    '[::1/web',
    '[::1]',
    `ghcr.io/${'a'.repeat(256)}`,
    'acme/web\n',
    '${IMAGE}',
  ])('%j', (text) => {
    const problem = refusalOf(() => parseImageName(text))
    expect(problem).toMatchObject({
      code: 'image-invalid',
      flux: `could not parse reference: ${text}`,
      message: expect.stringContaining(`could not parse reference: ${text}: `),
    })
  })
})

describe('a reference', () => {
  test.each([
    ['ghcr.io/acme/web:1.2.3', 'ghcr.io/acme/web', '1.2.3', undefined],
    ['localhost:5000/web', 'localhost:5000/web', '', undefined],
    ['localhost:5000/web:1', 'localhost:5000/web', '1', undefined],
    ['[::1]:5000/web:1', '[::1]:5000/web', '1', undefined],
    [`web:1@${aDigest()}`, 'web', '1', aDigest()],
    [`web@${aDigest()}`, 'web', '', aDigest()],
  ])('%s', (text, name, tag, digest) => {
    const reference = parseImageReference(text)
    expect([reference.name.text, reference.tag, reference.digest]).toEqual([name, tag, digest])
    expect(reference.name).toEqual(parseImageName(name))
  })

  test.each(['', 'web:', 'web:-1', 'web:a b', 'web@latest', 'Web:1', 'https://ghcr.io/acme/web:1', ':1'])(
    '%j is none',
    (text) => {
      expect(refusalOf(() => parseImageReference(text))?.code).toBe('image-invalid')
    },
  )

  const part = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{1,8}$/)
  const host = fc.constantFrom('', 'ghcr.io/', 'localhost:5000/', '[::1]:443/', 'docker.io/', 'localhost/')
  const tag = fc.oneof(
    fc.constant(''),
    fc.stringMatching(/^\w[\w.-]{0,20}$/).map((each) => `:${each}`),
  )
  const digest = fc.constantFrom('', `@${aDigest()}`)
  const reference = fc.tuple(host, fc.array(part, { minLength: 1, maxLength: 3 }), tag, digest)

  test('reads as it was written', () => {
    fc.assert(
      fc.property(reference, ([where, path, tag, digest]) => {
        const text = `${where}${path.join('/')}${tag}${digest}`
        expect(formatImageReference(parseImageReference(text))).toBe(text)
      }),
      { seed: 1 },
    )
  })

  test('any text is a reference that reads as it was written, or refused in one way', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab1.:/@-[]sha256 \n')) }), (text) => {
        const problem = refusalOf(() => expect(formatImageReference(parseImageReference(text))).toBe(text))
        expect(problem?.code ?? 'image-invalid').toBe('image-invalid')
      }),
      { seed: 2, numRuns: 1000 },
    )
  })
})

test.each([
  ['1.2.3', true],
  ['_', true],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['', false],
  ['.1', false],
  ['-1', false],
  ['a:b', false],
  ['1.0+build', false],
  ['1.0\n', false],
])('is %j a tag: %s', (text, is) => {
  expect(isTag(text)).toBe(is)
})

test.each([
  [aDigest(), true],
  [`sha512:${'0'.repeat(128)}`, true],
  [aDigest().toUpperCase(), false],
  [aDigest().slice(0, -1), false],
  [`${aDigest()}0`, false],
  [`md5:${'a'.repeat(32)}`, false],
])('is %s a digest: %s', (text, is) => {
  expect(refusalOf(() => parseDigest(text)) === undefined).toBe(is)
})

describe('registry and repository are the two halves of a name, for charts that keep them apart', () => {
  test.each([
    ['ghcr.io/acme/web', 'ghcr.io', 'acme/web'],
    ['ghcr.io/acme/team/web', 'ghcr.io', 'acme/team/web'],
    ['localhost:5000/web', 'localhost:5000', 'web'],
    ['[fd00::1]:5000/acme/web', '[fd00::1]:5000', 'acme/web'],
    // The host as a person wrote it; where nobody wrote one, the name that all runtimes know.
    ['nginx', 'docker.io', 'library/nginx'],
    ['acme/web', 'docker.io', 'acme/web'],
    ['docker.io/nginx', 'docker.io', 'library/nginx'],
    ['index.docker.io/acme/web', 'index.docker.io', 'acme/web'],
    ['GHCR.io/acme/web', 'GHCR.io', 'acme/web'],
  ])('%s is %s and %s', (text, registry, repository) => {
    const name = parseImageName(text)
    expect([formatRegistry(name), name.repository]).toEqual([registry, repository])
    // Together they are the same image again.
    expect(formatImageName(parseImageName(`${registry}/${repository}`))).toBe(formatImageName(name))
  })
})

describe('an alias stands before an image, with a "="', () => {
  test.each([
    ['web=ghcr.io/acme/web:1.0.0', 'web=', 'ghcr.io/acme/web:1.0.0'],
    ['ghcr.io/acme/old=nginx', 'ghcr.io/acme/old=', 'nginx'],
    ['--image=ghcr.io/acme/web:1.0.0', '--image=', 'ghcr.io/acme/web:1.0.0'],
    ['web=', 'web=', ''],
    ['ghcr.io/acme/web:1.0.0', '', 'ghcr.io/acme/web:1.0.0'],
    ['=nginx', '', '=nginx'],
    ['the image = nginx', '', 'the image = nginx'],
    ['', '', ''],
    ['${IMAGE:=nginx}', '', '${IMAGE:=nginx}'],
  ])('%j is %j and %j', (text, alias, image) => {
    expect(splitAlias(text)).toEqual({ alias, image })
  })
})

function refusalOf(parse: () => unknown): Problem | undefined {
  try {
    parse()
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problems[0]
    throw thrown
  }
  return undefined
}
