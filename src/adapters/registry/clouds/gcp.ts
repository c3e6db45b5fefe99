/** A login for Google's registries: GitHub's token becomes an access token, by workload identity federation. */
import { z } from 'zod'
import type { GcpHost } from './cloud-hosts.ts'
import { callCloud, type CloudContext, type Minted } from './cloud-call.ts'
import { askIdToken } from './id-token.ts'

export interface GcpLogin {
  /** As in `projects/123/locations/global/workloadIdentityPools/github/providers/gitops`. */
  readonly provider: string
  /** Whose rights are taken; those of the federated identity itself if absent. */
  readonly serviceAccount?: string | undefined
}

const scope = 'https://www.googleapis.com/auth/cloud-platform'

/** Throws `cloud-login-failed`. (Security Token Service API, `token`.) */
export async function mintGcp(
  host: GcpHost,
  { provider, serviceAccount }: GcpLogin,
  context: CloudContext,
): Promise<Minted> {
  const subjectToken = await askIdToken(`https://iam.googleapis.com/${provider}`, context)
  const exchange = {
    audience: `//iam.googleapis.com/${provider}`,
    grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requestedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
    scope,
    subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt',
    subjectToken,
  }
  const asked = context.clock.now()
  const answer = await callCloud({ ...post(`${host.sts}/v1/token`, exchange), shape: stsAnswer }, context)
  const token = context.secrets.keep(answer.access_token)
  if (serviceAccount !== undefined) return impersonate(host, { serviceAccount, token }, context)
  return loginOf(token, new Date(asked.getTime() + answer.expires_in * 1000))
}

/** IAM Service Account Credentials API, `generateAccessToken`. */
async function impersonate(
  { iam }: GcpHost,
  { serviceAccount, token }: { readonly serviceAccount: string; readonly token: string },
  context: CloudContext,
): Promise<Minted> {
  const account = encodeURIComponent(serviceAccount)
  const url = `${iam}/v1/projects/-/serviceAccounts/${account}:generateAccessToken`
  const request = post(url, { scope: [scope], lifetime: '3600s' })
  const headers = { ...request.headers, authorization: `Bearer ${token}` }
  const answer = await callCloud({ ...request, headers, shape: iamAnswer }, context)
  return loginOf(context.secrets.keep(answer.accessToken), new Date(answer.expireTime))
}

function post(url: string, body: unknown) {
  const headers = { 'content-type': 'application/json' }
  return { method: 'POST', url, headers, body: JSON.stringify(body) } as const
}

/** Artifact Registry, "Access token". */
function loginOf(password: string, goodUntil: Date): Minted {
  return { username: 'oauth2accesstoken', password, goodUntil }
}

const stsAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().default(3600) })
const iamAnswer = z.object({ accessToken: z.string().min(1), expireTime: z.string() })
