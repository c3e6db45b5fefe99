/** A question about many things at once that is too much for GitHub, asked in parts. */
import { problemsOf } from '../../model/problem.ts'

/** GitHub gives a query up after ten seconds. A failed one is asked in halves, down to so many things. */
const fewest = 25

/** The answers about all of them, in their order. Throws what the last try threw, and a refusal at once. */
export async function askInHalves<T, A>(
  things: readonly T[],
  ask: (some: readonly T[]) => Promise<readonly A[]>,
): Promise<readonly A[]> {
  try {
    return await ask(things)
  } catch (thrown) {
    const isFailure = problemsOf(thrown).every(({ code }) => code === 'github-failed')
    if (!isFailure || things.length <= fewest) throw thrown
    const middle = Math.ceil(things.length / 2)
    const first = await askInHalves(things.slice(0, middle), ask)
    return [...first, ...(await askInHalves(things.slice(middle), ask))]
  }
}
