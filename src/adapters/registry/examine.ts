/** Lists tags as a run does, and tells how it went, whatever came of it. */
import type { Examination, ExaminedOutcome } from '../../model/examination.ts'
import { problemsOf } from '../../model/problem.ts'
import type { OwnAnswer } from './authentication.ts'
import type { HttpRequest } from './exchange.ts'
import { tagSource, type OpenImage } from './open-image.ts'
import type { Secrets } from './secrets.ts'
import { listTags } from './tags.ts'
import type { Trace } from './trace.ts'
import { nobody } from './ways.ts'

/** The image must come from a session of its own, all of whose requests `trace` sees; secrets are struck from problems. */
export async function examine(
  image: OpenImage,
  trace: Trace,
  secrets: Pick<Secrets, 'strike'>,
): Promise<Examination> {
  let login: string | undefined
  const send = async (request: HttpRequest): Promise<OwnAnswer> => {
    // Where no answer comes that could say it, it counts which login was sent (one that leads elsewhere is no answer).
    login = undefined
    const answer = await image.send(request)
    login = answer.login
    return answer
  }
  const outcome = await outcomeOf({ ...image, send }, trace, secrets)
  return {
    api: image.root.href,
    login: secrets.strike(login ?? trace.login() ?? nobody),
    challenges: trace.challenges(),
    requests: [...trace.requests],
    outcome,
  }
}

async function outcomeOf(
  image: OpenImage,
  trace: Trace,
  secrets: Pick<Secrets, 'strike'>,
): Promise<ExaminedOutcome> {
  try {
    const tags = await listTags(tagSource(image))
    return { kind: 'listed', tags, pages: trace.pages() }
  } catch (thrown) {
    const [problem] = problemsOf(thrown)
    return { kind: 'failed', problem: { ...problem, message: secrets.strike(problem.message) } }
  }
}
