/** The demo's world: stand-ins on loopback, and the real adapters pointed at them. */
import { systemClock } from '../adapters/clock.ts'
import { createGit } from '../adapters/git/git.ts'
import { createWorktree } from '../adapters/git/worktree.ts'
import { createForge } from '../adapters/github/github.ts'
import { createRenderer } from '../adapters/kustomize/kustomize.ts'
import { emptyKeychain } from '../adapters/registry/keychain.ts'
import { createRegistry } from '../adapters/registry/registry.ts'
import type { DemoWorld } from '../commands/demo.ts'
import type { Ports } from '../ports.ts'
import { demoFiles } from '../standins/demo/files.ts'
import { createDemoRepository, type DemoRepository, gitEnvironment } from '../standins/demo/repository.ts'
import { demoTags } from '../standins/demo/tags.ts'
import { type GitHubStandIn, serveGitHub } from '../standins/github/github.ts'
import { serveRegistry } from '../standins/registry/registry.ts'
import { committer } from './committer.ts'

const repository = { owner: 'acme', name: 'gitops' }

/** Runs something in a fresh demo world and takes the world down again, but for its folder when that shall be kept. */
export async function inDemoWorld<T>(keep: boolean, use: (world: DemoWorld) => Promise<T>): Promise<T> {
  const registry = await serveRegistry()
  for (const [name, tags] of demoTags) registry.setTags(name, tags)
  const files = createDemoRepository(demoFiles(registry.host))
  const github = await serveGitHub()
  github.addRepository({ ...repository, directory: files.remote })
  try {
    return await use({
      ports: portsFor(files, github),
      tags: demoTags,
      log: (branch) => files.git('log', '--format=%h %an: %s', branch).trim().split('\n'),
      requests: () => github.pulls(`${repository.owner}/${repository.name}`),
      ...(keep && { kept: files.directory }),
    })
  } finally {
    await Promise.all([registry.close(), github.close()])
    if (!keep) files.remove()
  }
}

function portsFor({ checkout }: DemoRepository, github: GitHubStandIn): Ports {
  const mask = () => undefined
  const clock = systemClock
  return {
    registry: createRegistry({ keychain: emptyKeychain, clock, userAgent: 'image-bump-demo', mask }),
    git: createGit({ directory: checkout, env: gitEnvironment(), committer, clock, mask }),
    worktree: createWorktree(checkout),
    forge: createForge({
      repository: `${repository.owner}/${repository.name}`,
      token: 'demo',
      apiUrl: github.url,
      graphqlUrl: `${github.url}/graphql`,
      userAgent: 'image-bump-demo',
      clock,
    }),
    renderer: createRenderer({ env: gitEnvironment() }),
    clock,
  }
}
