/**
 * Cuts the slice of GitHub's OpenAPI description out that the tests check requests and answers against.
 *
 *   npm install --prefix /tmp/openapi @octokit/openapi@23.0.2      (385 MB: never into this project)
 *   node .github/scripts/openapi-slice.mjs /tmp/openapi/node_modules/@octokit/openapi/generated/api.github.com.json
 *
 * Prose and examples are left out. Prints which operations were added or dropped since the slice that is there.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const target = new URL('../../__tests__/support/github-openapi.json', import.meta.url)

/** What a tool such as this one asks of GitHub, by GitHub's own names. */
const wantedOperations = `
  apps/create-installation-access-token apps/get-authenticated apps/get-repo-installation
  actions/create-workflow-dispatch actions/get-github-actions-default-workflow-permissions-repository
  actions/get-workflow actions/list-workflow-runs
  checks/list-for-ref
  git/create-blob git/create-commit git/create-ref git/create-tag git/create-tree git/delete-ref git/get-blob
  git/get-commit git/get-ref git/get-tag git/get-tree git/list-matching-refs git/update-ref
  issues/add-assignees issues/add-labels issues/create-comment issues/create-label issues/delete-comment issues/get
  issues/get-label issues/list-comments issues/list-labels-on-issue issues/list-milestones issues/remove-label
  issues/set-labels issues/update issues/update-comment
  pulls/create pulls/create-review pulls/get pulls/list pulls/list-commits pulls/list-files
  pulls/list-requested-reviewers pulls/list-reviews pulls/merge pulls/remove-requested-reviewers
  pulls/request-reviewers pulls/update pulls/update-branch
  repos/compare-commits-with-basehead repos/create-commit-status repos/create-dispatch-event repos/get
  repos/get-branch repos/get-branch-protection repos/get-branch-rules repos/get-combined-status-for-ref
  repos/get-commit repos/get-content repos/get-latest-release repos/get-release-by-tag
  repos/list-branches repos/list-commit-statuses-for-ref repos/list-commits
  repos/list-pull-requests-associated-with-commit repos/list-releases users/get-authenticated
`
  .trim()
  .split(/\s+/)

const prose = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags'])

const source = process.argv[2]
if (source === undefined) throw new Error('Name the file api.github.com.json of @octokit/openapi.')
const whole = JSON.parse(readFileSync(source, 'utf8'))
const slice = cutSlice(whole)
printDifference(slice)
writeFileSync(target, JSON.stringify(slice))

function cutSlice({ openapi, info, paths, components }) {
  const kept = {
    openapi,
    info: { title: info.title, version: info.version, license: info.license },
    paths: {},
    components: { schemas: {} },
  }
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!wantedOperations.includes(operation.operationId)) continue
      kept.paths[path] = { ...kept.paths[path], [method]: cutOperation(operation, components) }
    }
  }
  keepSchemas(kept, components.schemas)
  const missing = wantedOperations.filter((id) => !operationIds(kept).includes(id))
  if (missing.length > 0) throw new Error(`GitHub describes no ${missing.join(', ')}.`)
  return kept
}

function cutOperation({ operationId, parameters = [], requestBody, responses }, components) {
  const resolve = (part) => (part.$ref ? components[part.$ref.split('/')[2]][part.$ref.split('/')[3]] : part)
  const body = requestBody && resolve(requestBody)
  return {
    operationId,
    parameters: parameters.map((part) => stripped(resolve(part))),
    ...(body && { requestBody: { required: body.required ?? false, content: jsonOf(body) } }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, part]) => [status, { content: jsonOf(resolve(part)) }]),
    ),
  }
}

function jsonOf({ content = {} }) {
  const schema = content['application/json']?.schema
  return schema ? { 'application/json': { schema: stripped(schema) } } : {}
}

/** Adds every schema that those already kept refer to, until nothing is missing. */
function keepSchemas(kept, schemas) {
  for (;;) {
    const names = [...JSON.stringify(kept).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    )
    const missing = names.filter((name) => !(name in kept.components.schemas))
    if (missing.length === 0) return
    for (const name of missing) kept.components.schemas[name] = stripped(schemas[name])
  }
}

/** The same without prose. A property may itself be called `title`, so names below `properties` stay. */
function stripped(value) {
  if (Array.isArray(value)) return value.map((part) => stripped(part))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !prose.has(key) && !key.startsWith('x-'))
  return Object.fromEntries(
    entries.map(([key, part]) => [key, key === 'properties' ? strippedEach(part) : stripped(part)]),
  )
}

function strippedEach(properties) {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, stripped(schema)]))
}

function operationIds({ paths }) {
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
}

function printDifference(slice) {
  const before = existsSync(target) ? operationIds(JSON.parse(readFileSync(target, 'utf8'))) : []
  const after = operationIds(slice)
  const lines = [
    ...after.filter((id) => !before.includes(id)).map((id) => `+ ${id}`),
    ...before.filter((id) => !after.includes(id)).map((id) => `- ${id}`),
    `${after.length} operations, ${Object.keys(slice.components.schemas).length} schemas, ${JSON.stringify(slice).length} characters`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
