/** The whole line by the committed bundle, with Debian's docker-registry as the registry. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  dockerRegistryAvailable,
  startDockerRegistry,
  type DockerRegistry,
} from '../support/docker-registry.ts'
import { startGitHubDouble, type GitHubDouble } from '../support/github-double.ts'
import { createGitOpsWorld } from '../support/gitops-world.ts'
import { removeRepositories } from '../support/real-repository.ts'
import { textOf } from '../support/text-of.ts'

const isAvailable = dockerRegistryAvailable()
if (!isAvailable && process.env['REQUIRE_REAL'] !== '1')
  console.warn(
    'SKIPPED: the program docker-registry is not here, so the line was not run against a real registry.',
  )
const describeReal = isAvailable || process.env['REQUIRE_REAL'] === '1' ? describe : describe.skip

describeReal('with a real registry', () => {
  let registry: DockerRegistry
  let github: GitHubDouble

  beforeAll(async () => {
    registry = await startDockerRegistry()
    github = await startGitHubDouble()
  })

  afterAll(async () => {
    await Promise.all([registry.stop(), github.close(), removeRepositories()])
  })

  test('tags pushed to it reach dev by commit and production, pinned by digest, by pull request', async () => {
    for (const tag of ['1.2.0', '1.10.0', '2.0.0', 'latest']) await registry.push('acme/web', tag)
    const digest = await registry.push('acme/web', '1.11.0')
    const world = await createGitOpsWorld(github, files(registry.host))
    const step = await world.step()
    expect(step.exitCode).toBe(0)
    expect(await textOf(world.remote, 'main', 'apps/dev/web.yaml')).toContain(
      `image: ${registry.host}/acme/web:1.11.0 #`,
    )
    expect(await textOf(world.remote, 'image-bump/production--web', 'apps/production/web.yaml')).toContain(
      `image: ${registry.host}/acme/web:1.11.0@${digest} #`,
    )
    expect(github.violations).toEqual([])
    await world.remote.fsck()
    await world.registry.close()
  })
})

function files(host: string) {
  return {
    '.github/image-bump.yaml': `version: 1
images: { web: ${host}/acme/web }
environments:
  dev:
    paths: [apps/dev]
    policies: { web: { policy: { semver: { range: '1.x' } } } }
  production:
    paths: [apps/production]
    delivery: pullRequest
    policies: { web: { policy: { semver: { range: '1.x' } }, digestReflectionPolicy: IfNotPresent } }
`,
    'apps/dev/web.yaml': `image: ${host}/acme/web:1.2.0 # {"$imagepolicy": "dev:web"}\n`,
    'apps/production/web.yaml': `image: ${host}/acme/web:1.2.0 # {"$imagepolicy": "production:web"}\n`,
    'apps/production/kustomization.yaml': null,
  }
}
