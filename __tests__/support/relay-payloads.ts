/** What registries post: payloads after the shapes that they document, with the fields that nobody here reads among them. */
import type { SenderKind } from '../../src/relay/sender.ts'

export interface Payload {
  readonly kind: SenderKind
  /** Which of several that a kind has. */
  readonly name: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
  /** What the sender must be configured with. */
  readonly registry?: string
  readonly image: string
  readonly tags: readonly string[]
  readonly id?: string
}

const digest = `sha256:${'4f'.repeat(32)}`
const manifest = 'application/vnd.oci.image.manifest.v1+json'

const harborData = {
  resources: [{ digest, tag: '1.4.2', resource_url: 'harbor.acme.io/team/app:1.4.2' }],
  repository: {
    date_created: 1_760_000_000,
    name: 'app',
    namespace: 'team',
    repo_full_name: 'team/app',
    repo_type: 'private',
  },
}

const githubPackage = {
  id: 7,
  name: 'app',
  namespace: 'Acme',
  description: '',
  ecosystem: 'CONTAINER',
  package_type: 'CONTAINER',
  html_url: 'https://github.com/orgs/Acme/packages/container/package/app',
  owner: { login: 'Acme', id: 1, type: 'Organization' },
  package_version: {
    id: 9,
    version: digest,
    name: digest,
    package_url: 'ghcr.io/acme/app:1.4.2',
    container_metadata: {
      tag: { name: '1.4.2', digest },
      labels: { all_labels: {} },
      manifest: { digest, media_type: manifest, uri: '', size: 1, config: {}, layers: [] },
    },
  },
}

/** What GitHub tells of a package of its own registry; `changes` are fields of the package. */
export function packageEvent(
  event: 'package' | 'registry_package',
  changes: object = {},
  action = 'published',
): object {
  return { action, [event]: { ...githubPackage, ...changes }, repository: {}, sender: { login: 'ci' } }
}

/** Distribution 2.8: a layer, the manifest with its tag, and somebody's pull. */
export const envelope = {
  events: [
    {
      id: 'e-0',
      timestamp: '2026-01-02T03:04:05Z',
      action: 'push',
      target: { mediaType: 'application/octet-stream', digest, length: 7, repository: 'team/app' },
      request: { id: 'r-0', addr: '10.0.0.1', host: 'registry.acme.io', method: 'PUT', useragent: 'docker' },
      actor: {},
      source: { addr: 'registry-0:5000', instanceID: 'i' },
    },
    {
      id: 'e-1',
      timestamp: '2026-01-02T03:04:06Z',
      action: 'push',
      target: {
        mediaType: manifest,
        digest,
        length: 708,
        repository: 'team/app',
        tag: '1.4.2',
        url: 'http://registry.acme.io/v2/team/app/manifests/1',
      },
      request: { id: 'r-1', addr: '10.0.0.1', host: 'registry.acme.io', method: 'PUT', useragent: 'docker' },
    },
    {
      id: 'e-2',
      timestamp: '2026-01-02T03:04:07Z',
      action: 'pull',
      target: { mediaType: manifest, digest, repository: 'team/other', tag: '9.9.9' },
      request: { host: 'registry.acme.io', method: 'GET' },
    },
  ],
}

const cdEvent = {
  context: {
    version: '0.4.1',
    id: 'cd-1',
    source: 'https://ci.acme.io/',
    type: 'dev.cdevents.artifact.published.0.3.0',
    timestamp: '2026-01-02T03:04:05Z',
  },
  subject: {
    id: `pkg:oci/app@${encodeURIComponent(digest)}?repository_url=ghcr.io/acme/app&tag=1.4.2`,
    source: 'https://ci.acme.io/',
    type: 'artifact',
    content: {},
  },
}

const ecrEvent = {
  version: '0',
  id: '13cde686-328b-6117-af20-0e5566167482',
  'detail-type': 'ECR Image Action',
  source: 'aws.ecr',
  account: '123456789012',
  time: '2026-01-02T03:04:05Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    result: 'SUCCESS',
    'repository-name': 'team/app',
    'image-digest': digest,
    'action-type': 'PUSH',
    'image-tag': '1.4.2',
  },
}

const google = {
  action: 'INSERT',
  digest: `us-docker.pkg.dev/p/r/app@${digest}`,
  tag: 'us-docker.pkg.dev/p/r/app:1.4.2',
}

/** A message as Pub/Sub pushes it. */
export function pubSub(data: unknown, messageId = 'm-1'): object {
  const wrapped = Buffer.from(JSON.stringify(data)).toString('base64')
  return {
    message: { data: wrapped, messageId, message_id: messageId, publishTime: '2026-01-02T03:04:05Z' },
    subscription: 'projects/p/subscriptions/relay',
  }
}

const harborEvent = { type: 'PUSH_ARTIFACT', occur_at: 1_760_000_000, operator: 'ci', event_data: harborData }

