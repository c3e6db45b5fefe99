import { describe, expect, test } from '@jest/globals'
import type { Environment } from '../../../src/model/environment.ts'
import type { ImagePolicy, PolicyKey } from '../../../src/model/policy.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import type { Scanned } from '../../../src/model/scanned.ts'
import type { Registry } from '../../../src/ports.ts'
import { scan, type ScanRequest, scanWorktree, unknownImages } from '../../../src/pipeline/scan/scan.ts'
import {
  aFailure,
  anEnvironment,
  aPolicy,
  aRequest,
  lookingAt,
  aScanned,
  problemsThrownBy,
} from '../../support/builders.ts'
import { createInMemoryGit } from '../../support/in-memory-git.ts'
import { createInMemoryRegistry } from '../../support/in-memory-registry.ts'
import { createInMemoryWorktree } from '../../support/in-memory-worktree.ts'
import type { FileTree } from '../../support/repository.ts'

const images = {
  'ghcr.io/acme/web': ['1.0.0', '1.1.0'],
  'ghcr.io/acme/api': ['2.0.0'],
  'ghcr.io/acme/job': ['3.0.0'],
}
const tagOf = (key: PolicyKey) => `${key.split(':')[1]}: 1.0.0 # {"$imagepolicy": "${key}:tag"}\n`

