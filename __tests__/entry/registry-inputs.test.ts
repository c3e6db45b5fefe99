import { describe, expect, test } from '@jest/globals'
import {
  parseRegistryInputs,
  registryTextsFrom,
  type RegistryTexts,
} from '../../src/entry/registry-inputs.ts'
import { problemsOf } from '../../src/model/problem.ts'

const tls = { ca: [], hosts: new Map() }
const nothing = registryTextsFrom({})

/** What came of the texts, and every complaint. */
function parsed(texts: Partial<RegistryTexts>) {
  const complaints: string[] = []
  const logins = parseRegistryInputs({ ...nothing, ...texts }, (read, instead) => {
    try {
      return read()
    } catch (thrown) {
      complaints.push(...problemsOf(thrown).map(({ code, message }) => `${code}: ${message}`))
      return instead
    }
  })
  return { ...logins, complaints }
}

const provider = 'projects/123/locations/global/workloadIdentityPools/github/providers/git-ops'
const [clientId, tenantId] = ['0a0a0a0a-1111-2222-3333-444444444444', '0b0b0b0b-1111-2222-3333-444444444444']

test('a workflow that says nothing has no logins', () => {
  expect(parsed({})).toEqual({ given: [], clouds: {}, tls, complaints: [] })
})

describe('who the workflow is in a cloud', () => {
  test.each<[string, Partial<RegistryTexts>, unknown]>([
    [
      'a role',
      { 'aws-role-arn': ' arn:aws:iam::123456789012:role/ci/image-bump\n' },
      { aws: { roleArn: 'arn:aws:iam::123456789012:role/ci/image-bump' } },
    ],
    [
      'a role in China',
      { 'aws-role-arn': 'arn:aws-cn:iam::123456789012:role/bump' },
      { aws: { roleArn: 'arn:aws-cn:iam::123456789012:role/bump' } },
    ],
    ['a provider', { 'gcp-workload-identity-provider': provider }, { gcp: { provider } }],
    [
      'a provider with its service, and an account of it',
      {
        'gcp-workload-identity-provider': `//iam.googleapis.com/${provider}`,
        'gcp-service-account': 'bump@acme.iam.gserviceaccount.com',
      },
      { gcp: { provider, serviceAccount: 'bump@acme.iam.gserviceaccount.com' } },
    ],
    [
      'an application and its tenant',
      { 'azure-client-id': clientId, 'azure-tenant-id': tenantId },
      { azure: { clientId, tenantId } },
    ],
  ])('%s', (_, texts, clouds) => {
    expect(parsed(texts)).toEqual({ given: [], clouds, tls, complaints: [] })
  })

  test.each<[string, Partial<RegistryTexts>]>([
    ['aws-role-arn', { 'aws-role-arn': 'arn:aws:iam::123456789012:user/ada' }],
    ['aws-role-arn', { 'aws-role-arn': 'arn:aws:iam::123456789012:role/a&Action=Other' }],
    ['gcp-workload-identity-provider', { 'gcp-workload-identity-provider': `https://evil.test/${provider}` }],
    ['gcp-workload-identity-provider', { 'gcp-service-account': 'bump@acme.iam.gserviceaccount.com' }],
    ['gcp-service-account', { 'gcp-workload-identity-provider': provider, 'gcp-service-account': 'a/../b' }],
    ['azure-client-id', { 'azure-client-id': clientId }],
    ['azure-client-id', { 'azure-client-id': clientId, 'azure-tenant-id': '../evil' }],
  ])('%s must be whole: %j', (input, texts) => {
    const { clouds, complaints } = parsed(texts)
    expect(clouds).toEqual({})
    expect(complaints).toEqual([expect.stringMatching(`^arguments-invalid: ${input} is`)])
  })
})

test('the command line takes the same from the environment', () => {
  const given = '{"auths":{"ghcr.io":{"username":"ada","password":"secret"}}}'
  const env = { IMAGE_BUMP_REGISTRY_CREDENTIALS: given, IMAGE_BUMP_AZURE_CLIENT_ID: 'x', OTHER: 'y' }
  expect(registryTextsFrom(env)).toEqual({
    ...nothing,
    'registry-credentials': given,
    'azure-client-id': 'x',
  })
  expect(Object.keys(nothing)).toHaveLength(7)
})
