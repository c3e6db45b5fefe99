/** Logins from clouds from end to end: each cloud's services are servers on loopback, and refuse whatever the real ones would refuse. */
import { afterEach, describe, expect, test } from '@jest/globals'
import { createLogins, type CloudLogins } from '../../../../src/adapters/registry/logins.ts'
import { createRegistry } from '../../../../src/adapters/registry/registry.ts'
import type { RegistryAccess } from '../../../../src/model/policy.ts'
import { parseImageName } from '../../../../src/model/reference.ts'
import { json } from '../../../../src/standins/registry/reply.ts'
import {
  acr,
  acrRefreshToken,
  actionsEnv,
  awsKeys,
  azureIds,
  base64,
  bearerRegistry,
  ecrApi,
  entra,
  githubOidc,
  goodRole,
  googleIam,
  googleProvider,
  googleSts,
  sts,
  tagsFor,
} from '../../../support/cloud-stand-ins.ts'
import { type Answer, closeHosts, serveHosts } from '../../../support/loopback-hosts.ts'
import { createPatientClock } from '../../../support/patient-clock.ts'

afterEach(closeHosts)

const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'
const ecrRegistry = tagsFor(
  `Basic ${base64('AWS:password-of-ecr')}`,
  'Basic realm="https://ecr/",service="ecr"',
)
const aws: CloudLogins = { aws: { roleArn: goodRole } }

/** All clouds; a test may put other hosts in their places. */
async function openClouds(
  clouds: CloudLogins,
  { hosts = {}, env = actionsEnv }: { hosts?: Record<string, Answer>; env?: Record<string, string> } = {},
) {
  const served = await serveHosts({
    'oidc.actions.test': githubOidc(),
    'sts.eu-west-1.amazonaws.com': sts,
    'sts.us-east-1.amazonaws.com': sts,
    'api.ecr.eu-west-1.amazonaws.com': ecrApi('ecr'),
    'api.ecr-public.us-east-1.amazonaws.com': ecrApi('ecr-public'),
    [ecr]: ecrRegistry,
    'public.ecr.aws': bearerRegistry('AWS:password-of-ecr', true),
    'sts.googleapis.com': googleSts,
    'iamcredentials.googleapis.com': googleIam,
    'europe-west1-docker.pkg.dev': bearerRegistry('oauth2accesstoken:account-token', false),
    'gcr.io': bearerRegistry('oauth2accesstoken:federated-token', false),
    'login.microsoftonline.com': entra,
    'acme.azurecr.io': acr,
    ...hosts,
  })
  const clock = createPatientClock()
  const masked: string[] = []
  const github = { server: 'https://github.com', token: '' }
  const registry = createRegistry({
    keychain: createLogins({ given: [], github, clouds, env, home: '/nowhere' }),
    clock,
    userAgent: 'image-bump/test',
    mask: (secret) => void masked.push(secret),
    transport: served.transport,
  })
  const list = (image: string, access: RegistryAccess = {}) =>
    registry.listTags(parseImageName(image), access)
  return { ...served, clock, masked, registry, list }
}

describe('Amazon ECR', () => {
  test('is read by a role: GitHub says who asks, STS gives keys, ECR a password', async () => {
    const { list, lines, masked, arrived, registry } = await openClouds(aws)
    expect(await list(`${ecr}/acme/web`)).toEqual(['1.0.0'])
    expect(lines()).toEqual([
      `${ecr} GET /v2/acme/web/tags/list`,
      'oidc.actions.test GET /token',
      'sts.eu-west-1.amazonaws.com POST /',
      'api.ecr.eu-west-1.amazonaws.com POST /',
      `${ecr} GET /v2/acme/web/tags/list`,
    ])
    expect(masked).toEqual([
      'pass-of-the-runner',
      'id-token-1 for sts.amazonaws.com',
      awsKeys.secretAccessKey,
      awsKeys.sessionToken,
      base64('AWS:password-of-ecr'),
      'password-of-ecr',
    ])
    expect(arrived.every(({ headers }) => headers['user-agent'] === 'image-bump/test')).toBe(true)
    expect(registry.requests().get('sts.eu-west-1.amazonaws.com')).toBe(1)
    expect(registry.problems()).toEqual([])
  })

  test('gives one password for all images of a registry, until it ends', async () => {
    const { list, lines, clock } = await openClouds(aws)
    await Promise.all(['web', 'api', 'job'].map((name) => list(`${ecr}/acme/${name}`)))
    clock.advance(11 * 3_600_000)
    await list(`${ecr}/acme/cron`)
    const minted = () => lines().filter((line) => line.startsWith('api.ecr.')).length
    expect(minted()).toBe(1)
    clock.advance(3_600_000 - 59_000)
    await list(`${ecr}/acme/late`)
    expect(minted()).toBe(2)
    expect(lines().filter((line) => line.startsWith('oidc.'))).toHaveLength(2)
  })

  test('is read with the keys of the environment where no role is named', async () => {
    const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'key-of-the-environment' }
    const env = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }
    const hosts = { 'api.ecr.eu-west-1.amazonaws.com': ecrApi('ecr', keys) }
    const { list, lines, masked } = await openClouds({}, { env, hosts })
    expect(await list(`${ecr}/acme/web`)).toEqual(['1.0.0'])
    expect(lines().some((line) => /^(oidc|sts)\./.test(line))).toBe(false)
    expect(masked).toContain(keys.secretAccessKey)
  })

  test('Public is read by us-east-1, and by a token of its own', async () => {
    const { list, lines } = await openClouds(aws)
    expect(await list('public.ecr.aws/acme/web')).toEqual(['1.0.0'])
    expect(lines().slice(1, 4)).toEqual([
      'oidc.actions.test GET /token',
      'sts.us-east-1.amazonaws.com POST /',
      'api.ecr-public.us-east-1.amazonaws.com POST /',
    ])
  })
})