describe('files', () => {
  test('an environment gets the files of its paths that have markers of its policies, in order', async () => {
    const { environments } = await look(
      {
        'apps/dev/b.yaml': tagOf('dev:web'),
        'apps/dev/a.yml': tagOf('dev:web'),
        'apps/dev/none.yaml': 'tag: 1.0.0\n',
        'apps/dev/other.yaml': tagOf('staging:web'),
        'apps/prod/a.yaml': tagOf('dev:web'),
        'apps/dev/text.txt': tagOf('dev:web'),
      },
      [anEnvironment({ paths: ['apps/dev'] })],
    )
    expect(markedFiles(environments)).toEqual({ dev: ['apps/dev/a.yml', 'apps/dev/b.yaml'] })
  })

  test('a marker that no policy of the environment knows is told, with the nearest one that is', async () => {
    const { environments } = await look({ 'a.yaml': tagOf('dev:wep') }, [anEnvironment()])
    expect(environments[0]?.manifests).toEqual([])
    expect(environments[0]?.problems).toEqual([
      {
        code: 'policy-unknown',
        level: 'warning',
        message: 'The marker "dev:wep:tag" names no policy of dev; did you mean "dev:web"?',
        place: { file: 'a.yaml', line: 1, column: 6 },
      },
    ])
  })

  test('a policy of another namespace is as unknown as one that nobody has', async () => {
    const tree = { 'a.yaml': tagOf('flux-system:web') }
    const { environments } = await look(tree, [anEnvironment()])
    expect(environments[0]?.problems).toMatchObject([
      { code: 'policy-unknown', level: 'warning', place: { file: 'a.yaml', line: 1, column: 6 } },
    ])
  })

  test('a marker that does not fit its place is told if it is obeyed', async () => {
    const tree = {
      'a.yaml': 'tag: 1.0.0 # {"$imagepolicy": "dev:web"}\nnewTag: 1.0.0 # {"$imagepolicy": "dev:wep"}\n',
    }
    const { environments } = await look(tree, [anEnvironment()])
    expect(environments[0]?.manifests[0]?.markers).toHaveLength(1)
    expect(environments[0]?.problems.map(({ code, place }) => [code, place?.line])).toEqual([
      ['marker-unsuited', 1],
      ['policy-unknown', 2],
    ])
  })

  test('each environment resolves the same marker by its own policies, on its own branch', async () => {
    const dev = anEnvironment({ namespace: 'shop' })
    const production = anEnvironment({ name: 'production', namespace: 'shop', branch: 'production' })
    const git = createInMemoryGit({ 'a.yaml': tagOf('shop:web') })
    const commit = await git.commit('production', { 'b.yaml': tagOf('shop:web') })
    const { environments } = await lookInto(git, [dev, production])
    expect(markedFiles(environments)).toEqual({ dev: ['a.yaml'], production: ['a.yaml', 'b.yaml'] })
    expect(environments[0]?.base).toBe((await git.checkedOut()).commit)
    expect(environments[1]?.base).toBe(commit)
  })

  test('files on disk are read for the branch that is checked out, and commits for others', async () => {
    const git = createInMemoryGit({ 'a.yaml': 'committed: true\n' })
    await git.commit('production', { 'p.yaml': tagOf('production:web') })
    const worktree = createInMemoryWorktree({ 'a.yaml': tagOf('dev:web') })
    const environments = [anEnvironment(), anEnvironment({ name: 'production', branch: 'production' })]
    const scanned = await lookInto(git, environments, { from: 'disk', onDisk: 'main' }, worktree)
    expect(markedFiles(scanned.environments)).toEqual({ dev: ['a.yaml'], production: ['p.yaml'] })
    expect(scanned.environments.map(({ base }) => base !== undefined)).toEqual([false, true])
  })

  test('a branch that is missing costs its own environments only', async () => {
    const environments = [anEnvironment(), anEnvironment({ name: 'production', branch: 'gone' })]
    const scanned = await look({ 'a.yaml': tagOf('dev:web') }, environments)
    expect(markedFiles(scanned.environments)).toEqual({ dev: ['a.yaml'], production: [] })
    expect(scanned.environments[1]?.problems).toMatchObject([
      { code: 'branch-not-found', level: 'error', message: 'The remote has no branch gone.' },
    ])
  })

  test('no branch at all is said to be none', async () => {
    const scanned = await look({}, [anEnvironment({ branch: 'HEAD' })])
    expect(scanned.environments[0]?.problems).toMatchObject([
      { code: 'branch-not-found', message: 'No branch is checked out, and the environment names none.' },
    ])
  })

  test('a branch that cannot be read costs its own environments only', async () => {
    const git = createInMemoryGit({ 'a.yaml': tagOf('dev:web') })
    const broken = await git.commit('production', {})
    const failing = {
      ...git,
      read: (...[commit, wanted]: Parameters<typeof git.read>) =>
        commit === broken
          ? Promise.reject(aFailure({ code: 'git-failed', level: 'error', message: 'broken' }))
          : git.read(commit, wanted),
    }
    const environments = [anEnvironment(), anEnvironment({ name: 'production', branch: 'production' })]
    const scanned = await lookInto(failing, environments)
    expect(markedFiles(scanned.environments)).toEqual({ dev: ['a.yaml'], production: [] })
    expect(scanned.environments[1]).toMatchObject({
      base: broken,
      problems: [{ code: 'git-failed', message: 'broken' }],
    })
  })

  test('each branch is read once, however many environments stand on it', async () => {
    const git = createInMemoryGit({ 'apps/a/x.yaml': tagOf('a:web'), 'apps/b/x.yaml': tagOf('b:web') })
    const reads: string[] = []
    const counting = {
      ...git,
      read: (...[commit, wanted]: Parameters<typeof git.read>) => {
        reads.push(commit)
        return git.read(commit, wanted)
      },
    }
    const environments = ['a', 'b'].map((name) => anEnvironment({ name, paths: [`apps/${name}`] }))
    const scanned = await lookInto(counting, environments)
    expect(markedFiles(scanned.environments)).toEqual({ a: ['apps/a/x.yaml'], b: ['apps/b/x.yaml'] })
    expect(reads).toHaveLength(1)
  })
})

