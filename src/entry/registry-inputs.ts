/** The inputs about registries as text -> what they stand for: logins, and whom to believe. */
import { type CloudLogins, type GivenLogin, parseGivenLogins } from '../adapters/registry/logins.ts'
import type { RegistryTls } from '../adapters/registry/registry.ts'
import { problemError } from '../model/problem.ts'
import { parseRegistryTls } from './registry-tls.ts'

const names = [
  'registry-credentials',
  'registry-tls',
  'aws-role-arn',
  'gcp-workload-identity-provider',
  'gcp-service-account',
  'azure-client-id',
  'azure-tenant-id',
] as const

/** The text of each input; the empty text means that it was not given. */
export type RegistryTexts = Readonly<Record<(typeof names)[number], string>>

/** The logins that the workflow gives, who it is in each cloud, and which CAs and certificates count. */
export interface RegistryInputs {
  readonly given: readonly GivenLogin[]
  readonly clouds: CloudLogins
  readonly tls: RegistryTls
}

/** The same texts for the command line, from the environment: a secret has no place among arguments, which every user of a machine sees. */
export function registryTextsFrom(env: Readonly<Record<string, string | undefined>>): RegistryTexts {
  const read = (name: keyof RegistryTexts): string => env[variableOf(name)] ?? ''
  return {
    'registry-credentials': read('registry-credentials'),
    'registry-tls': read('registry-tls'),
    'aws-role-arn': read('aws-role-arn'),
    'gcp-workload-identity-provider': read('gcp-workload-identity-provider'),
    'gcp-service-account': read('gcp-service-account'),
    'azure-client-id': read('azure-client-id'),
    'azure-tenant-id': read('azure-tenant-id'),
  }
}

function variableOf(name: keyof RegistryTexts): string {
  return `IMAGE_BUMP_${name.toUpperCase().replaceAll('-', '_')}`
}

/** Tells of those variables, for help. */
export const registryEnvironment = [
  "Environment, for registries (the Action's inputs of these names say more):",
  ...names.map((name) => `  ${variableOf(name)}`),
].join('\n')

/** `attempt` notes the problem of what cannot be read, and goes on with something instead. */
export function parseRegistryInputs(
  texts: RegistryTexts,
  attempt: <T>(read: () => T, instead: T) => T,
): RegistryInputs {
  const aws = attempt(() => parseAws(texts['aws-role-arn'].trim()), undefined)
  const gcp = attempt(() => parseGcp(texts), undefined)
  const azure = attempt(() => parseAzure(texts), undefined)
  return {
    given: attempt(() => parseGivenLogins(texts['registry-credentials']), []),
    tls: attempt(() => parseRegistryTls(texts['registry-tls']), { ca: [], hosts: new Map() }),
    clouds: { ...(aws && { aws }), ...(gcp && { gcp }), ...(azure && { azure }) },
  }
}

function parseAws(roleArn: string): CloudLogins['aws'] {
  if (roleArn === '') return undefined
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) return { roleArn }
  throw wrong(`aws-role-arn is "${roleArn}"; write it as in arn:aws:iam::123456789012:role/image-bump.`)
}

/** Google's own action takes the provider with its service in front, too. */
function parseGcp(texts: RegistryTexts): CloudLogins['gcp'] {
  const written = texts['gcp-workload-identity-provider'].trim()
  const serviceAccount = texts['gcp-service-account'].trim()
  const provider = written.replace(/^(https:)?\/\/iam\.googleapis\.com\//, '')
  if (provider === '' && serviceAccount === '') return undefined
  if (!/^projects\/\d+\/locations\/global\/workloadIdentityPools\/[\w-]+\/providers\/[\w-]+$/.test(provider))
    throw wrong(
      `gcp-workload-identity-provider is "${written}"; write it as in projects/123456789/locations/global/workloadIdentityPools/github/providers/gitops.`,
    )
  if (serviceAccount === '') return { provider }
  if (/^[\w.-]+@[\w.-]+$/.test(serviceAccount)) return { provider, serviceAccount }
  throw wrong(
    `gcp-service-account is "${serviceAccount}"; write its address, as in bump@acme.iam.gserviceaccount.com.`,
  )
}

function parseAzure(texts: RegistryTexts): CloudLogins['azure'] {
  const [clientId, tenantId] = [texts['azure-client-id'].trim(), texts['azure-tenant-id'].trim()]
  if (clientId === '' && tenantId === '') return undefined
  const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  if (guid.test(clientId) && guid.test(tenantId)) return { clientId, tenantId }
  throw wrong(
    `azure-client-id is "${clientId}" and azure-tenant-id is "${tenantId}"; both are wanted, as in 00000000-1111-2222-3333-444444444444.`,
  )
}

function wrong(message: string): Error {
  return problemError('arguments-invalid', message)
}
