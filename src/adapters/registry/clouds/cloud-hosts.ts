/** Which cloud a registry belongs to, by its host alone, and where that cloud gives logins for it. */
import { azureHost, ecrHost, ecrPublic, findCloud, gcpHost } from '../../../model/cloud.ts'
import type { RegistryAccess } from '../../../model/policy.ts'
import { problemError } from '../../../model/problem.ts'
import type { ImageName } from '../../../model/reference.ts'

export type { Cloud } from '../../../model/cloud.ts'

/** A host of a cloud's own. Everything a login for it needs to know follows from its name, so nothing else can lead a secret elsewhere. */
export type CloudHost = AwsHost | GcpHost | AzureHost

/** Addresses without a last slash, but for roots. */
export interface AwsHost {
  readonly cloud: 'aws'
  readonly service: 'ecr' | 'ecr-public'
  readonly region: string
  /** The audience of GitHub's token. */
  readonly audience: string
  readonly sts: string
  readonly api: string
}

export interface GcpHost {
  readonly cloud: 'gcp'
  readonly sts: string
  readonly iam: string
}

export interface AzureHost {
  readonly cloud: 'azure'
  readonly audience: string
  readonly authority: string
  readonly registry: string
  readonly exchange: string
}

/** Takes a host as image names have it; one with a port is no cloud's own. */
export function findCloudHost(registry: string): CloudHost | undefined {
  const host = registry.toLowerCase()
  return findAws(host) ?? findGcp(host) ?? findAzure(host)
}

/** Throws `provider-host-mismatch` where a file claims a cloud for a host that is not that cloud's own. Nothing may be sent there. */
export function checkProvider({ registry, text }: ImageName, { provider }: RegistryAccess): void {
  if (provider === undefined || findCloud(registry) === provider) return
  throw problemError(
    'provider-host-mismatch',
    `${text} is said to be of provider ${provider}, but ${registry} is no registry of that cloud. Nothing was sent there.`,
  )
}

/** Names of endpoints as AWS's own clients make them (botocore, data/ecr/2015-09-21/endpoint-rule-set). */
function findAws(host: string): AwsHost | undefined {
  // The API of ECR Public has one home, whatever the region of its images (Amazon ECR Public, "Registry authentication").
  if (ecrPublic.has(host))
    return {
      ...inRegion('us-east-1', 'amazonaws.com', false),
      service: 'ecr-public',
      api: 'https://api.ecr-public.us-east-1.amazonaws.com/',
    }
  const [, service = '', region = '', suffix = ''] = ecrHost.exec(host) ?? []
  if (service === '') return undefined
  const isDual = suffix.startsWith('on.')
  const isChina = suffix.endsWith('.cn')
  const plain = isDual ? (isChina ? 'amazonaws.com.cn' : 'amazonaws.com') : suffix
  const dual = isChina ? 'api.amazonwebservices.com.cn' : 'api.aws'
  const api = isDual ? `https://${service}.${region}.${dual}/` : `https://api.${service}.${region}.${plain}/`
  return { ...inRegion(region, plain, service === 'ecr-fips'), service: 'ecr', api }
}

function inRegion(region: string, suffix: string, fips: boolean): Omit<AwsHost, 'service' | 'api'> {
  // GovCloud's usual endpoint is validated already (AWS STS, "Endpoints and quotas").
  const sts = fips && !region.startsWith('us-gov-') ? 'sts-fips' : 'sts'
  return {
    cloud: 'aws',
    region,
    audience: suffix === 'amazonaws.com.cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com',
    sts: `https://${sts}.${region}.${suffix}/`,
  }
}

function findGcp(host: string): GcpHost | undefined {
  if (!gcpHost.test(host)) return undefined
  return { cloud: 'gcp', sts: 'https://sts.googleapis.com', iam: 'https://iamcredentials.googleapis.com' }
}

/** Authority and audience of each national cloud (Microsoft Entra, "National clouds" and "Workload identity federation"). */
const azures: Readonly<Record<string, Pick<AzureHost, 'authority' | 'audience'>>> = {
  io: { authority: 'https://login.microsoftonline.com', audience: 'api://AzureADTokenExchange' },
  cn: { authority: 'https://login.chinacloudapi.cn', audience: 'api://AzureADTokenExchangeChina' },
  us: { authority: 'https://login.microsoftonline.us', audience: 'api://AzureADTokenExchangeUSGov' },
}

function findAzure(host: string): AzureHost | undefined {
  const suffix = azureHost.exec(host)?.[1]
  const azure = suffix === undefined ? undefined : azures[suffix]
  return azure && { cloud: 'azure', ...azure, registry: host, exchange: `https://${host}/oauth2/exchange` }
}
