/** The JSON Schema of our configuration file, for editors. */
import { z } from 'zod'
import { notYet } from './not-yet.ts'
import { written } from './written.ts'

/** Where the schema is published; files name it in their first line, `# yaml-language-server: $schema=...`. */
export const schemaId =
  'https://raw.githubusercontent.com/image-bump/image-bump/main/.github/docs/image-bump.schema.json'

/** JSON Schema, draft 2020-12, made from the written form. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(written, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => widenText(jsonSchema),
  })
  for (const pattern of notYet) markNotYet(schema, pattern.split('.'))
  const { $schema, ...rest } = schema
  return { $schema, $id: schemaId, title: 'Image Bump configuration', ...rest }
}

type JsonSchema = z.core.JSONSchema.BaseSchema

/** Editors read a bare 1.10 or true as no text, and we do; so every kind of scalar is good where text is free. */
function widenText(schema: JsonSchema): void {
  if (schema.type !== 'string' || schema.enum !== undefined || schema.pattern !== undefined) return
  Object.assign(schema, { type: ['string', 'number', 'boolean'] })
}

/** Says so in the description of each such key. */
function markNotYet(schema: JsonSchema, [first, ...rest]: readonly string[]): void {
  if (first === undefined) return
  for (const branch of schema.anyOf ?? []) markNotYet(branch, [first, ...rest])
  const below = first === '*' ? schema.additionalProperties : schema.properties?.[first]
  if (typeof below !== 'object') return
  if (rest.length > 0) return markNotYet(below, rest)
  below.description = `Not supported yet. ${below.description ?? ''}`.trim()
}
