/** Reads the ledger, and says what follows where there is none. */
import { type Ledger, ledgerRef, readLedger } from '../../model/ledger.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Git } from '../../ports.ts'

/** Undefined where it cannot be read: then nothing is old enough, and it is not written over. */
export async function openLedger(
  gated: readonly ScannedEnvironment[],
  git: Pick<Git, 'readLedger'>,
): Promise<{ readonly ledger: Ledger | undefined; readonly problems: readonly Problem[] }> {
  try {
    const found = await git.readLedger()
    if (found === undefined) return { ledger: new Map(), problems: begun(gated) }
    const ledger = readLedger(Buffer.from(found.bytes).toString())
    if (ledger !== undefined) return { ledger, problems: [] }
    return unreadable(gated, 'it is not in the form that this version writes')
  } catch (thrown) {
    return unreadable(gated, problemsOf(thrown)[0].message)
  }
}

function unreadable(
  gated: readonly ScannedEnvironment[],
  why: string,
): { readonly ledger: undefined; readonly problems: readonly Problem[] } {
  const follows = asksForAge(gated)
    ? 'no tag is known to be old enough'
    : 'a tag that was pushed again is not noticed'
  const message = `The ledger at ${ledgerRef} cannot be read, so ${follows}: ${why}`
  return { ledger: undefined, problems: [{ code: 'ledger-unreadable', level: 'warning', message }] }
}

/** Worth a word only where an age is asked for. */
function begun(gated: readonly ScannedEnvironment[]): readonly Problem[] {
  if (!asksForAge(gated)) return []
  const message = `There is no ledger at ${ledgerRef} yet, or it was lost: it begins now, and so no tag is known to be old enough.`
  return [{ code: 'ledger-begins', level: 'note', message }]
}

function asksForAge(gated: readonly ScannedEnvironment[]): boolean {
  return gated.some(({ environment }) =>
    environment.policies.some(({ minimumAge }) => minimumAge !== undefined),
  )
}
