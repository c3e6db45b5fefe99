/** Releases; drafts are seen by those who may push only, which nobody here needs. */
import { idOf } from './account.ts'
import { paged, timestamp } from './call.ts'
import type { Call, Route } from './call.ts'
import type { GitHubAnswer } from './exchange.ts'
import { nameOf } from './record.ts'
import type { StandInRelease } from './record.ts'
import { notFound } from './refusals.ts'
import { nodeId, userDocument } from './user-document.ts'

export const releaseRoutes: readonly Route[] = [
  ['GET', '/releases', listReleases],
  ['GET', '/releases/latest', showLatest],
  ['GET', '/releases/tags/{+}', showByTag],
]

/** Newest first: the last one that was added. */
function published({ repository }: Call): readonly StandInRelease[] {
  return repository.record.releases.filter(({ isDraft = false }) => !isDraft).toReversed()
}

function listReleases(call: Call): GitHubAnswer {
  return paged(call, published(call), (release) => releaseDocument(call, release))
}

function showLatest(call: Call): GitHubAnswer {
  const latest = published(call).find(({ isPrerelease = false }) => !isPrerelease)
  return latest === undefined ? notFound : { status: 200, body: releaseDocument(call, latest) }
}

function showByTag(call: Call): GitHubAnswer {
  const found = published(call).find(({ tag }) => tag === call.values[0])
  return found === undefined ? notFound : { status: 200, body: releaseDocument(call, found) }
}

/** OpenAPI: `release`. */
function releaseDocument({ repository, request, store }: Call, release: StandInRelease) {
  const id = idOf(release.tag)
  const path = `${request.apiUrl}/repos/${nameOf(repository)}`
  const html = `${request.serverUrl}/${nameOf(repository)}`
  const at = timestamp(release.publishedAt ?? store.now())
  return {
    url: `${path}/releases/${id}`,
    html_url: `${html}/releases/tag/${release.tag}`,
    assets_url: `${path}/releases/${id}/assets`,
    upload_url: `${path}/releases/${id}/assets{?name,label}`,
    tarball_url: `${path}/tarball/${release.tag}`,
    zipball_url: `${path}/zipball/${release.tag}`,
    id,
    node_id: nodeId('RE', id),
    tag_name: release.tag,
    target_commitish: repository.defaultBranch ?? 'main',
    name: release.name ?? release.tag,
    body: release.body,
    draft: false,
    prerelease: release.isPrerelease ?? false,
    created_at: at,
    published_at: at,
    author: userDocument(repository.owner, request),
    assets: [],
  }
}