describe("Google's registries", () => {
  test('are read in the name of a service account', async () => {
    const serviceAccount = 'bump@acme.iam.gserviceaccount.com'
    const { list, lines, masked } = await openClouds({ gcp: { provider: googleProvider, serviceAccount } })
    expect(await list('europe-west1-docker.pkg.dev/acme/images/web')).toEqual(['1.0.0'])
    expect(lines().slice(1, 5)).toEqual([
      'oidc.actions.test GET /token',
      'sts.googleapis.com POST /v1/token',
      'iamcredentials.googleapis.com POST /v1/projects/-/serviceAccounts/bump%40acme.iam.gserviceaccount.com:generateAccessToken',
      'europe-west1-docker.pkg.dev GET /token',
    ])
    expect(masked).toEqual(expect.arrayContaining(['federated-token', 'account-token']))
  })

  test('are read by the federated identity itself where no account is named', async () => {
    const { list, lines } = await openClouds({ gcp: { provider: googleProvider } })
    expect(await list('gcr.io/acme/web', { provider: 'gcp' })).toEqual(['1.0.0'])
    expect(lines().some((line) => line.startsWith('iamcredentials.'))).toBe(false)
  })
})

describe("Azure's registries", () => {
  test("are read by a token of Entra, changed for one of the registry's", async () => {
    const { list, lines, masked } = await openClouds({ azure: azureIds })
    expect(await list('acme.azurecr.io/team/web')).toEqual(['1.0.0'])
    expect(lines()).toEqual([
      'acme.azurecr.io GET /v2/team/web/tags/list',
      'oidc.actions.test GET /token',
      `login.microsoftonline.com POST /${azureIds.tenantId}/oauth2/v2.0/token`,
      'acme.azurecr.io POST /oauth2/exchange',
      'acme.azurecr.io GET /oauth2/token',
      'acme.azurecr.io GET /v2/team/web/tags/list',
    ])
    expect(masked).toEqual(expect.arrayContaining(['entra-token', acrRefreshToken, 'acr-token']))
  })

  test('give a token that is kept until it says that it ends', async () => {
    const { list, lines, clock } = await openClouds({ azure: azureIds })
    const exchanges = () => lines().filter((line) => line.endsWith('/oauth2/exchange')).length
    await list('acme.azurecr.io/team/web')
    clock.advance(3 * 3_600_000 - 61_000)
    await list('acme.azurecr.io/team/api')
    expect(exchanges()).toBe(1)
    clock.advance(2_000)
    await list('acme.azurecr.io/team/job')
    expect(exchanges()).toBe(2)
  })
})

