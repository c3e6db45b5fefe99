/** Gates in the words of a request: a part of its body, and statuses at its head. */
import { type CommitStatus, fitStatus } from './commit-status.ts'
import { areHard, type Gate, gateContext, type Gating } from './gate.ts'
import { plainText } from './markdown.ts'
import type { BranchRules } from './pull-request.ts'

const beginning = '<!-- image-bump:gates -->'
const ending = '<!-- image-bump:gates-end -->'

/** What a request waits for, as a part of its body. */
export function formatGates({ gates, rules }: Pick<Gating, 'gates' | 'rules'>): string {
  const lines = gates.map(
    ({ kind, state, text }) => `- ${marks[state]} \`${gateContext(kind)}\`: ${plainText(text)}`,
  )
  return [beginning, '### Gates', '', ...lines, '', hardness(gates, rules), ending].join('\n')
}

const marks = { passed: 'passed', waiting: '**waits**', failed: '**closed**' } as const

function hardness(gates: readonly Gate[], rules: BranchRules): string {
  if (areHard(gates, rules))
    return 'The branch asks for these checks, so nothing is merged before they are green.'
  return rules.known
    ? 'The branch does not ask for these checks: whoever may merge can do so before they are green. Add them to the required checks of the branch to prevent that.'
    : 'Whether the branch asks for these checks is not shown to this token.'
}

/** The body with its part about gates as it is now; undefined where it has none, or says it already. */
export function withGates(body: string, part: string): string | undefined {
  const start = body.indexOf(beginning)
  const end = body.indexOf(ending, start)
  if (start < 0 || end < 0) return undefined
  const fresh = body.slice(0, start) + part + body.slice(end + ending.length)
  return fresh === body ? undefined : fresh
}

/** What is said at a commit. */
export function statusOf({ kind, state, text }: Gate): CommitStatus {
  return fitStatus({ context: gateContext(kind), state: states[state], description: text })
}

const states = { passed: 'success', waiting: 'pending', failed: 'failure' } as const
