/** Of all that a proposal names, only what the base knows is asked for, and as the base says. */
import { describe, expect, test } from '@jest/globals'
import type { RegistryAccess } from '../../../src/model/policy.ts'
import { problemError } from '../../../src/model/problem.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import { imagesOf, onlyKnown } from '../../../src/pipeline/preview/known-images.ts'
import type { Registry } from '../../../src/ports.ts'
import { anEnvironment, aPolicy, lookingAt, problemsThrownBy } from '../../support/builders.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'

/** A configuration whose policies look at these, and a registry that notes how it was asked. */
function known(...images: readonly (readonly [string, RegistryAccess?])[]) {
  const policies = images.map(([image, access], index) => {
    const policy = lookingAt(image, aPolicy(`dev:p${index}`))
    return { ...policy, repository: { ...policy.repository, ...(access && { access }) } }
  })
  const inner = createInMemoryRegistry({
    'ghcr.io/acme/web': ['1.0.0'],
    'docker.io/library/nginx': ['1.27.0'],
  })
  const asked: string[] = []
  const note = (name: { readonly text: string }, access: RegistryAccess | undefined) =>
    void asked.push([name.text, ...Object.values(access ?? {})].join(' '))
  const noting: Registry = {
    ...inner,
    listTags: (name, access) => (note(name, access), inner.listTags(name, access)),
    resolveDigest: (name, tag, access) => (note(name, access), inner.resolveDigest(name, tag, access)),
    inspect: (name, tag, access) => (note(name, access), inner.inspect(name, tag, access)),
    examine: (name, access) => (note(name, access), inner.examine(name, access)),
  }
  const registry = onlyKnown(noting, imagesOf({ environments: [anEnvironment({ policies })] }), 'the base')
  return { registry, asked, inner }
}

interface Ways {
  readonly rule: string
  /** The ways that the base has. */
  readonly base: readonly RegistryAccess[]
  readonly proposed?: RegistryAccess
  /** The one that is taken. */
  readonly way: string
  readonly isTold: boolean
}

const web = 'ghcr.io/acme/web'
const aws: RegistryAccess = { provider: 'aws' }
const named: RegistryAccess = { secretRef: 'team/robot' }

describe('an image', () => {
  test.each<[string, string]>([
    ['of another path', 'ghcr.io/acme/web2'],
    ['of a path below it', 'ghcr.io/acme/web/db'],
    ['on another host', 'evil.example/acme/web'],
    ['on another port', 'ghcr.io:8443/acme/web'],
    ['on Docker Hub', 'acme/web'],
  ])('%s is asked for in no way', async (_, image) => {
    const { registry, asked } = known([web])
    const name = parseImageName(image)
    const ways = [
      () => registry.listTags(name),
      () => registry.resolveDigest(name, '1.0.0'),
      () => registry.inspect(name, '1.0.0'),
      () => registry.examine(name),
    ]
    for (const way of ways)
      expect(await problemsThrownBy(way)).toMatchObject([{ code: 'image-added', level: 'note' }])
    expect(asked).toEqual([])
  })

  test('may be written in another spelling, and is asked for in that of the base', async () => {
    const { registry, asked } = known(['docker.io/library/nginx'])
    expect(await registry.listTags(parseImageName('nginx'))).toEqual(['1.27.0'])
    expect(asked).toEqual(['docker.io/library/nginx'])
    expect(registry.problems()).toEqual([])
  })
})

describe('the way to its registry', () => {
  test.each<Ways>([
    { rule: 'is that of the base where nothing is proposed', base: [named], way: 'team/robot', isTold: true },
    { rule: 'is none where the base has none', base: [{}], proposed: named, way: '', isTold: true },
    {
      rule: 'is that of the base where another login is proposed',
      base: [named],
      proposed: { secretRef: 'payments/admin' },
      way: 'team/robot',
      isTold: true,
    },
    {
      rule: 'takes no plain http that the base does not take',
      base: [named],
      proposed: { ...named, insecure: true },
      way: 'team/robot',
      isTold: true,
    },
    {
      rule: 'is the one that is proposed where the base has it, too',
      base: [aws, named],
      proposed: named,
      way: 'team/robot',
      isTold: false,
    },
    {
      rule: 'is the same where `insecure: false` is written out',
      base: [named],
      proposed: { ...named, insecure: false },
      way: 'team/robot',
      isTold: false,
    },
  ])('$rule', async ({ base, proposed, way, isTold }) => {
    const { registry, asked } = known(...base.map((access) => [web, access] as const))
    await registry.listTags(parseImageName(web), proposed)
    expect(asked).toEqual([`${web} ${way}`.trim()])
    expect(registry.problems().map(({ code }) => code)).toEqual(isTold ? ['access-proposed'] : [])
  })

  test('is tried in turn where the base has several, and the first failure is told as a warning', async () => {
    const { registry, asked, inner } = known([web], [web, aws], [web, named])
    inner.fail(web, problemError('registry-refused', 'No.'))
    const problems = await problemsThrownBy(() => registry.listTags(parseImageName(web), { insecure: true }))
    expect(problems).toEqual([{ code: 'registry-refused', level: 'warning', message: 'No.' }])
    expect(asked).toEqual([`${web} aws`, `${web} team/robot`, web])
  })
})
