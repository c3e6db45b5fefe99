/** Gives a request what it gets once: reviewers, labels, assignees, a milestone, and at last the body that says so. */
import { z } from 'zod'
import type { Problem, ProblemCode } from '../../model/problem.ts'
import type { Furnishing } from '../../ports.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import type { Milestones } from './milestones.ts'
import { type Outcome, type PatientClient, tryTo, whenThere } from './outcome.ts'
import { requestReviews } from './reviewers.ts'

/**
 * A call for reviewers, one look and one write. What GitHub refuses is given back as warnings, and the body is written all the same: no later run
 * would fare better. What a later run may heal (no answer, a fault of GitHub, a limit of the rate) is thrown, and the body is left as it was.
 */
export async function furnish(
  client: PatientClient,
  number: number,
  { furnishing, milestones }: { readonly furnishing: Furnishing; readonly milestones: Milestones },
): Promise<readonly Problem[]> {
  const reviews = await requestReviews(client, number, furnishing)
  const wanted = await wantedFor(client, number, { furnishing, milestones })
  const written = await write(client, number, wanted.fields)
  return [...reviews, ...wanted.problems, ...written]
}

/** As `PATCH /issues/{n}` takes them: the lists replace those that are there. */
interface Fields {
  readonly body: string
  readonly labels?: readonly string[]
  readonly assignees?: readonly string[]
  readonly milestone?: number
}

const issue = z.object({
  labels: z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])),
  assignees: z.array(z.object({ login: z.string() })).nullish(),
  milestone: z.unknown(),
})

/** What people and their machines set meanwhile stays: lists are united, and a milestone that is there is kept. */
async function wantedFor(
  client: PatientClient,
  number: number,
  { furnishing, milestones }: { readonly furnishing: Furnishing; readonly milestones: Milestones },
): Promise<{ readonly fields: Fields; readonly problems: readonly Problem[] }> {
  const { body, labels, assignees, milestone: title } = furnishing
  if (labels.length === 0 && assignees.length === 0 && title === undefined)
    return { fields: { body }, problems: [] }
  const to = `look at pull request #${number}`
  const looked = await send(client, to, () =>
    client.octokit.rest.issues.get({ ...client.repository, issue_number: number }),
  )
  if (looked.kind === 'refused') return { fields: { body }, problems: refusalOf(looked) }
  const { success, data: present } = issue.safeParse(looked.value)
  if (!success) throw explainMisreadAnswer({ to })
  const isFree = present.milestone === null || present.milestone === undefined
  const found = title !== undefined && isFree ? await milestones.find(title) : undefined
  const people = (present.assignees ?? []).map(({ login }) => login)
  return {
    fields: {
      body,
      ...(labels.length > 0 && { labels: union(present.labels, labels) }),
      ...(assignees.length > 0 && { assignees: union(people, assignees) }),
      ...(found && 'number' in found && { milestone: found.number }),
    },
    problems: found && 'problem' in found ? [found.problem] : [],
  }
}

/** All in one request. Where GitHub refuses that with 422 each wish goes alone, and the body last. */
async function write(client: PatientClient, number: number, fields: Fields): Promise<readonly Problem[]> {
  const { body, labels = [], assignees = [], milestone } = fields
  const whole = await patch(client, number, fields)
  if (whole.kind === 'done') return leftOut(number, assignees, whole.value)
  const isAlone = labels.length + assignees.length === 0 && milestone === undefined
  if (whole.status !== 422 || isAlone) return [...refusalOf(whole)]
  const problems: Problem[] = []
  for (const label of labels)
    problems.push(...refusalOf(await addLabel(client, number, label), 'labels-refused'))
  for (const login of assignees) {
    const added = await assign(client, number, login)
    const isAdded = added.kind === 'done'
    problems.push(
      ...(isAdded ? leftOut(number, [login], added.value) : refusalOf(added, 'assignees-refused')),
    )
  }
  if (milestone !== undefined) problems.push(...refusalOf(await patch(client, number, { milestone })))
  return [...problems, ...refusalOf(await patch(client, number, { body }))]
}

function patch(client: PatientClient, number: number, fields: Partial<Fields>): Promise<Outcome<unknown>> {
  const { labels, assignees, ...plain } = fields
  const lists = { ...(labels && { labels: [...labels] }), ...(assignees && { assignees: [...assignees] }) }
  const place = { ...client.repository, issue_number: number }
  return send(client, `finish pull request #${number}`, () =>
    client.octokit.rest.issues.update({ ...place, ...plain, ...lists }),
  )
}

function addLabel(client: PatientClient, number: number, label: string): Promise<Outcome<unknown>> {
  const place = { ...client.repository, issue_number: number }
  return send(client, `give pull request #${number} the label "${label}"`, () =>
    client.octokit.rest.issues.addLabels({ ...place, labels: [label] }),
  )
}

function assign(client: PatientClient, number: number, login: string): Promise<Outcome<unknown>> {
  const place = { ...client.repository, issue_number: number }
  return send(client, `assign pull request #${number} to ${login}`, () =>
    client.octokit.rest.issues.addAssignees({ ...place, assignees: [login] }),
  )
}

function send(
  client: PatientClient,
  to: string,
  request: () => Promise<{ readonly data: unknown }>,
): Promise<Outcome<unknown>> {
  const wish: Wish = { to, permission: 'pull-requests: write' }
  return whenThere(client, () => tryTo(client, wish, async () => (await request()).data))
}

/** GitHub documentation, "Add assignees to an issue": who may not be assigned is left out without a word. */
function leftOut(number: number, wanted: readonly string[], answer: unknown): readonly Problem[] {
  const people = issue.safeParse(answer).data?.assignees ?? []
  const present = new Set(people.map(({ login }) => login.toLowerCase()))
  const missing = wanted.filter((login) => !present.has(login.toLowerCase()))
  if (missing.length === 0) return []
  const message = `GitHub did not assign pull request #${number} to ${missing.join(', ')}, who may not be able to read the repository.`
  return [{ code: 'assignees-refused', level: 'warning', message }]
}

/** As a warning; what GitHub says without a code of its own gets that of the wish. */
function refusalOf(outcome: Outcome<unknown>, code?: ProblemCode): readonly Problem[] {
  if (outcome.kind === 'done') return []
  const { problem } = outcome
  const isPlain = problem.code === 'github-refused' && code !== undefined
  return [{ ...problem, level: 'warning', ...(isPlain && { code }) }]
}

/** GitHub tells no capitals in names of people and labels. */
function union(present: readonly string[], wanted: readonly string[]): readonly string[] {
  const known = new Set(present.map((name) => name.toLowerCase()))
  return [...present, ...wanted.filter((name) => !known.has(name.toLowerCase()))]
}