describe('two owners', () => {
  const dev = anEnvironment({ paths: ['apps/dev', 'shared'] })
  const staging = anEnvironment({ name: 'staging', namespace: 'dev', paths: ['apps/staging', 'shared'] })
  const tree = {
    'apps/dev/a.yaml': tagOf('dev:web'),
    'apps/staging/a.yaml': tagOf('dev:web'),
    'shared/a.yaml': `${tagOf('dev:web')}other: 1 # {"$imagepolicy": "dev:web:tag"}\n`,
    'shared/none.yaml': 'word: $imagepolicy\n',
  }

  test('neither writes a file of both, and each is told once for a file', async () => {
    const { environments } = await look(tree, [dev, staging])
    expect(markedFiles(environments)).toEqual({ dev: ['apps/dev/a.yaml'], staging: ['apps/staging/a.yaml'] })
    const problem = {
      code: 'marker-ambiguous',
      level: 'error',
      message: 'shared/a.yaml belongs to the environments dev and staging, so neither writes it.',
      place: { file: 'shared/a.yaml', line: 1, column: 6 },
    }
    expect(environments.map(({ problems }) => problems)).toEqual([[problem], [problem]])
  })

  test('a file of both that cannot be read is told too', async () => {
    const broken = { 'shared/a.yaml': `${tagOf('dev:web')}b: [\n` }
    const { environments } = await look(broken, [dev, staging])
    expect(environments.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      ['file-not-yaml'],
      ['file-not-yaml'],
    ])
  })

  test('a run for one environment still leaves alone what another owns too', async () => {
    const { environments } = await look(tree, [dev, staging], { environments: ['staging'] })
    expect(markedFiles(environments)).toEqual({ staging: ['apps/staging/a.yaml'] })
    expect(environments[0]?.problems).toMatchObject([{ code: 'marker-ambiguous' }])
  })

  test('on branches of their own they do not meet', async () => {
    const { environments } = await look(tree, [dev, { ...staging, branch: 'gone' }])
    expect(markedFiles(environments)).toEqual({ dev: ['apps/dev/a.yaml', 'shared/a.yaml'], staging: [] })
  })
})

describe('environments that were asked for', () => {
  const environments = ['dev', 'production'].map((name) => anEnvironment({ name, paths: [name] }))

  test('come in the order of the configuration, and others are not looked at', async () => {
    const all = await look({}, environments, { environments: ['production', 'dev'] })
    expect(all.environments.map(({ environment }) => environment.name)).toEqual(['dev', 'production'])
    const one = await look({}, environments, { environments: ['production'] })
    expect(one.environments.map(({ environment }) => environment.name)).toEqual(['production'])
  })

  test('must be in the configuration', async () => {
    expect(await problemsThrownBy(() => look({}, environments, { environments: ['dev', 'prod'] }))).toEqual([
      {
        code: 'environment-unknown',
        level: 'error',
        message: 'There is no environment "prod"; the configuration has dev, production.',
      },
    ])
  })
})

