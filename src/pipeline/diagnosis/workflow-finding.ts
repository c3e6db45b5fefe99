/** Findings about a workflow, which stop nothing by themselves unless that is said. */
import type { Finding } from '../../model/finding.ts'

type Told = Required<Pick<Finding, 'seen' | 'fix' | 'place'>>

/** `kind` is one of the doctor's own words. */
export function warning(kind: string, told: Told): Finding {
  return { check: 'workflow', kind, level: 'warning', ...told, stops: false }
}

/** The same, where it is no more than good to know. */
export function note(kind: string, told: Told): Finding {
  return { ...warning(kind, told), level: 'note' }
}