describe('a login that cannot be had is told with its source and the words of the cloud, and the image is read without', () => {
  const bad = 'arn:aws:iam::123456789012:role/other'

  const refusals: readonly {
    readonly why: string
    readonly clouds: CloudLogins
    readonly image: string
    readonly access?: RegistryAccess
    readonly options?: Parameters<typeof openClouds>[1]
    readonly message: string
  }[] = [
    {
      why: 'a role that does not trust this workflow',
      clouds: { aws: { roleArn: bad } },
      image: 'public.ecr.aws/acme/web',
      message:
        'No login for public.ecr.aws by the input aws-role-arn: sts.us-east-1.amazonaws.com answered 403: AccessDenied Not authorized to perform sts:AssumeRoleWithWebIdentity by ***.',
    },
    {
      why: 'a workflow without the permission',
      clouds: aws,
      image: 'public.ecr.aws/acme/web',
      options: { env: {} },
      message:
        'No login for public.ecr.aws by the input aws-role-arn: GitHub gives this job no OIDC token; add `id-token: write` to the `permissions:` of the workflow.',
    },
    {
      why: 'an account that the identity may not act for',
      clouds: { gcp: { provider: googleProvider, serviceAccount: 'other@acme.iam.gserviceaccount.com' } },
      image: 'gcr.io/acme/web',
      options: { hosts: { 'gcr.io': bearerRegistry('nobody', true) } },
      message:
        "No login for gcr.io by the input gcp-workload-identity-provider: iamcredentials.googleapis.com answered 403: PERMISSION_DENIED Permission 'getAccessToken' denied.",
    },
    {
      why: 'a client without trust',
      clouds: { azure: { ...azureIds, clientId: azureIds.tenantId } },
      image: 'acme.azurecr.io/team/web',
      options: { hosts: { 'acme.azurecr.io': bearerRegistry('nobody', true) } },
      message:
        'No login for acme.azurecr.io by the input azure-client-id: login.microsoftonline.com answered 401: invalid_client AADSTS700213: No matching federated identity record found.',
    },
    {
      why: 'a cloud that is down',
      clouds: aws,
      image: 'public.ecr.aws/acme/web',
      options: { hosts: { 'sts.us-east-1.amazonaws.com': () => ({ status: 503, body: '<html>' }) } },
      message:
        'No login for public.ecr.aws by the input aws-role-arn: sts.us-east-1.amazonaws.com answered 503.',
    },
    {
      why: 'a cloud that says something else',
      clouds: aws,
      image: 'public.ecr.aws/acme/web',
      options: { hosts: { 'sts.us-east-1.amazonaws.com': () => json(200, { token: 'surprise' }) } },
      message:
        'No login for public.ecr.aws by the input aws-role-arn: sts.us-east-1.amazonaws.com answered with something that is no login.',
    },
    {
      why: 'a cloud that sends us elsewhere',
      clouds: aws,
      image: 'public.ecr.aws/acme/web',
      options: {
        hosts: {
          'sts.us-east-1.amazonaws.com': () => ({ status: 307, headers: { location: 'https://evil.test/' } }),
          'evil.test': sts,
        },
      },
      message:
        'No login for public.ecr.aws by the input aws-role-arn: sts.us-east-1.amazonaws.com answered 307.',
    },
    {
      why: 'a file that wants a cloud that the workflow knows nothing of',
      clouds: {},
      image: 'public.ecr.aws/acme/web',
      access: { provider: 'aws' },
      message: 'No login of provider aws for public.ecr.aws: the workflow gives no aws-role-arn.',
    },
  ]

  test.each(refusals)('$why', async ({ clouds, image, access = {}, options, message }) => {
    const { list, registry, lines } = await openClouds(clouds, options)
    expect(await list(image, access)).toEqual(['1.0.0'])
    expect(registry.problems()).toEqual([{ code: 'cloud-login-failed', level: 'warning', message }])
    expect(lines().some((line) => line.startsWith('evil.test'))).toBe(false)
  })

  test('a private image is refused with that reason, and the cloud is not asked again for each image', async () => {
    const { list, lines } = await openClouds({ aws: { roleArn: bad } })
    for (const name of ['web', 'api', 'job'])
      await expect(list(`${ecr}/acme/${name}`)).rejects.toMatchObject({
        problems: [
          { code: 'registry-refused', message: expect.stringMatching(/by the input aws-role-arn: sts\.eu/) },
        ],
      })
    expect(lines().filter((line) => line.startsWith('sts.'))).toHaveLength(1)
  })
})

describe('a provider that is not that of the host', () => {
  test.each<[string, RegistryAccess['provider']]>([
    ['registry.example.com/acme/web', 'aws'],
    [`${ecr}/acme/web`, 'gcp'],
    [`${ecr}.evil.test/acme/web`, 'aws'],
  ])('%s, said to be of %s, is not asked at all', async (image, provider) => {
    const host = image.split('/')[0] ?? ''
    const { list, lines } = await openClouds(aws, { hosts: { [host]: tagsFor('nobody', 'Basic') } })
    await expect(list(image, provider === undefined ? {} : { provider })).rejects.toMatchObject({
      problems: [{ code: 'provider-host-mismatch', level: 'error', message: expect.stringContaining(host) }],
    })
    expect(lines()).toEqual([])
  })
})
