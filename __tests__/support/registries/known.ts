/** The registries that people use, each with what is known to be odd about it. */
import type { Personality } from './personality.ts'

const any = { kind: 'clamped', most: Number.POSITIVE_INFINITY } as const
const relative = '</v2/{path}/tags/list?last={place}&n={n}>; rel="next"'
const absolute = '<{origin}/v2/{path}/tags/list?n={n}&last={place}>; rel="next"'
const open = { kind: 'open' } as const
const token = {
  kind: 'token',
  challenge: 'Bearer realm="{realm}",service="registry",scope="repository:{path}:pull"',
} as const

export const personalities: readonly Personality[] = [
  { name: 'Docker Hub', order: 'bytes', size: any, link: relative, door: token },
  { name: 'GitHub Container Registry', order: 'as pushed', size: any, link: relative, door: token },
  {
    name: 'Quay',
    order: 'bytes',
    size: { kind: 'clamped', most: 100 },
    link: '<http://quay.internal/v2/{path}/tags/list?n={n}&last={place}>; rel="next"',
    door: { ...token, challenge: 'Bearer realm="{realm}",service="quay.io",scope="repository:{path}:pull"' },
  },
  {
    name: 'Quay of 2024, which refuses large pages',
    order: 'bytes',
    size: {
      kind: 'refused',
      above: 100,
      status: 413,
      code: 'TOO_MANY_TAGS_REQUESTED',
      message: 'n is too large, max is 100',
    },
    link: absolute,
    door: token,
  },
  {
    name: 'Quay of old, with places of its own',
    order: 'bytes',
    size: { kind: 'clamped', most: 50 },
    link: '<{origin}/v2/{path}/tags/list?n={n}&next_page={place}>; rel="next"',
    place: 'opaque',
    door: token,
  },
  {
    name: 'Amazon ECR',
    order: 'none',
    size: {
      kind: 'refused',
      above: 1000,
      status: 405,
      code: 'UNSUPPORTED',
      message: "Invalid parameter at 'n' failed to satisfy constraint: 'must be less than or equal to 1000'",
    },
    link: absolute,
    place: 'opaque',
    contentType: 'text/plain; charset=utf-8',
    door: { kind: 'basic', challenge: 'Basic realm="{realm}",service="ecr.amazonaws.com"' },
  },
  {
    name: 'Amazon ECR Public',
    order: 'none',
    size: { kind: 'refused', above: 1000, status: 405, code: 'UNSUPPORTED', message: 'too many' },
    link: absolute,
    place: 'opaque',
    door: {
      ...token,
      challenge: 'Bearer realm="{realm}",service="public.ecr.aws",scope="aws"',
      scope: 'aws',
    },
  },
  {
    name: 'Google Artifact Registry',
    order: 'bytes',
    size: any,
    link: relative,
    extra: (tags) => ({
      child: [],
      manifest: Object.fromEntries(
        tags.map((tag, index) => [
          `sha256:${String(index).padStart(64, '0')}`,
          { tag: [tag], timeCreatedMs: '1700000000000', timeUploadedMs: '1700000000000', layerId: '' },
        ]),
      ),
    }),
    door: token,
  },
  {
    name: 'gcr.io, which says only at its front door what it wants',
    order: 'bytes',
    size: any,
    link: relative,
    door: { ...token, isSilent: true },
  },
  {
    name: 'Azure Container Registry, with a right of its own for tags',
    order: 'bytes',
    size: { kind: 'clamped', most: 100 },
    link: '</v2/{path}/tags/list?last={place}&n={n}&orderby=>; rel="next"',
    door: {
      kind: 'token',
      for: 'login',
      challenge: 'Bearer realm="{realm}",service="acme.azurecr.io",scope="repository:{path}:metadata_read"',
      scope: 'repository:{path}:metadata_read',
      answer: 'access_token',
    },
  },
  {
    name: 'Harbor',
    order: 'bytes',
    size: any,
    link: '</v2/{path}/tags/list?n={n}&last=>; rel="prev" , </v2/{path}/tags/list?n={n}&last={place}>; rel="next"',
    door: {
      ...token,
      for: 'login',
      isTrap: true,
      challenge: 'Bearer realm="{realm}",service="harbor-registry",scope="repository:{path}:pull"',
    },
  },
  {
    name: 'Harbor as a mirror, with the images of Docker Hub below library',
    order: 'bytes',
    size: { kind: 'clamped', most: 40 },
    link: relative,
    door: open,
    liesUnder: 'library',
  },
  { name: 'GitLab', order: 'bytes', size: { kind: 'clamped', most: 100 }, link: relative, door: token },
  {
    name: 'JFrog Artifactory, which counts and forgets its prefix',
    order: 'bytes',
    size: any,
    link: '</v2/tags/list?n={n}&last={asked}&last={place}>; rel="next"',
    place: 'offset',
    door: { kind: 'basic', challenge: 'Basic realm="Artifactory Realm"' },
  },
  {
    name: 'JFrog Artifactory of old, whose token service has no address',
    order: 'bytes',
    size: any,
    link: relative,
    door: { kind: 'basic', challenge: 'Bearer realm="Artifactory Realm"' },
  },
  {
    name: 'Nexus on a port of its own',
    order: 'bytes',
    size: { kind: 'clamped', most: 100 },
    link: '<{origin}/repository/docker/v2/{path}/tags/list?n={n}&last={place}>; rel=next',
    door: { kind: 'basic', challenge: 'BASIC realm="Sonatype Nexus Repository Manager"' },
  },
  { name: 'a group of Nexus, which cuts its list', order: 'bytes', size: any, door: open },
  {
    name: 'DigitalOcean',
    order: 'as pushed',
    size: { kind: 'clamped', most: 100 },
    link: relative,
    door: { ...token, for: 'login' },
  },
  {
    name: 'Oracle OCIR',
    order: 'bytes',
    size: any,
    link: absolute,
    door: {
      kind: 'token',
      for: 'login',
      challenge:
        'Bearer realm="{realm}",service="fra.ocir.io",scope="repository:{path}:pull",error="invalid_token"',
    },
  },
  { name: 'Distribution 2', order: 'none', size: { kind: 'ignored' }, door: open },
  { name: 'Distribution 3.0', order: 'bytes', size: any, link: relative, door: open },
  {
    name: 'Distribution 3.1.0 with a maximum of its own',
    order: 'bytes',
    size: {
      kind: 'refused',
      above: 200,
      status: 400,
      code: 'PAGINATION_NUMBER_INVALID',
      message: 'invalid number of results requested',
    },
    link: relative,
    door: open,
  },
  {
    name: 'Distribution 3.1.1, whose last page is empty',
    order: 'bytes',
    size: { kind: 'clamped', most: 1000 },
    link: relative,
    endsEmpty: true,
    door: open,
  },
  {
    name: 'crane, which knows no Link and begins again at the end',
    order: 'bytes',
    size: any,
    lost: 'begins again',
    door: open,
  },
  {
    name: 'zot',
    order: 'bytes',
    size: any,
    link: '</v2/{path}/tags/list?n={n}&last={place}>; rel="next"',
    lost: 'not found',
    door: { kind: 'basic', challenge: 'basic realm=Authorization Required' },
  },
  {
    name: 'Forgejo, which offers two ways at once',
    order: 'bytes',
    size: any,
    link: relative,
    door: {
      kind: 'token',
      challenge: 'Bearer realm="{realm}",service="container_registry",scope="*",Basic realm="{realm}"',
      scope: '*',
      answer: 'access_token',
    },
  },
  { name: 'Microsoft Artifact Registry', order: 'bytes', size: { kind: 'ignored' }, door: open },
  { name: 'Chainguard', order: 'bytes', size: { kind: 'clamped', most: 1000 }, link: relative, door: token },
]
