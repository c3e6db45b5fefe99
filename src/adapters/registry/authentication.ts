/** Logging in: a host is asked bare, its 401 says which login is wanted, and that is sent to that host alone. */
import type { RegistryAccess } from '../../model/policy.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { LoginSources } from './find-login.ts'
import { createLearned } from './learned.ts'
import { followRedirects } from './redirects.ts'
import type { Strangers } from './strangers.ts'
import type { Tokens } from './tokens.ts'
import { isRefusal, tryWays, type Follow, type OwnAnswer } from './try-ways.ts'
import { createVisits } from './visits.ts'
import type { Way } from './ways.ts'

export type { OwnAnswer } from './try-ways.ts'

export interface Authentication {
  /** The answer to a request about an image, after the login that its registry wants. 401 and 403 are answers too. */
  send(request: HttpRequest, name: ImageName, access?: RegistryAccess): Promise<OwnAnswer>
}

export interface AuthenticationOptions extends LoginSources {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly tokens: Tokens
  readonly strangers: Strangers
  /** Told of each login before it is sent, as messages speak of it. */
  readonly noteLogin?: ((says: string) => void) | undefined
}

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const follow: Follow = (request) => followRedirects(options.send, request, options.strangers)
  const learned = createLearned()
  const visit = createVisits({ ...options, follow, learned })
  /** What worked last, an image. */
  const ways = new Map<string, Way>()
  return {
    send: async (request, name, access = {}) => {
      const key = keyOf(name, access)
      const known = ways.get(key)
      const again = known && (await tryWays(request, [known], follow))
      if (again !== undefined && !isRefusal(again.answer)) return again.answer
      const first = await learned.afterFirst(request.url.origin, () => visit({ request, name, access }))
      if (first.way !== undefined) ways.set(key, first.way)
      return first.answer
    },
  }
}

/** Files may want one image by two logins. */
function keyOf(name: ImageName, { insecure, provider, secretRef }: RegistryAccess): string {
  return JSON.stringify([formatImageName(name), insecure, provider, secretRef])
}
