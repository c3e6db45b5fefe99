/** The clouds' services as far as logins for registries need them, each as strict as the real one. */
import { isDeepStrictEqual } from 'node:util'
import { json, type Reply } from '../../src/standins/registry/reply.ts'
import type { Answer, Arrived } from './loopback-hosts.ts'
import { expectedAuthorization } from './signature-v4.ts'

/** Where the runner says that GitHub gives tokens, and what it wants to see. */
export const actionsEnv = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://oidc.actions.test/token?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'pass-of-the-runner',
}

/** GitHub's OIDC tokens: each is another one, and says its audience. */
export function githubOidc(): Answer {
  let count = 0
  return ({ path, headers }) => {
    const query = new URL(path, 'https://oidc.actions.test').searchParams
    if (headers['authorization'] !== 'bearer pass-of-the-runner' || query.get('api-version') !== '2.0')
      return json(401, { message: 'who is this?' })
    return json(200, { count: 1, value: `id-token-${++count} for ${query.get('audience')}` })
  }
}

export const awsKeys = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret-key-of-the-role',
  sessionToken: 'session-token-of-the-role',
}
export const goodRole = 'arn:aws:iam::123456789012:role/image-bump'

/** AWS STS: one role, which trusts GitHub's tokens for it. */
export const sts: Answer = ({ method, path, headers, body }) => {
  const form = Object.fromEntries(new URLSearchParams(body))
  const { WebIdentityToken = '', RoleArn, ...others } = form
  const isAsked =
    method === 'POST' &&
    path === '/' &&
    headers['accept'] === 'application/json' &&
    headers['authorization'] === undefined
  const wanted = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleSessionName: 'image-bump',
    DurationSeconds: '900',
  }
  if (!isAsked || !isDeepStrictEqual(others, wanted))
    return awsQueryError(400, 'ValidationError', 'What is this?')
  if (RoleArn !== goodRole || !/^id-token-\d+ for sts\.amazonaws\.com$/.test(WebIdentityToken))
    return awsQueryError(
      403,
      'AccessDenied',
      `Not authorized to perform sts:AssumeRoleWithWebIdentity by ${WebIdentityToken}`,
    )
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } = awsKeys
  const Credentials = { AccessKeyId, SecretAccessKey, SessionToken, Expiration: 1767226500 }
  return json(200, {
    AssumeRoleWithWebIdentityResponse: { AssumeRoleWithWebIdentityResult: { Credentials } },
  })
}

function awsQueryError(status: number, Code: string, Message: string): Reply {
  return json(status, { Error: { Type: 'Sender', Code, Message }, RequestId: 'c0ffee' })
}

/** `GetAuthorizationToken` of ECR or ECR Public; checks the signature. The password's end is 12 hours from the clock's first day. */
export function ecrApi(service: 'ecr' | 'ecr-public', keys: Partial<typeof awsKeys> = awsKeys): Answer {
  return (request) => {
    const target = { ecr: 'AmazonEC2ContainerRegistry_V20150921', 'ecr-public': 'SpencerFrontendService' }[
      service
    ]
    const { headers, body } = request
    if (
      headers['x-amz-target'] !== `${target}.GetAuthorizationToken` ||
      headers['content-type'] !== 'application/x-amz-json-1.1' ||
      body !== '{}'
    )
      return json(400, { __type: 'UnknownOperationException' })
    if (!isSigned(request, service, keys))
      return json(400, { __type: 'InvalidSignatureException', message: 'The signature does not match.' })
    const authorizationToken = base64('AWS:password-of-ecr')
    const data = { authorizationToken, expiresAt: 1767268800.5 }
    return json(200, {
      authorizationData: service === 'ecr' ? [{ ...data, proxyEndpoint: 'https://x' }] : data,
    })
  }
}

function isSigned(
  { host, method, path, headers, body }: Arrived,
  service: string,
  keys: Partial<typeof awsKeys>,
): boolean {
  const url = new URL(path, `https://${host}`)
  const expected = expectedAuthorization(
    { method, url, headers: { ...headers, host }, body },
    keys.secretAccessKey ?? '',
  )
  const region = host.includes('public') ? 'us-east-1' : host.split('.').at(-3)
  const scope = `Credential=${keys.accessKeyId}/20260101/${region}/${service}/aws4_request,`
  return (
    headers['authorization'] === expected &&
    expected.includes(scope) &&
    headers['x-amz-security-token'] === keys.sessionToken
  )
}

