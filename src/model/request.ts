/** What a door asks of the line. */
import type { Problem } from './problem.ts'
import type { Planned } from './plan-file.ts'
import type { ImageName } from './reference.ts'

export interface RunRequest {
  /** Path of our configuration file, from the repository's root. */
  readonly config: string
  /** Read committed files of the remote's branches, or the files on disk for the branch that is checked out. */
  readonly from: 'commits' | 'disk'
  /** The branch of environments that name none. */
  readonly defaultBranch: 'of-the-remote' | 'checked-out'
  /** Names of the environments to look at; all when absent. */
  readonly environments?: readonly string[]
  /** Images to look at, as after a registry's event; all when absent. */
  readonly only?: readonly ImageName[]
  /** An event named them, which may come for any image: where no policy looks at one of them there is nothing to do, and nothing to wonder about. */
  readonly isAnnounced?: boolean
  /** What the door noticed before the run began; the report tells it. */
  readonly noticed?: readonly Problem[]
  /** Hold every change of this run. */
  readonly suspend: boolean
  /** Environments that take no changes for now, whatever their windows say. */
  readonly freeze?: Freeze
  /** Names of environments whose commits were refused and that go by pull request instead. */
  readonly refused?: ReadonlySet<string>
  /** Root of the pages of the host that the repository lives on; `https://github.com` if absent. */
  readonly server?: string
  /** Repositories of that host whose commits and releases may be told in requests: `owner/name` or `owner/*`; none if absent. */
  readonly changelogs?: readonly string[]
  /** Act on Flux's own objects; otherwise what they would lead to is shown and not done. */
  readonly takeOver?: boolean
  /** Let an automation of Flux fail as a whole where Flux does; otherwise the rest is done and the fault is told. */
  readonly strict?: boolean
  /** Rendered manifests, from which Flux's objects are taken instead of from the repository. */
  readonly manifests?: GivenManifests
  /** Open pull requests from push branches of Flux's automations; they are if absent. */
  readonly pullRequests?: boolean
  /** Names of Flux's secrets for which there is a signing key: `namespace/name`, or `name` for every namespace. */
  readonly signingKeys?: readonly string[]
  /** The plan to deliver, whose answers the registry port gives; a plan is made if absent. */
  readonly planned?: Planned
}

/** A text from outside of the repository, and its name for people. */
export interface GivenManifests {
  readonly file: string
  readonly text: string
}

/** Every environment, or those of these names. */
export type Freeze = 'all' | readonly string[]
