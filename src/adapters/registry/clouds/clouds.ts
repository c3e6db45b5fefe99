/** Logins from the cloud that a registry belongs to, without a stored password: GitHub says who asks, the cloud gives a login for a while. */
import { problemsOf } from '../../../model/problem.ts'
import type { Credential, Keychain, KeychainTools } from '../keychain.ts'
import { createWhileGood, type Ending } from '../while-good.ts'
import { findAwsKeys, mintAws } from './aws.ts'
import { mintAzure, type AzureLogin } from './azure.ts'
import { cloudFailure, type CloudContext, type Minted } from './cloud-call.ts'
import { findCloudHost, type Cloud, type CloudHost } from './cloud-hosts.ts'
import { mintGcp, type GcpLogin } from './gcp.ts'

/** Who the workflow is in each cloud. */
export interface CloudLogins {
  readonly aws?: { readonly roleArn: string }
  readonly gcp?: GcpLogin
  readonly azure?: AzureLogin
}

export interface CloudOptions {
  readonly logins: CloudLogins
  readonly env: CloudContext['env']
}

/**
 * Asks a cloud for hosts of its own only. A login is kept until shortly before its end, a failure for a minute.
 * `find` throws `cloud-login-failed` with the source and what the cloud said.
 */
export function cloudKeychain(options: CloudOptions, tools: KeychainTools): Keychain {
  const known = createWhileGood<Outcome>(tools.clock)
  return {
    find: async ({ registry, access = {} }) => {
      const host = findCloudHost(registry)
      if (host === undefined) return undefined
      const way = wayOf(host, options)
      if (way === undefined) {
        if (access.provider !== host.cloud) return undefined
        throw cloudFailure(`No login of provider ${host.cloud} for ${registry}: ${wanted[host.cloud]}.`)
      }
      const context = { ...tools, env: options.env, registry }
      const outcome = await known.get(JSON.stringify(host), () => attempt(way, context))
      if (outcome.kind === 'failed') throw outcome.failure
      return outcome.credential
    },
  }
}

/** What each cloud wants of the workflow. */
const wanted: Readonly<Record<Cloud, string>> = {
  aws: 'the workflow gives no aws-role-arn',
  gcp: 'the workflow gives no gcp-workload-identity-provider',
  azure: 'the workflow gives no azure-client-id and azure-tenant-id',
}

interface CloudWay {
  /** For messages. */
  readonly source: string
  readonly mint: (context: CloudContext) => Promise<Minted>
}

function wayOf(host: CloudHost, { logins, env }: CloudOptions): CloudWay | undefined {
  switch (host.cloud) {
    case 'aws': {
      const { aws } = logins
      if (aws === undefined && findAwsKeys(env) === undefined) return undefined
      const source = aws === undefined ? 'AWS_ACCESS_KEY_ID' : 'the input aws-role-arn'
      return { source, mint: (context) => mintAws(host, aws ?? {}, context) }
    }
    case 'gcp': {
      const { gcp } = logins
      const source = 'the input gcp-workload-identity-provider'
      return gcp && { source, mint: (context) => mintGcp(host, gcp, context) }
    }
    case 'azure': {
      const { azure } = logins
      return (
        azure && { source: 'the input azure-client-id', mint: (context) => mintAzure(host, azure, context) }
      )
    }
  }
}

type Outcome = Ending &
  (
    | { readonly kind: 'minted'; readonly credential: Credential }
    | { readonly kind: 'failed'; readonly failure: Error }
  )

/** A minute, in milliseconds: an end that near is none to begin with, and a cloud that failed is not asked for each image anew. */
const minute = 60_000

async function attempt({ source, mint }: CloudWay, context: CloudContext): Promise<Outcome> {
  try {
    const { username, password, goodUntil } = await mint(context)
    const credential: Credential = { kind: 'password', username, password, source }
    return { kind: 'minted', credential, goodUntil: new Date(goodUntil.getTime() - minute) }
  } catch (thrown) {
    const said = context.secrets.strike(problemsOf(thrown)[0].message.replace(/\.$/, ''))
    const failure = cloudFailure(`No login for ${context.registry} by ${source}: ${said}.`)
    return { kind: 'failed', failure, goodUntil: new Date(context.clock.now().getTime() + minute) }
  }
}
