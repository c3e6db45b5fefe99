/** A listing as a file of policy tests, for people to go on from. */
import { stringify } from 'yaml'
import type { Tag } from '../../model/reference.ts'

/** One test under this name that takes any release; every scalar reads back as the text it is, also for readers that know numbers. */
export function formatTests(name: string, tags: readonly Tag[]): string {
  const tests = [{ name, spec: { policy: { semver: { range: '*' } } }, tags }]
  return stringify({ tests }, { lineWidth: 0 })
}
