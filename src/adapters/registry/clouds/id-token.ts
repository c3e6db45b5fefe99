/** GitHub's word for who a job is: an OIDC token, which lives for minutes and is asked for anew each time it is used. */
import { z } from 'zod'
import { isLoopback } from '../hosts.ts'
import { callCloud, cloudFailure, type CloudContext } from './cloud-call.ts'

/** The token for an audience. Throws `cloud-login-failed` where the job may not ask for one. */
export async function askIdToken(audience: string, context: CloudContext): Promise<string> {
  const { env, secrets } = context
  const address = env['ACTIONS_ID_TOKEN_REQUEST_URL'] || ''
  const pass = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] || ''
  if (!URL.canParse(address) || pass === '')
    throw cloudFailure(
      'GitHub gives this job no OIDC token; add `id-token: write` to the `permissions:` of the workflow',
    )
  const url = new URL(address)
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw cloudFailure(`the OIDC token of GitHub would come from ${url.origin}, which is not https`)
  url.searchParams.set('audience', audience)
  const headers = { authorization: `bearer ${secrets.keep(pass)}` }
  const { value } = await callCloud({ method: 'GET', url: url.href, headers, shape: idToken }, context)
  return secrets.keep(value)
}

const idToken = z.object({ value: z.string().min(1) })
