/** Rules on templates: they are tried now, so that a slip in one is found before anything is to be said with it. */
import { findWrongOwn, type TemplateField, type WrongTemplate } from '../../templates/templates.ts'
import type { Draft, Rule } from './draft.ts'
import type { Finding, Path } from './finding.ts'
import { allSettings } from './root-rules.ts'
import type { WrittenDelivery } from './written-delivery.ts'

/** All rules on templates. */
export const templateRules: readonly Rule[] = [templatesWork]

function templatesWork({ environments, flux, message }: Draft): readonly Finding[] {
  return [
    ...check(['commit', 'message'], 'commit.message', message),
    ...[...environments].flatMap(([name, { delivery }]) => ofDelivery(['environments', name], delivery)),
    ...allSettings(flux).flatMap(({ path, settings }) => ofDelivery(path, settings.delivery)),
  ]
}

function ofDelivery(path: Path, delivery: WrittenDelivery | undefined): readonly Finding[] {
  if (typeof delivery !== 'object') return []
  const at = [...path, 'delivery', 'pullRequest']
  const { title, body } = delivery.pullRequest ?? {}
  return [
    ...check([...at, 'title'], 'pullRequest.title', title),
    ...check([...at, 'body'], 'pullRequest.body', body),
  ]
}

function check(path: Path, field: TemplateField, template: string | undefined): readonly Finding[] {
  const wrong = template === undefined ? undefined : findWrongOwn(template, field)
  if (wrong === undefined) return []
  const message = `the template ${wordsFor[wrong.kind]}: ${wrong.text}`
  const code = wrong.kind === 'unreadable' ? 'template-invalid' : 'template-failed'
  const level = wrong.kind === 'doubtful' ? 'warning' : 'error'
  return [{ path, at: 'value', within: wrong.at, code, level, message }]
}

/** What a template does that will not do, for a sentence. */
export const wordsFor = {
  unreadable: 'cannot be read',
  failing: 'fails',
  doubtful: 'fails on some commits',
} as const satisfies Record<WrongTemplate['kind'], string>
