/** Who may read: everybody, those with a password, or those with a token from the registry's own token service. */
import { createHash } from 'node:crypto'
import { failure, json, type Reply } from './reply.ts'

export type StandInAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'bearer'
      readonly username: string
      readonly password: string
      /** May be read with a token that was got without a login. */
      readonly open?: boolean
    }

interface Request {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Guard {
  /** What stops the request, or undefined when it may go on. Also answers for the token service, at `/token`. */
  readonly check: (request: Request, origin: string) => Reply | undefined
  readonly revokeTokens: () => void
}

export function createGuard(auth: StandInAuth): Guard {
  const tokens = new Map<string, readonly string[]>()
  let given = 0
  return {
    check: (request, origin) => {
      const url = new URL(request.path, origin)
      switch (auth.kind) {
        case 'none':
          return undefined
        case 'basic':
          return hasPassword(request, auth) ? undefined : refuse('Basic realm="stand-in"')
        case 'bearer':
          return url.pathname === '/token'
            ? giveToken(request, url, { auth, tokens, number: given++ })
            : checkToken(request, url, tokens)
      }
    },
    revokeTokens: () => tokens.clear(),
  }
}

function hasPassword({ headers }: Request, { username, password }: Login): boolean {
  return headers['authorization'] === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

interface Login {
  readonly username: string
  readonly password: string
}

interface TokenService {
  readonly auth: StandInAuth & { readonly kind: 'bearer' }
  readonly tokens: Map<string, readonly string[]>
  /** Tells tokens for the same scopes apart. */
  readonly number: number
}

/** Distribution, "Token Authentication": a token bears the scopes it was asked for; a stranger's opens nothing unless all is open. */
function giveToken(request: Request, url: URL, { auth, tokens, number }: TokenService): Reply {
  const isStranger = request.headers['authorization'] === undefined
  if (!isStranger && !hasPassword(request, auth))
    return failure(401, 'UNAUTHORIZED', 'authentication required')
  const scopes = !isStranger || auth.open === true ? url.searchParams.getAll('scope') : []
  const token = `stand-in-${createHash('sha256')
    .update(`${number} ${scopes.join(' ')}`)
    .digest('hex')}`
  tokens.set(token, scopes)
  return json(200, { token, expires_in: 300 })
}

function checkToken(
  { headers }: Request,
  url: URL,
  tokens: ReadonlyMap<string, readonly string[]>,
): Reply | undefined {
  const repository = /^\/v2\/(.+)\/(?:tags|manifests|blobs)\//.exec(url.pathname)?.[1]
  const scope = repository === undefined ? undefined : `repository:${repository}:pull`
  const scopes = tokens.get(/^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '')
  if (scopes !== undefined && (scope === undefined || scopes.includes(scope))) return undefined
  const demand = `Bearer realm="${url.origin}/token",service="stand-in"`
  return refuse(scope === undefined ? demand : `${demand},scope="${scope}"`)
}

function refuse(challenge: string): Reply {
  return failure(401, 'UNAUTHORIZED', 'authentication required', { 'www-authenticate': challenge })
}
