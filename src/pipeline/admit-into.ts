/** What a run says to everybody who wants to enter a branch, without a run: for events that ask for nothing else. */
import { type Problem, problemsOf } from '../model/problem.ts'
import type { Forge } from '../ports.ts'
import { admit } from './publish/publish.ts'

/** Looks up what the branch asks for. Bumps are told what they were told before; problems cost nothing. */
export async function admitInto(
  branch: string,
  forge: Pick<Forge, 'rules' | 'entering' | 'setStatus'>,
): Promise<readonly Problem[]> {
  try {
    return await admit(new Map([[branch, await forge.rules(branch)]]), [], forge)
  } catch (thrown) {
    return problemsOf(thrown).map((problem) => ({ ...problem, level: 'warning' }))
  }
}