describe('tags', () => {
  const policies = [aPolicy('dev:web'), aPolicy('dev:api'), aPolicy('dev:job')]
  const dev = anEnvironment({ policies })

  test('are listed for images that a marker needs, each once', async () => {
    const twice = [...policies, lookingAt('ghcr.io/acme/web', aPolicy('dev:again'))]
    const { listings, listed } = await look(
      { 'a.yaml': tagOf('dev:web') + tagOf('dev:again'), 'b.yaml': tagOf('dev:web') + tagOf('dev:api') },
      [anEnvironment({ policies: twice })],
    )
    expect(listed.toSorted()).toEqual(['ghcr.io/acme/api', 'ghcr.io/acme/web'])
    expect([...listings]).toEqual([
      ['ghcr.io/acme/web', { kind: 'listed', tags: ['1.0.0', '1.1.0'] }],
      ['ghcr.io/acme/api', { kind: 'listed', tags: ['2.0.0'] }],
    ])
  })

  test('are listed once for all spellings of an image and all environments', async () => {
    const hub = { 'docker.io/alpine': ['3.22.0'] }
    const environments = ['alpine', 'docker.io/library/alpine'].map((image, index) =>
      anEnvironment({
        name: `e${index}`,
        paths: [`e${index}.yaml`],
        policies: [lookingAt(image, aPolicy(`e${index}:alpine`))],
      }),
    )
    const tree = { 'e0.yaml': tagOf('e0:alpine'), 'e1.yaml': tagOf('e1:alpine') }
    const { listings, listed } = await look(tree, environments, {}, hub)
    expect([...listings.keys()]).toEqual(['index.docker.io/library/alpine'])
    expect(listed).toHaveLength(1)
  })

  test('are not listed for markers in files that two environments own', async () => {
    const environments = ['dev', 'staging'].map((name) => anEnvironment({ name, namespace: 'dev' }))
    expect((await look({ 'a.yaml': tagOf('dev:web') }, environments)).listed).toEqual([])
  })

  test('of other images are skipped in a run for one, however it is spelled', async () => {
    const { listings, listed } = await look({ 'a.yaml': tagOf('dev:web') + tagOf('dev:api') }, [dev], {
      only: [parseImageName('ghcr.io/acme/api')],
    })
    expect(listed).toEqual(['ghcr.io/acme/api'])
    expect(listings.get('ghcr.io/acme/web')).toEqual({ kind: 'skipped' })
    expect(listings.get('ghcr.io/acme/api')).toEqual({ kind: 'listed', tags: ['2.0.0'] })
  })

  test('an image that no policy looks at is told, and the others are listed', async () => {
    const only = ['ghcr.io/acme/nothing', 'ghcr.io/acme/web'].map(parseImageName)
    const { listed } = await look({ 'a.yaml': tagOf('dev:web') }, [dev], { only })
    expect(listed).toEqual(['ghcr.io/acme/web'])
    expect(unknownImages({ only }, [aScanned({}, dev)])).toMatchObject([
      { code: 'image-unknown', level: 'warning', message: 'No policy looks at ghcr.io/acme/nothing.' },
    ])
  })

  test('of an event leave all environments unread where no policy looks at one of its images', async () => {
    const files = { 'a.yaml': tagOf('dev:web') }
    const nothing = { only: [parseImageName('ghcr.io/acme/nothing')], isAnnounced: true }
    const { environments, listed } = await look(files, [dev], nothing)
    expect([environments, listed]).toEqual([[], []])
    expect(unknownImages(nothing, environments)).toMatchObject([
      { level: 'note', message: 'No policy looks at ghcr.io/acme/nothing, so there is nothing to do.' },
    ])
    const some = { only: [...nothing.only, parseImageName('ghcr.io/acme/web')], isAnnounced: true }
    const known = await look(files, [dev], some)
    expect(known.listed).toEqual(['ghcr.io/acme/web'])
    expect(unknownImages(some, known.environments)).toMatchObject([
      { level: 'note', message: 'No policy looks at ghcr.io/acme/nothing.' },
    ])
  })

  test('of an image with several logins are asked for by the first that is named, and by others where that fails', async () => {
    const policyFor = (name: string, secretRef?: string): ImagePolicy => {
      const policy = lookingAt('ghcr.io/acme/web', aPolicy(`dev:${name}`))
      const access = secretRef === undefined ? {} : { access: { secretRef } }
      return { ...policy, repository: { ...policy.repository, ...access } }
    }
    const policies = [policyFor('a'), policyFor('b', 'old'), policyFor('c', 'new'), policyFor('d', 'new')]
    const asked: (string | undefined)[] = []
    const registry: Registry = {
      ...createInMemoryRegistry(),
      listTags: async (_, access) => {
        asked.push(access?.secretRef)
        if (access?.secretRef !== 'new') throw aFailure()
        return ['1.0.0']
      },
    }
    const git = createInMemoryGit({ 'a.yaml': policies.map(({ key }) => tagOf(key)).join('') })
    const ports = { git, registry, worktree: createInMemoryWorktree() }
    const { listings } = await scan({ environments: [anEnvironment({ policies })] }, aRequest(), ports)
    expect(asked).toEqual(['old', 'new'])
    expect(listings.get('ghcr.io/acme/web')).toEqual({ kind: 'listed', tags: ['1.0.0'] })
  })

  test('of a suspended image are not asked for', async () => {
    const web = aPolicy('dev:web')
    const off = { ...web, repository: { ...web.repository, suspend: true } }
    const { listings, listed } = await look({ 'a.yaml': tagOf('dev:web') }, [
      anEnvironment({ policies: [off] }),
    ])
    expect(listed).toEqual([])
    expect(listings.get('ghcr.io/acme/web')).toMatchObject({
      kind: 'failed',
      problem: { code: 'suspended', level: 'note' },
    })
  })

  test('of an image that suspended policies alone look at are not asked for', async () => {
    const policies = [{ ...aPolicy('dev:web'), suspend: true }]
    const { listed } = await look({ 'a.yaml': tagOf('dev:web') }, [anEnvironment({ policies })])
    expect(listed).toEqual([])
  })

  test('that cannot be listed cost their own image only', async () => {
    const registry = createInMemoryRegistry(images)
    registry.fail('ghcr.io/acme/web', aFailure())
    const git = createInMemoryGit({ 'a.yaml': tagOf('dev:web') + tagOf('dev:api') })
    const ports = { git, registry, worktree: createInMemoryWorktree() }
    const { listings } = await scan({ environments: [dev] }, aRequest(), ports)
    expect(listings.get('ghcr.io/acme/web')).toMatchObject({
      kind: 'failed',
      problem: { code: 'registry-unreachable' },
    })
    expect(listings.get('ghcr.io/acme/api')).toEqual({ kind: 'listed', tags: ['2.0.0'] })
  })

  test('a fault of ours is not taken for a registry that failed', async () => {
    const registry = { ...createInMemoryRegistry(), listTags: () => Promise.reject(new TypeError('oops')) }
    const ports = {
      git: createInMemoryGit({ 'a.yaml': tagOf('dev:web') }),
      registry,
      worktree: createInMemoryWorktree(),
    }
    await expect(scan({ environments: [dev] }, aRequest(), ports)).rejects.toThrow('oops')
  })
})

