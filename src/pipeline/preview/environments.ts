/** Environments on two sides: what decides whether anybody looks before a change arrives. */
import { type Environment, wayText } from '../../model/environment.ts'
import { promotionText } from '../../model/promotion.ts'

/** An environment that is new, gone, or takes changes in another way; each side in words. */
export interface EnvironmentStep {
  readonly name: string
  readonly before?: readonly string[]
  readonly after?: readonly string[]
}

/** Every environment of both sides, in the order of what is proposed. */
export function environmentSteps(
  before: readonly Environment[],
  after: readonly Environment[],
): readonly EnvironmentStep[] {
  const byName = (all: readonly Environment[]) => new Map(all.map((each) => [each.name, wordsOf(each)]))
  const [old, fresh] = [byName(before), byName(after)]
  return [...new Set([...fresh.keys(), ...old.keys()])].map((name) => {
    const [one, other] = [old.get(name), fresh.get(name)]
    return { name, ...(one && { before: one }), ...(other && { after: other }) }
  })
}

function wordsOf(environment: Environment): readonly string[] {
  const { branch, delivery, suspend, downgrade, hold, from, windows } = environment
  const isRequest = delivery.kind === 'pull-request'
  return [
    `${branch} ${wayText(delivery)}`,
    ...(isRequest && delivery.autoMerge !== 'off' ? [`merged by itself (${delivery.autoMerge})`] : []),
    ...(isRequest && delivery.requireProtection ? ['only into a protected branch'] : []),
    ...(downgrade === 'propose' ? [] : [`downgrade: ${downgrade}`]),
    ...(hold === 'respect' ? [] : [`hold: ${hold}`]),
    ...(from === undefined ? [] : [`after ${promotionText(from)}`]),
    ...(windows === undefined ? [] : ['only in its windows']),
    ...(suspend ? ['suspended'] : []),
  ]
}
