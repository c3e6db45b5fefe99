/** Where an environment is written, for findings about all of it. */
import type { Finding } from '../../model/finding.ts'
import type { Symptoms } from './symptoms.ts'

/** Nothing where it is not known. */
export function environmentPlace(name: string, { run, things }: Symptoms): Pick<Finding, 'place'> {
  const environment = run?.config.environments.find((each) => each.name === name)
  const written = things.find((thing) => thing.kind === 'environment' && thing.name === name)
  const place = environment?.flux?.place ?? written?.place
  return place === undefined ? {} : { place }
}

/** The same finding, at the environment that it is about where it has no place of its own. */
export function placed(finding: Finding, seen: Symptoms): Finding {
  const [first] = finding.concerns ?? []
  return finding.place !== undefined || first === undefined
    ? finding
    : { ...finding, ...environmentPlace(first.environment, seen) }
}
