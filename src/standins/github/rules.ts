/** What guards a branch: rulesets and classic protection, and what they have against a push. */
import { isReachable } from './branches.ts'
import { readCommits } from './commits.ts'
import type { BranchRules, KnownRepository } from './record.ts'

/** A move of a branch; `from` or `to` is undefined where there is none. */
export interface Move {
  readonly ref: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** One thing a rule has against a move, in TypeScript for the API and in shell for the hook of the bare repository. */
export interface Guard {
  readonly key: keyof BranchRules
  readonly says: (rules: BranchRules) => string
  readonly applies: (repository: KnownRepository, move: Move, rules: BranchRules) => boolean
  /** `$2` and `$3` are the commits before and after, `$zero` stands for none. */
  readonly shell: string
}

/**
 * Sentences as in reports of GH006 and GH013: yshavit/mdq#255, JRedrupp/bison#136, kubeflow/pipelines#4384,
 * gleam-lang/gleam#6080, supportpal/github-gh-cli#47. Those on creation, deletion, updates, signatures and the queue are assumed.
 */
export const guards: readonly Guard[] = [
  {
    key: 'noForcePush',
    says: () => 'Cannot force-push to this branch',
    applies: (repository, { from, to }) =>
      from !== undefined &&
      to !== undefined &&
      !isReachable({ directory: repository.directory, base: to, head: from }),
    shell: '[ "$2" != "$zero" ] && [ "$3" != "$zero" ] && ! git merge-base --is-ancestor "$2" "$3"',
  },
  {
    key: 'noDeletion',
    says: () => 'Cannot delete this branch',
    applies: (_, { to }) => to === undefined,
    shell: '[ "$3" = "$zero" ]',
  },
  {
    key: 'noCreation',
    says: () => 'Cannot create ref due to creations being restricted.',
    applies: (_, { from }) => from === undefined,
    shell: '[ "$2" = "$zero" ]',
  },
  {
    key: 'noUpdate',
    says: () => 'Cannot update this protected ref.',
    applies: (_, { from }) => from !== undefined,
    shell: '[ "$2" != "$zero" ]',
  },
  {
    key: 'pullRequest',
    says: () => 'Changes must be made through a pull request.',
    applies: () => true,
    shell: 'true',
  },
  {
    key: 'mergeQueue',
    says: () => 'Changes must be made through the merge queue',
    applies: () => true,
    shell: 'true',
  },
  {
    key: 'checks',
    says: ({ checks = [] }) =>
      checks.length === 1
        ? `Required status check "${checks[0]}" is expected.`
        : `${checks.length} of ${checks.length} required status checks are expected.`,
    applies: (repository, { to }, { checks = [] }) => findMissingChecks(repository, checks, to).length > 0,
    shell: 'true',
  },
  {
    key: 'signatures',
    says: () => 'Commits must have verified signatures.',
    applies: ({ directory }, { from, to }) =>
      to !== undefined &&
      readCommits({ directory }, [to, ...(from === undefined ? [] : [`^${from}`])]).some(
        ({ isVerified }) => !isVerified,
      ),
    shell: 'has_unsigned "$2" "$3"',
  },
]

/** The rules of a branch that hold for this account, or for everybody when none is named. */
export function rulesOf(repository: KnownRepository, branch: string, login?: string): readonly BranchRules[] {
  return repository.record.rules
    .filter((rules) => patternOf(rules.branch).test(branch))
    .filter(({ bypass = [] }) => login === undefined || !bypass.includes(login))
}

/** What the rules have against a move, ruleset before protection; undefined when nothing. */
export function findViolations(repository: KnownRepository, move: Move, login: string) {
  const branch = move.ref.replace(/^refs\/heads\//, '')
  if (branch === move.ref) return undefined
  for (const kind of ['ruleset', 'protection'] as const) {
    const rules = rulesOf(repository, branch, login).filter((rule) => rule.kind === kind)
    const says = rules.flatMap((rule) =>
      guards
        .filter(({ key, applies }) => isOn(rule, key) && applies(repository, move, rule))
        .map((guard) => guard.says(rule)),
    )
    if (says.length > 0) return { kind, says: [...new Set(says)] }
  }
  return undefined
}

/** Is the rule set, and not to no or nothing? */
export function isOn(rules: BranchRules, key: keyof BranchRules): boolean {
  const value = rules[key]
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false
}

/** The required checks whose newest status or check run is no success; where there are both, both count. */
export function findMissingChecks(
  { record }: KnownRepository,
  contexts: readonly string[],
  commit: string | undefined,
): readonly string[] {
  return contexts.filter((context) => {
    const status = record.statuses.findLast((each) => each.commit === commit && each.context === context)
    const check = record.checks.findLast((each) => each.commit === commit && each.name === context)
    const said = [...(status ? [status.state] : []), ...(check ? [check.conclusion ?? 'pending'] : [])]
    return said.length === 0 || said.some((word) => !['success', 'neutral', 'skipped'].includes(word))
  })
}

function patternOf(branch: string): RegExp {
  const parts = branch.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`)
}
