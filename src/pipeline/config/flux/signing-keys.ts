/** The key that an automation signs with: a secret of the cluster, for which the workflow may have given a key of the same name. */
import type { Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { FluxAutomation } from './automations.ts'

/** The name under which it was given, or a note that it was not; neither where the automation signs nothing. */
export function signingKeyOf(
  { namespace, name, commit, place }: FluxAutomation,
  given: readonly string[],
): { readonly signingKey?: string; readonly problems: readonly Problem[] } {
  if (commit.signingKey === undefined) return { problems: [] }
  const { secretRef } = commit.signingKey
  const secret = `${namespace}/${secretRef}`
  const signingKey = [secret, secretRef].find((each) => given.includes(each))
  if (signingKey !== undefined) return { signingKey, problems: [] }
  const message = `\`signingKey\` of the ImageUpdateAutomation ${quote(`${namespace}/${name}`)} is not taken over: the cluster's secrets are not here, and the input signing-keys has no ${quote(secret)}.`
  return { problems: [{ code: 'flux-field-unused', level: 'note', message, place }] }
}
