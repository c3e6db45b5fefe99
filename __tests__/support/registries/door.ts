/** Lets people in, in the manner of a personality. */
import { failure, json, type Guard, type Reply } from '../../../src/standins/registry/registry.ts'
import { filled } from './listing.ts'
import { ada, type Door } from './personality.ts'

const own = `Basic ${Buffer.from(`${ada.username}:${ada.password}`).toString('base64')}`

type TokenDoor = Door & { readonly kind: 'token' }
type Request = Parameters<Guard['check']>[0]

export function guardOf(door: Door): Guard {
  const tokens = new Map<string, readonly string[]>()
  return {
    check: (request, origin) => {
      const url = new URL(request.path, origin)
      switch (door.kind) {
        case 'open':
          return undefined
        case 'basic':
          return request.headers['authorization'] === own ? undefined : refuse(door.challenge, url)
        case 'token':
          return url.pathname === '/token'
            ? giveToken(request, url, door, tokens)
            : checkToken(request, url, door, tokens)
      }
    },
    revokeTokens: () => tokens.clear(),
  }
}

function giveToken(
  { headers }: Request,
  url: URL,
  door: TokenDoor,
  tokens: Map<string, readonly string[]>,
): Reply {
  const { authorization } = headers
  if (authorization !== undefined && authorization !== own) return failure(403, 'DENIED', 'denied')
  const scopes = door.for === 'login' && authorization === undefined ? [] : url.searchParams.getAll('scope')
  const token = Buffer.from(`${tokens.size} ${scopes.join(' ')}`).toString('base64url')
  tokens.set(
    token,
    scopes.flatMap((scope) => scope.split(' ')),
  )
  return json(200, { [door.answer ?? 'token']: token })
}

function checkToken(
  { headers }: Request,
  url: URL,
  door: TokenDoor,
  tokens: ReadonlyMap<string, readonly string[]>,
): Reply | undefined {
  const path = pathIn(url)
  const wanted = filled(door.scope ?? 'repository:{path}:pull', { path })
  const scopes = tokens.get(/^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '')
  if (scopes?.includes(wanted) === true || (scopes !== undefined && path === '')) return undefined
  if (door.isTrap === true && headers['authorization'] !== undefined)
    return refuse('Basic realm="harbor"', url)
  if (door.isSilent === true && path !== '') return failure(401, 'UNAUTHORIZED', 'not logged in')
  return refuse(door.challenge, url)
}

function refuse(challenge: string, url: URL): Reply {
  const values = { realm: `${url.origin}/token`, path: pathIn(url) }
  return failure(401, 'UNAUTHORIZED', 'authentication required', {
    'www-authenticate': filled(challenge, values),
  })
}

function pathIn(url: URL): string {
  return /^\/v2\/(.+)\/(?:tags|manifests|blobs)\//.exec(url.pathname)?.[1] ?? ''
}
