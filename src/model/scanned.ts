/** Environments as they were found in files, and what the registries said of their images. */
import type { Environment } from './environment.ts'
import type { Manifest } from './manifest.ts'
import type { CommitId } from './history.ts'
import type { Listing } from './policy.ts'
import type { Problem } from './problem.ts'

/** An environment as it was found: its manifests with the markers that its policies own. */
export interface ScannedEnvironment {
  readonly environment: Environment
  /** The commit that was read; undefined for files on disk. */
  readonly base?: CommitId
  readonly manifests: readonly Manifest[]
  readonly problems: readonly Problem[]
  /** Files of the environment that a gated one reaches as well; looked for where changes go straight to the branch. */
  readonly bypasses?: readonly Bypass[]
  /** What Flux fails the whole automation at; told among the problems. */
  readonly fatal?: readonly Problem[]
}

/** Was the branch missing or unreadable, by what was said of its files? Then no file was looked at. */
export function isBranchUnread(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => code === 'branch-not-found' || code === 'git-failed')
}

/** A file through which a commit to one environment would change another one past its gate. */
export interface Bypass {
  readonly file: string
  /** The gated environment. */
  readonly environment: string
  /** The file that leads from there to this one. */
  readonly through: string
}

/** All that `scan` saw. */
export interface Scanned {
  readonly environments: readonly ScannedEnvironment[]
  /** Environments that others take from and that were not asked for. */
  readonly sources?: readonly ScannedEnvironment[]
  /** By the canonical name of the image; an image that no marker needs is absent. */
  readonly listings: ReadonlyMap<string, Listing>
}
