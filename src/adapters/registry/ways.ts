/** The ways to answer what a registry demands: as whom, and with which header. */
import type { Problem } from '../../model/problem.ts'
import type { Demand } from './demand.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { formatBasic, type Credential } from './keychain.ts'
import type { Secrets } from './secrets.ts'
import type { Tokens } from './tokens.ts'

/** How messages speak of nobody. */
export const nobody = 'without a login'

/** Who we are to a registry. */
export interface Login {
  readonly credential?: Credential
  readonly says: string
}

/** A manner of asking. */
export interface Way {
  readonly login: string
  /** The `Authorization` header, or the answer that refused it; both must have come by `until`. */
  authorize(until?: Date): Promise<string | HttpAnswer>
  forget(): void
  /** What is to be said when this way worked. */
  readonly warning?: Problem
}

/** What the ways need. */
export interface WaysContext {
  readonly tokens: Tokens
  readonly secrets: Secrets
  /** What is asked, for messages. */
  readonly request: HttpRequest
  /** Told of each login before it is sent, as messages speak of it. */
  readonly noteLogin?: ((says: string) => void) | undefined
}

/** The ways to meet a demand, best first. A refused login is followed by none at all: the image may be public. */
export function waysFor(demand: Demand, login: Login, context: WaysContext): readonly Way[] {
  const ways = waysToMeet(demand, login, context)
  const [own, ...others] = ways
  if (own === undefined || login.credential === undefined) return ways
  const authorize: Way['authorize'] = (until) => {
    context.noteLogin?.(login.says)
    return own.authorize(until)
  }
  return [{ ...own, authorize }, ...others]
}

function waysToMeet(demand: Demand, login: Login, context: WaysContext): readonly Way[] {
  const { credential, says } = login
  switch (demand.kind) {
    case 'unknown':
      return []
    case 'basic':
      // Asked bare again it would refuse again: that is how it came to demand something.
      return credential === undefined ? [] : [fixedWay(headerFor(credential, context.secrets), says)]
    case 'bearer': {
      const anonymous = tokenWay(demand, { says: nobody }, context)
      if (credential === undefined) return [{ ...anonymous, login: says }]
      const own =
        credential.kind === 'bearer-token'
          ? fixedWay(headerFor(credential, context.secrets), says)
          : tokenWay(demand, login, context)
      return [own, { ...anonymous, warning: refusedLogin(context.request, login) }]
    }
  }
}

/** A bearer token is sent as it is, whatever was demanded. */
function headerFor(credential: Credential, secrets: Secrets): string {
  return credential.kind === 'bearer-token'
    ? `Bearer ${secrets.keep(credential.token)}`
    : formatBasic(credential, secrets)
}

function fixedWay(header: string, login: string): Way {
  return { login, authorize: () => Promise.resolve(header), forget: () => undefined }
}

function tokenWay(
  { realm, service, scopes }: Demand & { readonly kind: 'bearer' },
  { credential, says }: Login,
  { tokens, request: { image } }: WaysContext,
): Way {
  const wanted = { realm, service, scopes, credential, image }
  return {
    login: says,
    authorize: async (until) => {
      const got = await tokens.get({ ...wanted, until })
      return got.kind === 'token' ? `Bearer ${got.token}` : got.answer
    },
    forget: () => tokens.drop(wanted),
  }
}

/** What is to be said when an image that was refused to a login was given without. */
export function refusedLogin({ url, image }: HttpRequest, { credential, says }: Login): Problem {
  const isImplied = credential?.kind === 'password' && credential.isImplied === true
  return {
    code: 'login-refused',
    level: isImplied ? 'note' : 'warning',
    message: `${url.host} refused ${image} ${says} and let it be read without one. ${
      isImplied ? 'The login may lack the right to read it.' : 'The login may have expired.'
    }`,
  }
}