test('a folder alone is scanned without Git, configuration or registry', async () => {
  const worktree = createInMemoryWorktree({ 'b/Kustomization': tagOf('dev:web'), 'a.txt': tagOf('dev:web') })
  const scanned = await scanWorktree(anEnvironment(), worktree)
  expect(scanned.base).toBeUndefined()
  expect(scanned.manifests.map(({ file }) => file.path)).toEqual(['b/Kustomization'])
})

async function look(
  files: FileTree,
  environments: readonly Environment[],
  request: Partial<ScanRequest> = {},
  repositories: Readonly<Record<string, readonly string[]>> = images,
): Promise<Scanned & { readonly listed: readonly string[] }> {
  const registry = createInMemoryRegistry(repositories)
  const ports = { git: createInMemoryGit(files), registry, worktree: createInMemoryWorktree() }
  const scanned = await scan({ environments }, { ...aRequest(), ...request }, ports)
  return { ...scanned, listed: registry.listed }
}

function lookInto(
  git: ReturnType<typeof createInMemoryGit>,
  environments: readonly Environment[],
  request: Partial<ScanRequest> = {},
  worktree = createInMemoryWorktree(),
): Promise<Scanned> {
  const registry = createInMemoryRegistry(images)
  return scan({ environments }, { ...aRequest(), ...request }, { git, registry, worktree })
}

function markedFiles(scanned: Scanned['environments']): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    scanned.map(({ environment, manifests }) => [environment.name, manifests.map(({ file }) => file.path)]),
  )
}