/** Google's STS, which knows one provider and one account that its identity may act for. */
export const googleProvider = 'projects/123/locations/global/workloadIdentityPools/github/providers/gitops'
export const googleSts: Answer = ({ path, body }) => {
  const { subjectToken, ...asked } = JSON.parse(body)
  const isKnown =
    path === '/v1/token' &&
    isDeepStrictEqual(asked, {
      audience: `//iam.googleapis.com/${googleProvider}`,
      grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
      requestedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt',
    })
  if (!isKnown || !String(subjectToken).endsWith(` for https://iam.googleapis.com/${googleProvider}`))
    return json(400, {
      error: 'invalid_grant',
      error_description: 'The audience is not one of the provider.',
    })
  return json(200, { access_token: 'federated-token', token_type: 'Bearer', expires_in: 3600 })
}

export const googleIam: Answer = ({ path, headers, body }) => {
  const account = /^\/v1\/projects\/-\/serviceAccounts\/([^:]+):generateAccessToken$/.exec(path)?.[1]
  const isGood = body === '{"scope":["https://www.googleapis.com/auth/cloud-platform"],"lifetime":"3600s"}'
  if (
    !isGood ||
    headers['authorization'] !== 'Bearer federated-token' ||
    account !== 'bump%40acme.iam.gserviceaccount.com'
  )
    return json(403, {
      error: { code: 403, message: "Permission 'getAccessToken' denied", status: 'PERMISSION_DENIED' },
    })
  return json(200, { accessToken: 'account-token', expireTime: '2026-01-01T01:00:00Z' })
}

export const azureIds = {
  clientId: '0a0a0a0a-1111-2222-3333-444444444444',
  tenantId: '0b0b0b0b-1111-2222-3333-444444444444',
}

export const entra: Answer = ({ path, body }) => {
  const { client_assertion = '', ...asked } = Object.fromEntries(new URLSearchParams(body))
  const isGood =
    path === `/${azureIds.tenantId}/oauth2/v2.0/token` &&
    asked['grant_type'] === 'client_credentials' &&
    asked['client_id'] === azureIds.clientId &&
    asked['client_assertion_type'] === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' &&
    asked['scope'] === 'https://containerregistry.azure.net/.default'
  if (!isGood || !client_assertion.endsWith(' for api://AzureADTokenExchange'))
    return json(401, {
      error: 'invalid_client',
      error_description: 'AADSTS700213: No matching federated identity record found.',
    })
  return json(200, { access_token: 'entra-token', token_type: 'Bearer', expires_in: 3599 })
}

/** Ends at three of the clock's first day. */
export const acrRefreshToken = `head.${base64(JSON.stringify({ exp: 1767236400 }))}.signature-of-acr`

/** A registry of Azure's: the exchange, its token service, and a list that wants a right of its own. */
export const acr: Answer = (request) => {
  const { host, method, path, headers, body } = request
  if (path === '/oauth2/exchange') {
    const asked = Object.fromEntries(new URLSearchParams(body))
    const wanted = {
      grant_type: 'access_token',
      service: host,
      tenant: azureIds.tenantId,
      access_token: 'entra-token',
    }
    return method === 'POST' && isDeepStrictEqual(asked, wanted)
      ? json(200, { refresh_token: acrRefreshToken })
      : json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] })
  }
  if (path.startsWith('/oauth2/token')) {
    const scopes = new URL(path, `https://${host}`).searchParams.getAll('scope')
    const login = `Basic ${base64(`00000000-0000-0000-0000-000000000000:${acrRefreshToken}`)}`
    const isGood = headers['authorization'] === login && scopes[0]?.endsWith(':metadata_read') === true
    return isGood ? json(200, { access_token: 'acr-token' }) : json(401, {})
  }
  const scope = `repository:${repositoryIn(path)}:metadata_read`
  const challenge = `Bearer realm="https://${host}/oauth2/token",service="${host}",scope="${scope}"`
  return tagsFor('Bearer acr-token', challenge)(request)
}

/** Lists 1.0.0 to whom the header says, and to all others how to log in. */
export function tagsFor(authorization: string, challenge: string): Answer {
  return ({ path, headers }) =>
    headers['authorization'] === authorization
      ? json(200, { name: repositoryIn(path), tags: ['1.0.0'] })
      : json(
          401,
          { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
          { 'www-authenticate': challenge },
        )
}

/** A registry with tokens: a password gets one that works; without one, `open` says whether strangers get one, too. */
export function bearerRegistry(login: string, open: boolean): Answer {
  return (request) => {
    const { host, path, headers } = request
    if (path.startsWith('/token')) {
      const sent = headers['authorization']
      if (sent === undefined ? open : sent === `Basic ${base64(login)}`)
        return json(200, { token: `token-of-${host}` })
      return json(sent === undefined ? 401 : 403, { errors: [{ code: 'DENIED' }] })
    }
    return tagsFor(
      `Bearer token-of-${host}`,
      `Bearer realm="https://${host}/token",service="${host}"`,
    )(request)
  }
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function repositoryIn(path: string): string {
  return /^\/v2\/(.+)\/tags\/list/.exec(path)?.[1] ?? ''
}
