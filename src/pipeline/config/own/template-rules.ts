/** Rules on templates: they are read now, so that a slip in one is found before anything is to be said with it. */
import { parseTemplate, sprig } from '../../../languages/gotemplate/gotemplate.ts'
import type { Draft, Rule } from './draft.ts'
import { wrongValue, type Finding, type Path } from './finding.ts'
import type { WrittenDelivery } from './written.ts'

/** All rules on templates. */
export const templateRules: readonly Rule[] = [templatesParse]

function templatesParse({ environments, flux, message }: Draft): readonly Finding[] {
  return [
    ...check(['commit', 'message'], message),
    ...[...environments].flatMap(([name, { delivery }]) => ofDelivery(['environments', name], delivery)),
    ...flux.flatMap(({ delivery }, index) => ofDelivery(['flux', index], delivery)),
  ]
}

function ofDelivery(path: Path, delivery: WrittenDelivery | undefined): readonly Finding[] {
  if (typeof delivery !== 'object') return []
  const at = [...path, 'delivery', 'pullRequest']
  const { title, body } = delivery.pullRequest ?? {}
  return [...check([...at, 'title'], title), ...check([...at, 'body'], body)]
}

function check(path: Path, template: string | undefined): readonly Finding[] {
  if (template === undefined) return []
  const read = parseTemplate(template, { name: String(path.at(-1)), functions: sprig })
  return read.kind === 'invalid'
    ? [wrongValue(path, `the template cannot be read: ${read.message}`, 'template-invalid')]
    : []
}
