/** One branch, one pull request: found again, made true again, and left alone when it is true already. */
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId, DescribedParcel, PullRequest, RequestParcel } from '../../model/plan.ts'
import type { Publication } from '../../model/report.ts'
import type { Ports } from '../../ports.ts'
import { newCommits } from './new-commits.ts'

type PublishPorts = Pick<Ports, 'git' | 'forge'>

export async function publishRequest(
  parcel: RequestParcel,
  described: DescribedParcel,
  ports: PublishPorts,
): Promise<Publication> {
  const about = aboutOf(parcel)
  const branch = await makeBranchTrue(parcel, described, ports)
  if (branch.kind === 'planned') return { ...about, kind: 'planned' }
  const request = await makeRequestTrue(parcel, described, ports)
  if (request === undefined) return { ...about, kind: 'planned' }
  const { number, url } = request.request
  const operation =
    request.operation === 'unchanged' && branch.kind === 'pushed' ? 'updated' : request.operation
  const told = { ...about, commit: branch.commit, request: { number, url, operation } }
  return { ...told, kind: operation === 'unchanged' ? 'unchanged' : 'proposed' }
}

function aboutOf({ commit, branch }: RequestParcel): Pick<Publication, 'environment' | 'group' | 'branch'> {
  const group = commit.group === undefined ? {} : { group: commit.group }
  return { environment: commit.environment.name, ...group, branch }
}

type BranchOutcome =
  { readonly kind: 'planned' } | { readonly kind: 'pushed' | 'true-already'; readonly commit: CommitId }

async function makeBranchTrue(
  { branch, base, existing }: RequestParcel,
  { commits }: DescribedParcel,
  { git }: PublishPorts,
): Promise<BranchOutcome> {
  const wanted = commits.flatMap(({ files }) => files.map(({ after }) => after))
  if (existing.branch !== undefined && haveSameBytes(existing.branch.files, wanted)) {
    return { kind: 'true-already', commit: existing.branch.head }
  }
  if (base === undefined) return { kind: 'planned' }
  const [commit] = await git.deliver({
    branch,
    base,
    lease: existing.branch?.head,
    commits: newCommits(commits),
  })
  return commit === undefined ? { kind: 'planned' } : { kind: 'pushed', commit }
}

interface RequestOutcome {
  readonly request: PullRequest
  readonly operation: 'created' | 'updated' | 'unchanged'
}

/** Undefined in a dry run. */
async function makeRequestTrue(
  { branch, into, commit, existing }: RequestParcel,
  { text }: DescribedParcel,
  { forge }: PublishPorts,
): Promise<RequestOutcome | undefined> {
  if (text === undefined) throw new Error(`the pull request of ${branch} has no text`)
  if (existing.request === undefined) {
    const { delivery } = commit.environment
    const labels = delivery.kind === 'pull-request' ? delivery.labels : []
    const draft = delivery.kind === 'pull-request' && delivery.draft
    const request = await forge.open({ ...text, head: branch, base: into, labels, draft })
    return request && { request, operation: 'created' }
  }
  if (hasText(existing.request, text)) return { request: existing.request, operation: 'unchanged' }
  const request = await forge.update(existing.request.number, text)
  return request && { request, operation: 'updated' }
}

function hasText(request: PullRequest, text: { readonly title: string; readonly body: string }): boolean {
  // GitHub may store line ends as CRLF and drops blanks at the end.
  const plain = (body: string) => body.replaceAll('\r\n', '\n').trimEnd()
  return request.title === text.title && plain(request.body) === plain(text.body)
}

function haveSameBytes(here: readonly SourceFile[], wanted: readonly SourceFile[]): boolean {
  const bytes = new Map(here.map((file) => [file.path, file]))
  return (
    here.length === wanted.length &&
    wanted.every((file) => {
      const other = bytes.get(file.path)
      return other !== undefined && other.mode === file.mode && Buffer.compare(other.bytes, file.bytes) === 0
    })
  )
}