export const payloads: readonly Payload[] = [
  {
    kind: 'docker-hub',
    name: 'a push',
    body: {
      push_data: { pushed_at: 1_760_000_000, pusher: 'ci', tag: '1.4.2', media_type: manifest },
      repository: {
        repo_name: 'acme/app',
        namespace: 'acme',
        name: 'app',
        repo_url: 'https://hub.docker.com/r/acme/app',
      },
      callback_url: 'http://169.254.169.254/latest/meta-data/',
    },
    image: 'docker.io/acme/app',
    tags: ['1.4.2'],
  },
  {
    kind: 'quay',
    name: 'a push of two tags',
    body: {
      name: 'app',
      repository: 'acme/app',
      namespace: 'acme',
      docker_url: 'quay.io/acme/app',
      homepage: 'https://quay.io/repository/acme/app',
      updated_tags: ['1.4.2', 'latest'],
    },
    image: 'quay.io/acme/app',
    tags: ['1.4.2', 'latest'],
  },
  {
    kind: 'ghcr',
    name: 'a registry_package',
    headers: { 'x-github-event': 'registry_package', 'x-github-delivery': 'd-1' },
    body: { action: 'published', registry_package: githubPackage, sender: { login: 'ci' } },
    image: 'ghcr.io/acme/app',
    tags: ['1.4.2'],
    id: 'd-1',
  },
  {
    kind: 'ghcr',
    name: 'a package without a tag, with a bare colon in its address',
    headers: { 'x-github-event': 'package', 'x-github-delivery': 'd-2' },
    body: {
      action: 'published',
      package: {
        ...githubPackage,
        package_type: 'container',
        package_version: { package_url: 'ghcr.io/acme/app:', container_metadata: { tag: { name: '' } } },
      },
    },
    image: 'ghcr.io/acme/app',
    tags: [],
    id: 'd-2',
  },
  {
    kind: 'harbor',
    name: 'its own format',
    body: harborEvent,
    image: 'harbor.acme.io/team/app',
    tags: ['1.4.2'],
  },
  {
    kind: 'harbor',
    name: 'a CloudEvent',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: {
      specversion: '1.0',
      id: 'ce-1',
      source: '/projects/2/webhook/policies/15',
      type: 'harbor.artifact.pushed',
      datacontenttype: 'application/json',
      data: harborData,
    },
    image: 'harbor.acme.io/team/app',
    tags: ['1.4.2'],
    id: 'ce-1',
  },
  {
    kind: 'nexus',
    name: 'a component',
    headers: {
      'x-nexus-webhook-id': 'rm:repository:component',
      'x-nexus-webhook-delivery': 'n-1',
    },
    body: {
      timestamp: '2026-01-02T03:04:05Z',
      nodeId: 'node',
      initiator: 'ci/10.0.0.1',
      repositoryName: 'docker-hosted',
      action: 'CREATED',
      component: { id: 'c', format: 'docker', name: 'team/app', group: null, version: '1.4.2' },
    },
    registry: 'nexus.acme.io:8443',
    image: 'nexus.acme.io:8443/team/app',
    tags: ['1.4.2'],
    id: 'n-1',
  },
  {
    kind: 'acr',
    name: 'a push',
    body: {
      id: 'a-1',
      timestamp: '2026-01-02T03:04:05Z',
      action: 'push',
      target: { mediaType: manifest, size: 524, digest, repository: 'team/app', tag: '1.4.2' },
      request: { id: 'r', host: 'acme.azurecr.io', method: 'PUT', useragent: 'docker' },
    },
    image: 'acme.azurecr.io/team/app',
    tags: ['1.4.2'],
    id: 'a-1',
  },
  {
    kind: 'ecr',
    name: 'an action on an image',
    body: ecrEvent,
    image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app',
    tags: ['1.4.2'],
    id: ecrEvent.id,
  },
  {
    kind: 'google',
    name: 'a message of the topic gcr',
    body: pubSub(google),
    image: 'us-docker.pkg.dev/p/r/app',
    tags: ['1.4.2'],
    id: 'm-1',
  },
  {
    kind: 'gitlab',
    name: "its registry's notification",
    headers: { 'content-type': 'application/vnd.docker.distribution.events.v1+json' },
    body: envelope,
    image: 'registry.acme.io/team/app',
    tags: ['1.4.2'],
    id: 'e-1',
  },
  {
    kind: 'gitlab',
    name: 'a webhook by a template',
    headers: { 'x-gitlab-event': 'Pipeline Hook', 'idempotency-key': 'g-1' },
    body: { image: 'registry.gitlab.com/acme/app', tag: '1.4.2' },
    image: 'registry.gitlab.com/acme/app',
    tags: ['1.4.2'],
    id: 'g-1',
  },
  {
    kind: 'artifactory',
    name: 'a push',
    body: {
      domain: 'docker',
      event_type: 'pushed',
      data: {
        repo_key: 'docker-local',
        event_type: 'pushed',
        path: 'team/app/1.4.2/list.manifest.json',
        name: 'list.manifest.json',
        sha256: digest.slice(7),
        size: 1189,
        image_name: 'app',
        image_type: 'docker',
        tag: '1.4.2',
      },
      jpd_origin: 'https://acme.jfrog.io/artifactory',
    },
    image: 'acme.jfrog.io/docker-local/team/app',
    tags: ['1.4.2'],
  },
  {
    kind: 'distribution',
    name: 'an envelope with a layer, a tag and a pull',
    headers: { 'content-type': 'application/vnd.docker.distribution.events.v1+json' },
    body: envelope,
    image: 'registry.acme.io/team/app',
    tags: ['1.4.2'],
    id: 'e-1',
  },
  {
    kind: 'cdevents',
    name: 'bare, as in binary mode',
    headers: { 'ce-type': cdEvent.context.type, 'ce-id': 'cd-1', 'ce-specversion': '1.0' },
    body: cdEvent,
    image: 'ghcr.io/acme/app',
    tags: ['1.4.2'],
    id: 'cd-1',
  },
  {
    kind: 'cdevents',
    name: 'in a CloudEvent',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: {
      specversion: '1.0',
      id: 'x',
      source: 'http://169.254.169.254/',
      type: cdEvent.context.type,
      data: cdEvent,
    },
    image: 'ghcr.io/acme/app',
    tags: ['1.4.2'],
    id: 'cd-1',
  },
  {
    kind: 'generic',
    name: 'one image',
    body: { id: 'x-1', image: 'GHCR.io/Acme/App:1.4.2-RC' },
    image: 'ghcr.io/acme/app',
    tags: ['1.4.2-RC'],
    id: 'x-1',
  },
]

