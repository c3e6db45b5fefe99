/** Inputs that the workflow gives, and what they keep a run from. */
import { type Finding, findingOf } from '../../model/finding.ts'
import type { Place } from '../../model/problem.ts'
import { counted } from '../../model/words.ts'
import type { Symptoms } from './symptoms.ts'
import { note, warning } from './workflow-finding.ts'
import type { Use } from './workflow-file.ts'
import type { Purpose } from './workflow-purpose.ts'

/**
 * Inputs that keep a run from what one expects of it. An expression may give anything and is told as a hint. A preview leaves them out, and a plan for other
 * jobs is a dry run.
 */
export function inputFindings(
  { inputs, place }: Use,
  purpose: Purpose,
  { run }: Symptoms,
): readonly Finding[] {
  if (purpose === 'preview') return []
  const found: Finding[] = []
  for (const name of ['dry-run', 'suspend', 'freeze', 'environments', 'only'] as const) {
    const input = inputs.get(name)
    if (input !== undefined && !(name === 'dry-run' && purpose === 'plan'))
      found.push(...narrowing(name, input))
  }
  const origins = (run?.config.environments ?? []).flatMap(({ name, flux }) => (flux ? [name] : []))
  const takesOver = inputs.get('take-over')?.value.trim() ?? 'false'
  if (origins.length > 0 && /^false$/i.test(takesOver))
    found.push(
      findingOf(
        'workflow',
        {
          code: 'take-over-needed',
          level: 'warning',
          message: `The run shows what it would do for ${counted(origins.length, 'automation')} of Flux and does not do it.`,
          place: inputs.get('take-over')?.place ?? place,
        },
        { stops: true, concerns: origins.map((environment) => ({ environment })) },
      ),
    )
  return found
}

const effects = {
  'dry-run': 'writes nothing',
  suspend: 'holds every change',
  freeze: 'lets no change into what it names',
  environments: 'looks at no other environment',
  only: 'looks at no other image',
} as const

function narrowing(
  name: keyof typeof effects,
  { value, place }: { readonly value: string; readonly place: Place },
): readonly Finding[] {
  const text = value.trim()
  const variable = /vars\.(\w+)/.exec(text)?.[1]
  if (variable !== undefined && text.includes('${{'))
    return [
      note('input-by-variable', {
        seen: `The variable ${variable} gives the input ${name}, which ${effects[name]} while it is set; its value is not seen from here.`,
        fix: `Look at it: gh variable get ${variable}`,
        place,
      }),
    ]
  if (text === '' || /^false$/i.test(text) || text.includes('${{')) return []
  const isWhole = name === 'dry-run' || name === 'suspend' || /^true$/i.test(text)
  const seen = `The input ${name} is ${text}: the run ${effects[name]}.`
  const fix = `Take the line away when that is not meant: ${name}: ${text}`
  return [{ ...warning('input-narrows', { seen, fix, place }), stops: isWhole }]
}
