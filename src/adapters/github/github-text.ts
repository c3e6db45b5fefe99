/** GitHub's own words, made fit for a message: found in its answers, bounded, on one line, without the token. */
import { z } from 'zod'

const longest = 300

/** OpenAPI `basic-error` and `validation-error`, and `validation-error-simple` with plain text as entries. */
const errorBody = z.object({
  message: z.string().catch(''),
  errors: z.array(z.unknown()).catch([]),
})

/** An entry with a text of its own, or one that names a field and a code such as `invalid`. */
const errorEntry = z.object({
  message: z.string().optional(),
  field: z.string().optional(),
  code: z.string().optional(),
})

/** The words of an error's body: the message and the entries of `errors`. A page of HTML says nothing. */
export function readAnswerText(data: unknown): string {
  if (typeof data === 'string') return /^\s*</.test(data) ? '' : data
  const { data: body } = errorBody.safeParse(data)
  const details = (body?.errors ?? []).map((entry) => readEntry(entry))
  return joinWords(': ', [body?.message ?? '', joinWords('; ', details)])
}

/** The text on one line, without control characters, at most 300 characters, the secret blotted out. */
export function readableText(text: string, secret: string): string {
  const bare = secret.trim()
  const blotted = bare === '' ? text : text.replaceAll(bare, '***')
  const line = blotted.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  return line.length <= longest ? line : `${line.slice(0, longest).trimEnd()}…`
}

function readEntry(entry: unknown): string {
  if (typeof entry === 'string') return entry
  const { message, field = '', code = '' } = errorEntry.safeParse(entry).data ?? {}
  return message ?? joinWords(' ', [field, code])
}

function joinWords(between: string, words: readonly string[]): string {
  return words.filter((word) => word !== '').join(between)
}
