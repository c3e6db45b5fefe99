/** The JSON Schema of our configuration file, for editors. */
import { z } from 'zod'
import { written } from './written.ts'

/** Where the schema is published; files name it in their first line, `# yaml-language-server: $schema=...`. */
export const schemaId =
  'https://raw.githubusercontent.com/image-bump/image-bump/main/.github/docs/image-bump.schema.json'

/** JSON Schema, draft 2020-12, made from the written form. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(written, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      widenText(jsonSchema)
      keepDefault(jsonSchema, z.globalRegistry.get(zodSchema))
    },
  })
  const { $schema, ...rest } = schema
  return { $schema, $id: schemaId, title: 'Image Bump configuration', ...rest }
}

/** What holds where a key is not written. Zod leaves it out of whatever is read by a transformation, as `true` and numbers are here. */
function keepDefault(schema: JsonSchema, meta: z.core.GlobalMeta | undefined): void {
  if (meta?.['default'] !== undefined) Object.assign(schema, { default: meta['default'] })
}

type JsonSchema = z.core.JSONSchema.BaseSchema

/** Editors read a bare 1.10 or true as no text, and we do; so every kind of scalar is good where text is free. */
function widenText(schema: JsonSchema): void {
  if (schema.type !== 'string' || schema.enum !== undefined || schema.pattern !== undefined) return
  Object.assign(schema, { type: ['string', 'number', 'boolean'] })
}
