/** The small pieces of the written form. In every issue the message says what was wanted, for `mismatch.ts`. */
import { z } from 'zod'

/** A map with these keys and no others; the message of an unknown key lists the known ones. */
export function map<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(' ')
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known : undefined),
  })
}

/** Names of images, policies, environments and namespaces: a DNS subdomain as Kubernetes has it (RFC 1123, apimachinery validation.go). */
const nameForm = '[a-z0-9]([-a-z0-9.]*[a-z0-9])?'
const nameWanted = 'lower-case letters, digits, `-` and `.`, as Kubernetes wants a name'

/** Text with something in it. */
export const text = z.string().min(1, { error: 'text that is not empty' })
/** Text that may be empty. */
export const anyText = z.string()
/** A list of such text. */
export const texts = z.array(text)
/** A name, as text. */
export const name = z.string().regex(new RegExp(`^${nameForm}$`), { error: nameWanted })
/** The name of a Kubernetes secret, with its namespace or without. */
export const secretName = z.string().regex(new RegExp(`^([a-z0-9]([-a-z0-9]*[a-z0-9])?/)?${nameForm}$`), {
  error: `${nameWanted}, with a namespace and a slash in front or without`,
})
/** A name, or the star that stands for all. */
export const nameOrStar = z
  .string()
  .regex(new RegExp(`^(\\*|${nameForm})$`), { error: `\`*\`, or ${nameWanted}` })
/** Days, hours, minutes, seconds. */
export const duration = z
  .string()
  .regex(/^([0-9]+(d|h|m|s))+$/, { error: 'a duration such as `30m`, `24h` or `1d12h`' })
/** How long a written duration is. */
export function millisecondsOf(written: string): number {
  const parts = [...written.matchAll(/([0-9]+)(d|h|m|s)/g)]
  return parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (lengths[unit] ?? 0), 0)
}

const lengths: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

/** `true` or `false`, written as such. */
export const flag = z.preprocess(readFlag, z.boolean())
/** A whole number from 0. */
export const count = z.preprocess(readNumber, z.number().int().min(0))

/** The number as the only value. */
export function exactly<Value extends number>(value: Value): z.ZodPreprocess<z.ZodLiteral<Value>> {
  return z.preprocess(readNumber, z.literal(value))
}

function readFlag(written: unknown): unknown {
  if (written === 'true') return true
  return written === 'false' ? false : written
}

function readNumber(written: unknown): unknown {
  return typeof written === 'string' && /^[0-9]{1,15}$/.test(written) ? Number(written) : written
}
