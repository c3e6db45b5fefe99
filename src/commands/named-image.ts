/** The image that a person names to a verb, and how the configuration wants it asked for. */
import type { ImageRepository } from '../model/policy.ts'
import { type Problem, ProblemError, problemsOf } from '../model/problem.ts'
import { formatImageName, parseImageName } from '../model/reference.ts'
import { hint, quote } from '../pipeline/config/form.ts'
import { type ConfigPorts, readConfigOnDisk } from './configuration.ts'

/** What the configuration says of images. */
export interface Configured {
  /** Where it lies. */
  readonly file: string
  /** By policy. */
  readonly repositories: ReadonlyMap<string, ImageRepository>
  /** What is wrong in it. */
  readonly problems: readonly Problem[]
}

/** No configuration is none; of one that cannot be read only the problems are told. */
export async function readRepositories(file: string, ports: ConfigPorts): Promise<Configured> {
  try {
    const { config } = await readConfigOnDisk(file, ports)
    const policies = config.environments.flatMap((environment) => environment.policies)
    const repositories = new Map(policies.map(({ key, repository }) => [key, repository]))
    return { file, repositories, problems: [] }
  } catch (thrown) {
    const problems = problemsOf(thrown).filter(({ code }) => code !== 'config-not-found')
    return { file, repositories: new Map(), problems }
  }
}

/**
 * An image without a tag, or the policy whose image is meant, as markers name it. Throws `arguments-invalid` for a policy that
 * there is none of, and `image-invalid` for what is neither.
 */
export function findImage(text: string, configured: Configured): Pick<ImageRepository, 'name' | 'access'> {
  const { repositories } = configured
  const named = repositories.get(text)
  if (named !== undefined) return named
  if (/^[^/:\s]+:[^/:\s]+$/.test(text)) throw noSuchPolicy(text, configured)
  const name = parseImageName(text)
  const same = [...repositories.values()].filter(
    (each) => formatImageName(each.name) === formatImageName(name),
  )
  const access = same.find((each) => each.access !== undefined)?.access
  return { name, ...(access && { access }) }
}

/** A name of Docker Hub with a tag looks the same. */
function noSuchPolicy(text: string, { file, repositories, problems }: Configured): Error {
  const message = `There is no policy ${quote(text)}, and an image is named without a tag${hint(text, [...repositories.keys()])}`
  return new ProblemError([
    { code: 'arguments-invalid', level: 'error', message, place: { file } },
    ...problems,
  ])
}
