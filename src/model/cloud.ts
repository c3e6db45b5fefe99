/** Which cloud a registry belongs to, by its host alone. */
import type { RegistryAccess } from './policy.ts'

export type Cloud = NonNullable<RegistryAccess['provider']>

/** Takes a host as image names have it; one with a port is no cloud's own. */
export function findCloud(registry: string): Cloud | undefined {
  const host = registry.toLowerCase()
  if (ecrPublic.has(host) || ecrHost.test(host)) return 'aws'
  if (gcpHost.test(host)) return 'gcp'
  return azureHost.test(host) ? 'azure' : undefined
}

/** Of Amazon ECR Public, which has one home. */
export const ecrPublic: ReadonlySet<string> = new Set(['public.ecr.aws', 'ecr-public.aws.com'])

/** As in amazon-ecr-credential-helper's ecr-login/api/client.go, but for networks that no runner of GitHub's reaches. Groups: service, region, suffix. */
export const ecrHost =
  /^\d{12}\.dkr[.-](ecr|ecr-fips)\.([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.(amazonaws\.(?:com|com\.cn|eu)|on\.(?:aws|amazonwebservices\.com\.cn))$/

/** Of Artifact Registry, and of what was Container Registry. */
export const gcpHost = /^([a-z0-9-]+-docker\.pkg\.dev|((us|eu|asia)\.)?gcr\.io)$/

/** Of Azure Container Registry in each national cloud. Group: the top-level domain. */
export const azureHost = /^[a-z0-9-]+\.azurecr\.(io|cn|us)$/
