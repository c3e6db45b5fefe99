/** What the demo's repository holds: two environments, three ways to write an image. */

/** Path -> text; images live on the given registry host. */
export function demoFiles(host: string): ReadonlyMap<string, string> {
  return new Map([
    ['.github/image-bump.yaml', configuration(host)],
    ...['dev', 'production'].flatMap((environment): readonly [string, string][] => [
      [`apps/${environment}/deployment.yaml`, deployment(host, environment)],
      [`apps/${environment}/kustomization.yaml`, kustomization(host, environment)],
      [`apps/${environment}/release.yaml`, release(host, environment)],
    ]),
  ])
}

function configuration(host: string): string {
  return `version: 1
images:
  web: ${host}/acme/web
  api: ${host}/acme/api
policies:
  trunk: # the newest build of main, by the timestamp in its tag
    filterTags: { pattern: '^main-[0-9a-f]{7}-(?P<ts>[0-9]{10})$', extract: '$ts' }
    policy: { numerical: { order: asc } }
  release: { policy: { semver: { range: '>=1.2.0 <2.0.0' } } }
environments:
  dev:
    paths: [apps/dev]
    delivery: commit
    policies: { web: trunk, api: trunk }
  production:
    paths: [apps/production]
    delivery: { pullRequest: { group: environment, labels: [image-bump] } }
    policies: { web: release, api: release }
`
}

const current: Record<string, { readonly web: string; readonly api: string }> = {
  dev: { web: 'main-0a1b2c3-1760000000', api: 'main-4d5e6f7-1760000100' },
  production: { web: '1.2.0', api: '1.4.1' },
}

function deployment(host: string, environment: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name:   web          # odd spacing stays as it is
          image: ${host}/acme/web:${current[environment]?.web} # {"$imagepolicy": "${environment}:web"}
`
}

function kustomization(host: string, environment: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [deployment.yaml, release.yaml]

images:
- name: api
  newName: ${host}/acme/api # {"$imagepolicy": "${environment}:api:name"}
  newTag: "${current[environment]?.api}" # {"$imagepolicy": "${environment}:api:tag"}
`
}

function release(host: string, environment: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: api
spec:
  values:
    image:
      repository: ${host}/acme/api
      tag: '${current[environment]?.api}' # {"$imagepolicy": "${environment}:api:tag"}
`
}
