/** Selectors of labels, as apimachinery reads them (meta/v1, LabelSelectorAsSelector). */
import type { Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { RawObject } from './documents.ts'
import type { LabelExpression, LabelSelector, Texts } from './objects.ts'

/** Do the labels satisfy all that the selector wants? Without a selector all do. */
export function isSelected(labels: Texts, selector: LabelSelector | undefined): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {}
  return (
    hasAll(labels, matchLabels) && matchExpressions.every((expression) => fitsExpression(labels, expression))
  )
}

/** Are all of the wanted labels there, with the same values? */
export function hasAll(labels: Texts, wanted: Texts): boolean {
  return Object.entries(wanted).every(([key, value]) => valueOf(labels, key) === value)
}

function fitsExpression(labels: Texts, { key, operator, values }: LabelExpression): boolean {
  const value = valueOf(labels, key)
  if (operator === 'Exists') return value !== undefined
  if (operator === 'DoesNotExist') return value === undefined
  const isAmong = value !== undefined && values.includes(value)
  return operator === 'NotIn' ? !isAmong : isAmong
}

function valueOf(labels: Texts, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** Expressions that Kubernetes would refuse, in `spec.policySelector`. */
export function findBadSelector(raw: RawObject, { matchExpressions }: LabelSelector): readonly Problem[] {
  return matchExpressions.flatMap((expression, position) => {
    const fault = faultOf(expression)
    if (fault === undefined) return []
    const path = ['spec', 'policySelector', 'matchExpressions', position, fault.field]
    const message = `This expression of \`policySelector\` ${fault.message}.`
    const flux = fault.flux === undefined ? {} : { flux: `failed to parse policy selector: ${fault.flux}` }
    return [{ code: 'flux-object-invalid', level: 'error', message, place: raw.placeAt(path), ...flux }]
  })
}

interface Fault {
  readonly field: 'key' | 'operator' | 'values'
  readonly message: string
  readonly flux?: string
}

function faultOf({ key, operator, values }: LabelExpression): Fault | undefined {
  if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
    const message = `has the operator ${quote(operator)}; wanted \`In\`, \`NotIn\`, \`Exists\` or \`DoesNotExist\``
    return {
      field: 'operator',
      message,
      flux: `${JSON.stringify(operator)} is not a valid label selector operator`,
    }
  }
  if (key === '') return { field: 'key', message: 'has no `key`; wanted the name of a label' }
  if (operator.endsWith('In') === values.length > 0) return undefined
  const wanted = values.length > 0 ? 'none' : 'at least one'
  return {
    field: 'values',
    message: `has ${values.length} \`values\`; with \`${operator}\` wanted ${wanted}`,
  }
}