/** The first payload of a kind. */
export function payloadOf(kind: SenderKind): Payload {
  const found = payloads.find((payload) => payload.kind === kind)
  if (found === undefined) throw new Error(`${kind} has no payload`)
  return found
}

/** What is no push, by kind, and what the relay says of it. */
export const otherEvents: readonly (Pick<Payload, 'kind' | 'body' | 'headers'> & { readonly why: string })[] =
  [
    {
      kind: 'ghcr',
      headers: { 'x-github-event': 'ping' },
      body: { zen: 'Design for failure.' },
      why: 'a ping',
    },
    { kind: 'ghcr', headers: { 'x-github-event': 'push' }, body: {}, why: 'no event of a package' },
    {
      kind: 'ghcr',
      headers: { 'x-github-event': 'package' },
      body: { package: { ...githubPackage, package_type: 'npm' } },
      why: 'no package of a container',
    },
    {
      kind: 'ghcr',
      headers: { 'x-github-event': 'package' },
      body: { action: 'deleted', package: githubPackage },
      why: 'no push of a package',
    },
    {
      kind: 'harbor',
      body: { type: 'SCANNING_COMPLETED', event_data: harborData },
      why: 'no push of an artifact',
    },
    {
      kind: 'nexus',
      body: { action: 'DELETED', component: { format: 'docker', name: 'a' } },
      why: 'no push of a component',
    },
    {
      kind: 'nexus',
      body: { action: 'CREATED', component: { format: 'npm', name: 'a' } },
      why: 'no component of Docker',
    },
    { kind: 'acr', body: { id: 'p', action: 'ping' }, why: 'no push of an image' },
    {
      kind: 'ecr',
      body: { ...ecrEvent, detail: { ...ecrEvent.detail, 'action-type': 'DELETE' } },
      why: 'no push of an image',
    },
    {
      kind: 'ecr',
      body: { ...ecrEvent, detail: { ...ecrEvent.detail, result: 'FAILURE' } },
      why: 'no push of an image',
    },
    { kind: 'ecr', body: { ...ecrEvent, 'detail-type': 'ECR Image Scan' }, why: 'no action on an image' },
    { kind: 'google', body: pubSub({ ...google, action: 'DELETE' }), why: 'no push of an image' },
    {
      kind: 'artifactory',
      body: { domain: 'docker', event_type: 'deleted', data: { repo_key: 'r', path: 'a/1/manifest.json' } },
      why: 'no push of a Docker image',
    },
    {
      kind: 'distribution',
      body: { events: [envelope.events[0], envelope.events[2]] },
      why: 'no push of a tag',
    },
    {
      kind: 'cdevents',
      body: { ...cdEvent, context: { ...cdEvent.context, type: 'dev.cdevents.artifact.deleted.0.1.0' } },
      why: 'no artifact was published',
    },
    {
      kind: 'cdevents',
      body: { ...cdEvent, subject: { id: 'pkg:npm/left-pad@1.0.0' } },
      why: 'no container image',
    },
  ]
