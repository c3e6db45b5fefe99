/** GitHub's double for the tests of one file, and repositories on it that last for one test. */
import { afterAll, afterEach } from '@jest/globals'
import { type BareRepository, createBareRepository } from './bare-repository.ts'
import { type GitHubDouble, startGitHubDouble } from './github-double.ts'
import { createWire, type Wire } from './github-wire.ts'

/** To be awaited where the file begins. Each test fails whose requests GitHub would not have understood; the double is closed behind the last. */
export async function openDouble(): Promise<GitHubDouble> {
  const double = await startGitHubDouble()
  afterEach(() => double.failOnViolations())
  afterAll(() => double.close())
  return double
}

export interface RepositoryOnDouble {
  readonly bare: BareRepository
  /** `owner/name`, unlike that of any other test. */
  readonly repository: string
  readonly wire: Wire
}

/** With one commit, which has one file. */
export function addRepository(double: GitHubDouble): RepositoryOnDouble {
  const bare = createBareRepository()
  open.push(bare)
  made += 1
  const name = `gitops-${made}`
  double.addRepository({ owner: 'acme', name, directory: bare.directory })
  const repository = `acme/${name}`
  return { bare, repository, wire: createWire(double, repository) }
}

const open: BareRepository[] = []
let made = 0

/** What every test on them ends with. Throws where anything that the API wrote is not sound. */
export function removeAddedRepositories(): void {
  for (const bare of open.splice(0)) {
    bare.git('fsck', '--strict', '--no-dangling')
    bare.remove()
  }
}
