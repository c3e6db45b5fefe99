/** HTML that is safe by default: whatever a template is given becomes text, unless it was made by a template itself. */
import { printable } from '../../../model/printable.ts'

/** A piece of a page. Only `html` and `verbatim` make it. */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

export type HtmlValue = string | number | Html | readonly Html[] | undefined

/**
 * A template: html`<td title="${text}">${text}</td>`. A text is escaped, for content and for attributes in double quotes alike, and loses its
 * control characters; pieces stand as they are; undefined is nothing. Of the template's own indentation a line break is left. Never put a value where a name, a script, a style or a bare attribute stands.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(
    dense(parts)
      .map((part, index) => part + shown(values[index]))
      .join(''),
  )
}

/** Our own style or script, whose text HTML does not read. Never give it what somebody else wrote. */
export function verbatim(text: string): Html {
  return new Html(text)
}

/** A table has thousands of cells. */
function dense(parts: TemplateStringsArray): readonly string[] {
  const known = denseParts.get(parts) ?? parts.map((part) => part.replaceAll(/\s*\n\s*/g, '\n'))
  denseParts.set(parts, known)
  return known
}

const denseParts = new WeakMap<TemplateStringsArray, readonly string[]>()

function shown(value: HtmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return 'map' in value ? value.join('') : value.toString()
}

/** HTML Standard, "Serialising HTML fragments", and the single quote besides. Half a surrogate pair has no bytes in UTF-8. */
function escaped(text: string): string {
  return printable(text)
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
