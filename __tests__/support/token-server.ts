/** A token service for the real registry (Distribution, "Token Authentication Implementation"): signs what its one user may do. */
import { sign } from 'node:crypto'
import { createServer } from 'node:http'
import { createSelfSigned, formatPem } from './self-signed.ts'

export interface TokenServer {
  /** Where tokens are had, as in `http://127.0.0.1:40123/token`. */
  readonly realm: string
  readonly service: string
  readonly issuer: string
  /** PEM of what its signatures are checked with. */
  readonly certificate: string
  /** A token for these scopes, as the user would get it. */
  readonly sign: (...scopes: readonly string[]) => string
  /** The scopes of each request, in order. */
  readonly asked: readonly string[]
  readonly close: () => Promise<void>
}

export interface TokenUser {
  readonly username: string
  readonly password: string
}

/** Nobody else gets more than a token that opens what begins with `open/`. */
export async function serveTokens(user: TokenUser): Promise<TokenServer> {
  const [service, issuer] = ['registry.test', 'tokens.test']
  const { privateKey, certificate } = createSelfSigned(issuer)
  const header = { typ: 'JWT', alg: 'ES256', x5c: [certificate.toString('base64')] }
  const asked: string[] = []

  function signToken(scopes: readonly string[]): string {
    const now = Math.floor(Date.now() / 1000)
    const access = scopes.map((scope) => {
      const [type, name, actions = ''] = scope.split(':')
      return { type, name, actions: actions.split(',') }
    })
    const claims = {
      iss: issuer,
      sub: user.username,
      aud: service,
      iat: now,
      nbf: now - 10,
      exp: now + 300,
      access,
    }
    const text = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    return `${text}.${signature.toString('base64url')}`
  }

  const own = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`
  const server = createServer((request, answer) => {
    const { searchParams } = new URL(request.url ?? '', 'http://tokens')
    const { authorization } = request.headers
    const scopes = searchParams.getAll('scope')
    asked.push(scopes.join(' '))
    if (authorization !== undefined && authorization !== own) answer.writeHead(401).end()
    else {
      const granted = scopes.filter((scope) => authorization === own || scope.startsWith('repository:open/'))
      answer.end(JSON.stringify({ token: signToken(granted) }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    realm: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/token`,
    service,
    issuer,
    certificate: formatPem(certificate),
    sign: (...scopes) => signToken(scopes),
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
