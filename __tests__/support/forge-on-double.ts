/** A real bare repository, served by the double as a repository of its own, with a forge for it. */
import { createForge } from '../../src/adapters/github/github.ts'
import type { ForgeOptions } from '../../src/adapters/github/github.ts'
import type { ForgeSubject } from '../contracts/forge.contract.ts'
import { createBareRepository } from './bare-repository.ts'
import type { GitHubDouble, Person } from './github-double.ts'
import { createPatientClock, type PatientClock } from './patient-clock.ts'

export interface ForgeOnDouble extends ForgeSubject {
  /** `owner/name`, unlike that of any other test. */
  readonly repository: string
  /** The bare repository behind it. */
  readonly directory: string
  /** Somebody who works on it beside us. */
  readonly person: (login?: string) => Person
  /** The forge's own: it notes the pauses. */
  readonly clock: PatientClock
  readonly remove: () => void
}

let count = 0

const settings = { allowAutoMerge: true, milestones: ['Sprint 6', 'Sprint 7'] }

/** The options are those of the adapter; by default its token may do everything. */
export function createForgeOnDouble(
  double: GitHubDouble,
  options: Partial<ForgeOptions> = {},
): ForgeOnDouble {
  const bare = createBareRepository()
  count += 1
  const name = `gitops-${count}`
  const repository = `acme/${name}`
  const token = double.token()
  double.addRepository({ owner: 'acme', name, directory: bare.directory, settings })
  const clock = createPatientClock()
  const send = (method: string, path: string, body: object) =>
    sendToDouble(`${double.apiUrl}/repos/${repository}${path}`, { method, body, token })
  let forks = 0
  return {
    repository,
    directory: bare.directory,
    clock,
    person: (login) => double.person(repository, login),
    forge: createForge({
      repository,
      token,
      apiUrl: double.apiUrl,
      graphqlUrl: double.graphqlUrl,
      userAgent: 'image-bump/test',
      clock,
      ...options,
    }),
    push: (...branches) => {
      for (const branch of branches) bare.branch(branch)
    },
    // Another fork each time: GitHub takes one request from a branch of a fork.
    openFromFork: async ({ head, base, title }) => {
      forks += 1
      double.addRepository({ owner: `stranger-${forks}`, name, directory: bare.directory })
      await send('POST', '/pulls', { head: `stranger-${forks}:${head}`, base, title })
    },
    alice: double.person(repository),
    guard: (branch, { reviews }) =>
      double.configure(repository, {
        rules: [{ branch, kind: 'ruleset', pullRequest: { approvals: reviews, dismissStale: true } }],
      }),
    report: {
      status: (commit, context, state) => double.person(repository, 'ci').status(commit, context, state),
      check: (commit, check, conclusion) =>
        double.reportCheck(repository, { commit, name: check, ...(conclusion && { conclusion }) }),
    },
    look: (number) => {
      const { labels, draft, reviewers, teams, assignees, milestone } = double.pulls(repository)[number - 1]!
      const title = milestone === undefined ? {} : { milestone: settings.milestones[milestone - 1]! }
      return { labels, draft, reviewers, teamReviewers: teams, assignees, ...title }
    },
    remove: () => {
      // The double looks after requests that are armed, whosever turn it is.
      double.record(repository).pulls = []
      bare.remove()
    },
  }
}

interface Sent {
  readonly method: string
  readonly body: object
  readonly token: string
}

/** What another person does on GitHub. */
async function sendToDouble(url: string, { method, body, token }: Sent): Promise<void> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'user-agent': 'another-person',
    'x-github-api-version': '2022-11-28',
  }
  const { ok, status } = await fetch(url, { method, headers, body: JSON.stringify(body) })
  if (!ok) throw new Error(`${method} ${url} was answered ${status}`)
}
