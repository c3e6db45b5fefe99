/** Docker Hub, GitHub's registry and Quay. */
import { z } from 'zod'
import { heed, hostOf, idOf, type Message, nothing, notices, type NoticeReading, tagList } from './notice.ts'

const dockerHub = {
  shape: z.object({
    push_data: z.object({ tag: z.string().nullish() }),
    repository: z.object({ repo_name: z.string() }),
  }),
  wanted: "Docker Hub's webhook, with `push_data` and `repository.repo_name`",
}

/** docs.docker.com, "Webhooks". Nothing proves it but the path. */
export function readDockerHub({ json, registry = 'docker.io' }: Message): NoticeReading {
  return heed(dockerHub, json, ({ push_data, repository }) =>
    notices({ image: `${registry}/${repository.repo_name}`, ...tagList(push_data.tag) }),
  )
}

const quay = {
  shape: z.object({
    docker_url: z.string(),
    updated_tags: z.array(z.string()),
  }),
  wanted: "Quay's notification of a push, with `docker_url` and `updated_tags`",
}

/** docs.quay.io, "Repository notifications", Push to Repository. */
export function readQuay({ json }: Message): NoticeReading {
  return heed(quay, json, ({ docker_url, updated_tags }) =>
    notices({ image: docker_url, tags: updated_tags }),
  )
}

const githubPackage = z.object({
  name: z.string(),
  namespace: z.string(),
  package_type: z.string(),
  package_version: z
    .object({
      package_url: z.string().nullish(),
      container_metadata: z
        .object({ tag: z.object({ name: z.string().nullish() }).nullish() })
        .nullish()
        .catch(undefined),
    })
    .nullish(),
})

const ghcr = {
  shape: z
    .object({ package: githubPackage.optional(), registry_package: githubPackage.optional() })
    .transform((said) => said.package ?? said.registry_package)
    .pipe(githubPackage),
  wanted: "GitHub's event `package` or `registry_package`, sent as application/json",
}

const githubAction = z.object({ action: z.string() })

/** docs.github.com, "Webhook events and payloads". An image for two platforms comes as three events, of which one has a tag. */
export function readGhcr({ headers, json, registry }: Message): NoticeReading {
  const event = headers.get('x-github-event')
  if (event === 'ping') return nothing('a ping')
  if (event !== 'package' && event !== 'registry_package') return nothing('no event of a package')
  const action = githubAction.safeParse(json).data?.action
  if (action !== undefined && action !== 'published' && action !== 'updated')
    return nothing('no push of a package')
  return heed(ghcr, json, ({ name, namespace, package_type, package_version }) => {
    if (!/^(?:container|docker)$/i.test(package_type)) return nothing('no package of a container')
    const host = registry ?? hostOf(package_version?.package_url ?? undefined) ?? 'ghcr.io'
    return notices({
      image: `${host}/${namespace}/${name}`,
      ...tagList(package_version?.container_metadata?.tag?.name),
      ...idOf(headers.get('x-github-delivery')),
    })
  })
}
