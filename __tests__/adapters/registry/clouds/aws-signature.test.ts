import { describe, expect, test } from '@jest/globals'
import { signPost } from '../../../../src/adapters/registry/clouds/aws-signature.ts'
import { expectedAuthorization } from '../../../support/signature-v4.ts'

/** Keys, time, names and signatures are those of AWS's own "Signature Version 4 Test Suite" (awslabs/aws-c-auth, tests/aws-signing-test-suite/v4). */
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const sessionToken =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='
const now = new Date('2015-08-30T12:36:00.123Z')
const request = {
  url: 'https://example.amazonaws.com/',
  headers: {},
  body: '',
  region: 'us-east-1',
  service: 'service',
}

describe("AWS's own examples are signed as AWS signs them", () => {
  test.each([
    {
      name: 'post-vanilla',
      signed: 'host;x-amz-date',
      signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    },
    {
      name: 'post-header-key-sort',
      headers: { 'My-Header1': 'value1' },
      signed: 'host;my-header1;x-amz-date',
      signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
    },
    {
      name: 'post-header-value-case',
      headers: { 'My-Header1': 'VALUE1' },
      signed: 'host;my-header1;x-amz-date',
      signature: 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
    },
    {
      name: 'post-sts-header-before',
      session: { sessionToken },
      signed: 'host;x-amz-date;x-amz-security-token',
      signature: '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
    },
  ])('$name', async ({ headers = {}, session = {}, signed, signature }) => {
    expect(await signPost({ ...request, headers }, { ...keys, ...session }, now)).toMatchObject({
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
    })
  })
})

test.each(['ecr', 'ecr-public'])(
  'a question to %s is signed as by the description, target and body too',
  async (service) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Some.GetAuthorizationToken',
    }
    const url = new URL(`https://api.${service}.eu-west-1.amazonaws.com/`)
    const unsigned = { ...request, url: url.href, headers, body: '{}', region: 'eu-west-1', service }
    const signed = await signPost(unsigned, { ...keys, sessionToken }, now)
    const sent = { method: 'POST', url, headers: { ...signed, host: url.host }, body: '{}' }
    expect(signed['authorization']).toBe(expectedAuthorization(sent, keys.secretAccessKey))
    expect(signed['authorization']).toContain(
      'SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target,',
    )
    expect(signed).toMatchObject(headers)
    const altered = { ...sent, body: '{"registryIds":[]}' }
    expect(signed['authorization']).not.toBe(expectedAuthorization(altered, keys.secretAccessKey))
  },
)

/** Recorded once, from a computation in Python's hashlib and hmac by the same description. */
test('a signature recorded for ECR stays as it is', async () => {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
  }
  const url = 'https://api.ecr.eu-west-1.amazonaws.com/'
  const signed = await signPost(
    { url, headers, body: '{}', region: 'eu-west-1', service: 'ecr' },
    { ...keys, sessionToken },
    now,
  )
  expect(signed['authorization']?.split('Signature=')[1]).toBe(
    '398b25400792f97997f102ef96624f1439d6984daaddfcbd098b244d57d13b3e',
  )
})
