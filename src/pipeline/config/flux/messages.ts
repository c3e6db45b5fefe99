/** The templates of Flux's automations, tried before anything is scanned: one that will not do costs its automation, as in Flux. */
import type { Environment, FluxOrigin } from '../../../model/environment.ts'
import type { Problem } from '../../../model/problem.ts'
import { findWrongFlux, type WrongTemplate } from '../../templates/templates.ts'
import { placeInScalar } from '../own/place-in-scalar.ts'
import { wordsFor } from '../own/template-rules.ts'
import { quote } from '../own/wording.ts'

/** The environments as they can be followed, and what is wrong with their templates. */
export function tryMessages(environments: readonly Environment[]): {
  readonly environments: readonly Environment[]
  readonly problems: readonly Problem[]
} {
  const tried = environments.map((environment): Tried => {
    const problem = environment.flux && findProblem(environment.flux)
    if (problem === undefined) return { environment, problems: [] }
    const isLost = problem.level === 'error'
    return { environment: isLost ? withoutPolicies(environment, problem) : environment, problems: [problem] }
  })
  return {
    environments: tried.map(({ environment }) => environment),
    problems: tried.flatMap(({ problems }) => problems),
  }
}

interface Tried {
  readonly environment: Environment
  readonly problems: readonly Problem[]
}

/** Its markers are still known, and each says why it stays as it is. */
function withoutPolicies(environment: Environment, problem: Problem): Environment {
  const { policies, unusable = [] } = environment
  return {
    ...environment,
    policies: [],
    unusable: [...unusable, ...policies.map(({ key }) => ({ key, problem }))],
  }
}

function findProblem(origin: FluxOrigin): Problem | undefined {
  const { automation, messageTemplate, messageTemplateValues: values, strict = false } = origin
  const wrong = findWrongFlux(messageTemplate, { automation, values }, strict ? 'strict' : 'with-legacy')
  return wrong && told(origin, wrong)
}

function told({ automation, place, messageWritten }: FluxOrigin, wrong: WrongTemplate): Problem {
  const { kind, text, at, flux } = wrong
  const name = quote(`${automation.namespace}/${automation.name}`)
  const cost = kind === 'doubtful' ? '' : ', so nothing is done for it'
  return {
    code: kind === 'unreadable' ? 'template-invalid' : 'template-failed',
    level: kind === 'doubtful' ? 'warning' : 'error',
    message: `The messageTemplate of ${name} ${wordsFor[kind]}${cost}: ${text}`,
    place: messageWritten === undefined ? place : placeInScalar(messageWritten, at),
    ...(flux !== undefined && { flux }),
  }
}
