/** Checks requests and answers against GitHub's own description of its REST API, a slice of which is kept beside this file. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { GitHubAnswer, GitHubRequest } from '../../src/standins/github/github.ts'

/** A schema as JSON; OpenAPI 3.0 writes `nullable` where JSON Schema has a type `null`. */
type Schema = Readonly<Record<string, unknown>>

interface Content {
  readonly content: { readonly 'application/json'?: { readonly schema: Schema } }
}

interface Operation {
  readonly operationId: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: Content & { readonly required: boolean }
  readonly responses: Readonly<Record<string, Content>>
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const description: Description = JSON.parse(
  readFileSync(new URL('github-openapi.json', import.meta.url), 'utf8'),
)

/** GitHub may give these to any request ("Troubleshooting the REST API"), with a body of `basic-error`. */
const generalStatuses = new Set([400, 401, 403, 404, 422])

/** The operation's name as GitHub writes it, such as `pulls/create`; undefined when the slice has none. */
export function operationOf(request: GitHubRequest): string | undefined {
  return findOperation(request)?.operation.operationId
}

/** What is wrong with the request, a sentence each. */
export function checkRequest(request: GitHubRequest): readonly string[] {
  const at = `${request.method} ${request.url}`
  const found = findOperation(request)
  if (found === undefined) return [`${at}: GitHub describes no such operation, or the slice lacks it`]
  const { operation, values } = found
  return [...checkParameters(operation, values, request), ...checkBody(operation, request)].map(
    (fault) => `${at}: ${fault}`,
  )
}

/** What is wrong with the answer, a sentence each. */
export function checkAnswer(request: GitHubRequest, { status, body }: GitHubAnswer): readonly string[] {
  const at = `${status} to ${request.method} ${request.url}`
  const found = findOperation(request)
  if (found === undefined) return []
  if (status === 501) return [`${at}: the stand-in does not model ${found.operation.operationId}`]
  const documented = found.operation.responses[String(status)]
  if (documented === undefined && !generalStatuses.has(status)) return [`${at}: an undocumented status`]
  const basicError = { $ref: '#/components/schemas/basic-error' }
  const schema = documented?.content['application/json']?.schema ?? (status >= 400 ? basicError : undefined)
  if (schema === undefined) return body === undefined ? [] : [`${at}: a body where none is documented`]
  const key = schema === basicError ? 'basic-error' : `${found.operation.operationId} ${status}`
  return faultsOf(validatorFor(key, schema), body).map((fault) => `${at}: ${fault}`)
}

function findOperation({ method, path }: GitHubRequest) {
  for (const [template, operations] of Object.entries(description.paths)) {
    const operation = operations[method.toLowerCase()]
    const pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    const match = operation && pattern.exec(path)
    if (match) return { operation, values: match.groups ?? {} }
  }
  return undefined
}

function checkParameters(
  operation: Operation,
  values: Readonly<Record<string, string>>,
  { query, headers }: GitHubRequest,
): readonly string[] {
  const given = { path: values, query: Object.fromEntries(query) }
  const faults = (['path', 'query'] as const).flatMap((place) => {
    const known = operation.parameters.filter((parameter) => parameter.in === place)
    const schema = {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(known.map((parameter) => [parameter.name, parameter.schema])),
      required: known.filter(({ required }) => required === true).map(({ name }) => name),
    }
    const validator = validatorFor(`${operation.operationId} ${place}`, schema, ajvForText)
    return faultsOf(validator, { ...given[place] }, place)
  })
  return [...faults, ...checkHeaders(headers)]
}

/** GitHub refuses requests without a user agent, and changes its answers for those without a version some day. */
function checkHeaders(headers: GitHubRequest['headers']): readonly string[] {
  return [
    ...(headers['user-agent'] ? [] : ['no user-agent']),
    ...(headers['x-github-api-version'] === '2022-11-28' ? [] : ['no x-github-api-version']),
  ]
}

function checkBody({ operationId, requestBody }: Operation, { body, headers }: GitHubRequest) {
  if (requestBody === undefined) return body === undefined ? [] : ['a body where none is documented']
  if (body === undefined) return requestBody.required ? ['no body'] : []
  const isJson = headers['content-type']?.startsWith('application/json') ?? false
  const schema = requestBody.content['application/json']?.schema ?? {}
  return [
    ...(isJson ? [] : ['a body that is not sent as application/json']),
    ...faultsOf(validatorFor(`${operationId} body`, withoutUnknownFields(schema)), body, 'body'),
  ]
}

/** The schema of a request's body with its objects closed: GitHub passes over a field it does not know, a test must not. */
function withoutUnknownFields(schema: unknown): Schema {
  return mapSchema(schema, (part) =>
    'properties' in part && !('additionalProperties' in part)
      ? { ...part, additionalProperties: false }
      : part,
  )
}

/** Validators by name, compiled when they are first needed. */
const validators = new Map<string, ValidateFunction>()
const options = { strict: false, allErrors: true } as const
/** Paths and queries are text, so there `7` is an integer; in JSON it is not. */
const ajvForText = withFormats(new Ajv({ ...options, coerceTypes: true }))
const ajvForJson = withFormats(new Ajv(options))
for (const [name, schema] of Object.entries(description.components.schemas)) {
  ajvForJson.addSchema(asJsonSchema(schema), name)
}

function validatorFor(key: string, schema: Schema, ajv = ajvForJson): ValidateFunction {
  const validator = validators.get(key) ?? ajv.compile(asJsonSchema(schema))
  validators.set(key, validator)
  return validator
}

function withFormats(ajv: Ajv): Ajv {
  formats.default(ajv)
  return ajv.addFormat('repo.nwo', /^[^/]+\/[^/]+$/)
}

/** Schemas go by their bare names, and what may be null says so in JSON Schema's way. */
function asJsonSchema(schema: unknown): Schema {
  return mapSchema(schema, ({ nullable, ...part }) => {
    const { $ref } = part
    const plain = typeof $ref === 'string' ? { ...part, $ref: $ref.slice($ref.lastIndexOf('/') + 1) } : part
    return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain
  })
}

/** The schema with every schema inside it changed, innermost first. */
function mapSchema(schema: unknown, change: (part: Schema) => Schema): Schema {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((part) => visit(part))
    if (typeof value !== 'object' || value === null) return value
    return change(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visit(part)])))
  }
  return { ...Object(visit(schema)) }
}

function faultsOf(validator: ValidateFunction, value: unknown, place = 'answer'): readonly string[] {
  if (validator(value)) return []
  return (validator.errors ?? []).map(({ instancePath, message, params }) => {
    return `${place}${instancePath} ${message} ${JSON.stringify(params)}`
  })
}
