/** Milestones, numbered from 1 in the order of the settings. */
import { idOf } from './account.ts'
import type { KnownRepository } from './record.ts'
import { nameOf } from './record.ts'
import { nodeId, userDocument } from './user-document.ts'
import type { Addresses } from './user-document.ts'

/** OpenAPI: `milestone`. */
export function milestoneDocument(number: number, repository: KnownRepository, addresses: Addresses) {
  const title = repository.record.settings.milestones[number - 1] ?? ''
  const url = `${addresses.apiUrl}/repos/${nameOf(repository)}/milestones/${number}`
  return {
    url,
    html_url: `${addresses.serverUrl}/${nameOf(repository)}/milestone/${number}`,
    labels_url: `${url}/labels`,
    id: idOf(title),
    node_id: nodeId('MI', repository.id, number),
    number,
    title,
    description: null,
    creator: userDocument(repository.owner, addresses),
    open_issues: 0,
    closed_issues: 0,
    state: 'open',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    due_on: null,
    closed_at: null,
  }
}
