/** A login for Amazon ECR and ECR Public: GitHub's token becomes a role's keys, and these sign the question for a password. */
import { z } from 'zod'
import type { AwsHost } from './cloud-hosts.ts'
import { signPost, type AwsKeys } from './aws-signature.ts'
import { callCloud, formOf, cloudFailure, type CloudContext, type Minted } from './cloud-call.ts'
import { askIdToken } from './id-token.ts'

export interface AwsLogin {
  /** As in `arn:aws:iam::123456789012:role/image-bump`; without it the keys of the environment are used. */
  readonly roleArn?: string | undefined
}

/** Keys as `aws-actions/configure-aws-credentials` and others leave them in the environment. */
export function findAwsKeys(env: CloudContext['env']): AwsKeys | undefined {
  const [accessKeyId, secretAccessKey] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']]
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined }
}

/** User and password for the registries of that region (Amazon ECR API, `GetAuthorizationToken`). Throws `cloud-login-failed`. */
export async function mintAws(host: AwsHost, { roleArn }: AwsLogin, context: CloudContext): Promise<Minted> {
  const keys = roleArn === undefined ? findAwsKeys(context.env) : await assumeRole(host, roleArn, context)
  if (keys === undefined) throw cloudFailure('there are no keys of AWS')
  context.secrets.keep(keys.secretAccessKey)
  if (keys.sessionToken !== undefined) context.secrets.keep(keys.sessionToken)
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': targets[host.service] }
  const unsigned = { ...host, url: host.api, headers, body: '{}' }
  const signed = await signPost(unsigned, keys, context.clock.now())
  const request = { method: 'POST', url: host.api, headers: signed, body: '{}', shape: ecrAnswer } as const
  const { authorizationToken, expiresAt } = await callCloud(request, context)
  context.secrets.keep(authorizationToken)
  const [, username = '', password = ''] = /^([^:]*):(.*)$/s.exec(decode(authorizationToken)) ?? []
  return { username, password: context.secrets.keep(password), goodUntil: new Date(expiresAt * 1000) }
}

const targets = {
  ecr: 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
  'ecr-public': 'SpencerFrontendService.GetAuthorizationToken',
} as const

/** Base64 of user and password, and seconds since 1970. */
const authorization = z.object({
  authorizationToken: z.string().refine((token) => /:./.test(decode(token))),
  expiresAt: z.number(),
})
/** ECR answers with a list, ECR Public with one. */
const ecrAnswer = z
  .object({ authorizationData: z.union([z.tuple([authorization], authorization), authorization]) })
  .transform(({ authorizationData: data }) => (Array.isArray(data) ? data[0] : data))

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8')
}

/** AWS STS API, `AssumeRoleWithWebIdentity`. It is not signed: GitHub's token proves who asks. */
async function assumeRole(
  { sts, audience }: AwsHost,
  roleArn: string,
  context: CloudContext,
): Promise<AwsKeys> {
  const token = await askIdToken(audience, context)
  const form = formOf({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'image-bump',
    WebIdentityToken: token,
    DurationSeconds: '900',
  })
  const answer = await callCloud({ method: 'POST', url: sts, ...form, shape: stsAnswer }, context)
  const { Credentials: keys } = answer.AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: context.secrets.keep(keys.SecretAccessKey),
    sessionToken: context.secrets.keep(keys.SessionToken),
  }
}

const text = z.string().min(1)
const stsAnswer = z.object({
  AssumeRoleWithWebIdentityResponse: z.object({
    AssumeRoleWithWebIdentityResult: z.object({
      Credentials: z.object({ AccessKeyId: text, SecretAccessKey: text, SessionToken: text }),
    }),
  }),
})
