/** All that the doctor saw, before anybody judges it. What could not be seen is absent, and `troubles` say why. */
import type { Examination } from '../../model/examination.ts'
import type { Config } from '../../model/environment.ts'
import type { CheckName } from '../../model/finding.ts'
import type { SourceFile } from '../../model/manifest.ts'
import type { UpdatePlan } from '../../model/plan.ts'
import type { NamedThing } from '../../model/named-thing.ts'
import type { Problem } from '../../model/problem.ts'
import type { BranchRules, Identity } from '../../model/pull-request.ts'
import type { RepositoryFacts } from '../../model/repository-facts.ts'
import type { ImageName } from '../../model/reference.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { Freeze } from '../../model/request.ts'
import type { Scanned } from '../../model/scanned.ts'
import type { UnderWay } from '../../model/under-way.ts'

export interface Symptoms {
  /** Path of the configuration. */
  readonly file: string
  /** What a run sees; absent where it cannot even begin. */
  readonly run?: RunSeen
  /** Images, policies and environments as they are written. */
  readonly things: readonly NamedThing[]
  /** Files below `.github/workflows`, as they stand on disk. */
  readonly workflows: readonly SourceFile[]
  /** Files on disk that speak of markers, whoever owns them. */
  readonly marked: readonly SourceFile[]
  /** Files on disk that name an image whose policy no marker names. */
  readonly naming: readonly SourceFile[]
  /** The branch that is checked out. */
  readonly checkedOut?: string
  /** All paths of a branch. */
  readonly paths: ReadonlyMap<string, readonly string[]>
  readonly identity?: Identity
  readonly facts?: RepositoryFacts
  /** By branch. */
  readonly rules: ReadonlyMap<string, BranchRules>
  /** One of each registry that was asked: an image that failed, where one did. */
  readonly examined: readonly Examined[]
  /** What went wrong on the way, by the check that wanted to know. */
  readonly troubles: readonly Trouble[]
  /** Why no registry was asked; absent where they were. */
  readonly unscanned?: string
  /** Why GitHub was not asked; absent where it was. */
  readonly unasked?: string
  readonly suspend: boolean
  readonly freeze?: Freeze
}

/** A run as far as it looked. */
export interface RunSeen {
  readonly config: Config
  readonly scanned: Scanned
  readonly selections: readonly EnvironmentSelections[]
  readonly plan: UpdatePlan
  readonly problems: readonly Problem[]
  readonly underWay?: UnderWay
}

export interface Examined {
  readonly image: ImageName
  readonly examination: Examination
}

export interface Trouble {
  readonly check: CheckName
  readonly problem: Problem
}
