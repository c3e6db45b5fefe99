/** A login for Azure's registries: GitHub's token becomes one of Entra, and the registry changes that for one of its own. */
import { z } from 'zod'
import { findJson } from '../errors.ts'
import type { AzureHost } from './cloud-hosts.ts'
import { callCloud, formOf, type CloudContext, type Minted } from './cloud-call.ts'
import { askIdToken } from './id-token.ts'

export interface AzureLogin {
  readonly clientId: string
  readonly tenantId: string
}

/** Good for registries and nothing else, and taken also where tokens of the resource manager are switched off. */
const scope = 'https://containerregistry.azure.net/.default'
/** Who a registry's own token is, as a user (Azure Container Registry, "az acr login with --expose-token"). */
const nobodyInParticular = '00000000-0000-0000-0000-000000000000'

/** Throws `cloud-login-failed`. (Azure/acr, docs/AAD-OAuth.md, `POST /oauth2/exchange`.) */
export async function mintAzure(
  host: AzureHost,
  { clientId, tenantId }: AzureLogin,
  context: CloudContext,
): Promise<Minted> {
  const entra = formOf({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await askIdToken(host.audience, context),
    scope,
  })
  const url = `${host.authority}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`
  const { access_token } = await callCloud({ method: 'POST', url, ...entra, shape: entraAnswer }, context)
  const exchange = formOf({
    grant_type: 'access_token',
    service: host.registry,
    tenant: tenantId,
    access_token: context.secrets.keep(access_token),
  })
  const request = { method: 'POST', url: host.exchange, ...exchange, shape: exchangeAnswer } as const
  const { refresh_token } = await callCloud(request, context)
  const password = context.secrets.keep(refresh_token)
  return { username: nobodyInParticular, password, goodUntil: endOf(password, context.clock.now()) }
}

const entraAnswer = z.object({ access_token: z.string().min(1) })
const exchangeAnswer = z.object({ refresh_token: z.string().min(1) })

/** The token says when it ends (RFC 7519, 4.1.4); else an hour, which is less than registries give. */
function endOf(token: string, now: Date): Date {
  const claims = z
    .object({ exp: z.number() })
    .safeParse(findJson(Buffer.from(token.split('.')[1] ?? '', 'base64url')))
  return claims.success ? new Date(claims.data.exp * 1000) : new Date(now.getTime() + 3_600_000)
}
