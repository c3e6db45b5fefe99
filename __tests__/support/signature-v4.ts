/** AWS's Signature Version 4, computed from its description and node:crypto alone ("Create a signed AWS API request", IAM User Guide). */
import { createHash, createHmac } from 'node:crypto'

export interface SignedRequest {
  readonly method: string
  readonly url: URL
  /** In lower case, with `host`. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the `Authorization` header must be for this secret; which headers count, region, service and time are read from the request's own. */
export function expectedAuthorization(request: SignedRequest, secretAccessKey: string): string {
  const { authorization = '' } = request.headers
  const [, key = '', scope = '', names = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=/.exec(authorization) ??
    []
  const canonical = [
    request.method,
    request.url.pathname,
    request.url.search.slice(1),
    ...names.split(';').map((name) => `${name}:${request.headers[name]?.trim()}`),
    '',
    names,
    sha256(request.body),
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const signing = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  const signature = hmac(signing, toSign).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names}, Signature=${signature}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
