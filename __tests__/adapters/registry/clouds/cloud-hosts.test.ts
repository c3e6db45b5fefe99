import { describe, expect, test } from '@jest/globals'
import { checkProvider, findCloudHost } from '../../../../src/adapters/registry/clouds/cloud-hosts.ts'
import { parseImageName } from '../../../../src/model/reference.ts'

describe("a registry of AWS's", () => {
  test.each<[string, string, string, string]>([
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      'eu-west-1',
      'https://sts.eu-west-1.amazonaws.com/',
      'https://api.ecr.eu-west-1.amazonaws.com/',
    ],
    [
      '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com',
      'us-east-1',
      'https://sts-fips.us-east-1.amazonaws.com/',
      'https://api.ecr-fips.us-east-1.amazonaws.com/',
    ],
    [
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
      'us-gov-west-1',
      'https://sts.us-gov-west-1.amazonaws.com/',
      'https://api.ecr-fips.us-gov-west-1.amazonaws.com/',
    ],
    [
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn',
      'cn-north-1',
      'https://sts.cn-north-1.amazonaws.com.cn/',
      'https://api.ecr.cn-north-1.amazonaws.com.cn/',
    ],
    [
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu',
      'eusc-de-east-1',
      'https://sts.eusc-de-east-1.amazonaws.eu/',
      'https://api.ecr.eusc-de-east-1.amazonaws.eu/',
    ],
    [
      '123456789012.dkr-ecr.eu-west-1.on.aws',
      'eu-west-1',
      'https://sts.eu-west-1.amazonaws.com/',
      'https://ecr.eu-west-1.api.aws/',
    ],
    [
      '123456789012.dkr-ecr-fips.us-west-2.on.aws',
      'us-west-2',
      'https://sts-fips.us-west-2.amazonaws.com/',
      'https://ecr-fips.us-west-2.api.aws/',
    ],
    [
      '123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn',
      'cn-north-1',
      'https://sts.cn-north-1.amazonaws.com.cn/',
      'https://ecr.cn-north-1.api.amazonwebservices.com.cn/',
    ],
    [
      'public.ecr.aws',
      'us-east-1',
      'https://sts.us-east-1.amazonaws.com/',
      'https://api.ecr-public.us-east-1.amazonaws.com/',
    ],
    [
      'ecr-public.aws.com',
      'us-east-1',
      'https://sts.us-east-1.amazonaws.com/',
      'https://api.ecr-public.us-east-1.amazonaws.com/',
    ],
  ])('%s', (host, region, sts, api) => {
    const audience = sts.endsWith('.cn/') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com'
    const service = api.includes('ecr-public') ? 'ecr-public' : 'ecr'
    expect(findCloudHost(host)).toEqual({ cloud: 'aws', region, sts, api, audience, service })
  })
})

test.each([
  ['europe-west1-docker.pkg.dev', 'gcp'],
  ['us-docker.pkg.dev', 'gcp'],
  ['gcr.io', 'gcp'],
  ['eu.gcr.io', 'gcp'],
  ['acme.azurecr.io', 'azure'],
  ['acme-a1b2c3.azurecr.io', 'azure'],
  ['acme.azurecr.cn', 'azure'],
  ['acme.azurecr.us', 'azure'],
  ['ACME.azurecr.io', 'azure'],
])('%s is of %s', (host, cloud) => {
  expect(findCloudHost(host)?.cloud).toBe(cloud)
})

test("an Azure registry's login comes from its own national cloud, and from the registry itself", () => {
  expect(['acme.azurecr.io', 'acme.azurecr.cn', 'acme.azurecr.us'].map(findCloudHost)).toMatchObject([
    { authority: 'https://login.microsoftonline.com', exchange: 'https://acme.azurecr.io/oauth2/exchange' },
    { authority: 'https://login.chinacloudapi.cn', exchange: 'https://acme.azurecr.cn/oauth2/exchange' },
    { authority: 'https://login.microsoftonline.us', exchange: 'https://acme.azurecr.us/oauth2/exchange' },
  ])
})

const strangers = [
  'ghcr.io',
  'amazonaws.com',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.test',
  '123456789012.dkr.ecr.eu-west-1.evil.test',
  '123456789012.dkr.ecr.evil.test/.amazonaws.com',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443',
  'x123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  '12345.dkr.ecr.eu-west-1.amazonaws.com',
  '123456789012.dkr.ecr.here.amazonaws.com',
  '123456789012-dkr.ecr.eu-west-1.amazonaws.com',
  'public.ecr.aws.evil.test',
  'evil-public.ecr.aws',
  'mirror.gcr.io.evil.test',
  'evilgcr.io',
  'docker.pkg.dev',
  'a.b-docker.pkg.dev',
  'us-docker.pkg.dev:443',
  'azurecr.io',
  'a.b.azurecr.io',
  'acme.azurecr.io.evil.test',
  'acme.azurecr.de',
  'acme.azurecr.io:443',
  '127.0.0.1:5000',
]

test.each(strangers)("%s is no cloud's own", (host) => {
  expect(findCloudHost(host)).toBeUndefined()
})

describe('a provider that a file claims', () => {
  const web = (host: string) => parseImageName(`${host}/acme/web`)

  test.each<[string, 'aws' | 'gcp' | 'azure']>([
    ['acme.azurecr.io', 'azure'],
    ['gcr.io', 'gcp'],
    ['public.ecr.aws', 'aws'],
  ])('%s is of %s indeed', (host, provider) => {
    expect(() => checkProvider(web(host), { provider })).not.toThrow()
    expect(() => checkProvider(web(host), {})).not.toThrow()
  })

  test.each<[string, 'aws' | 'gcp' | 'azure']>([
    ['acme.azurecr.io', 'aws'],
    ['gcr.io', 'azure'],
    ['registry.example.com', 'gcp'],
  ])('%s is not of %s, and the image is refused', (host, provider) => {
    expect(() => checkProvider(web(host), { provider })).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ code: 'provider-host-mismatch', level: 'error' })],
      }),
    )
  })
})
