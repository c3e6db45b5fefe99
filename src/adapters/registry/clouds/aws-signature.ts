/** Signs requests to AWS (Signature Version 4). */
import { AwsV4Signer } from 'aws4fetch'

export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** Without a query and with all its headers but `Host`. */
export interface Unsigned {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly region: string
  readonly service: string
}

/** The headers of a POST request with its signature, made at that time. */
export async function signPost(
  { url, headers, body, region, service }: Unsigned,
  keys: AwsKeys,
  now: Date,
): Promise<Readonly<Record<string, string>>> {
  const signed = await new AwsV4Signer({
    method: 'POST',
    url,
    headers: { ...headers },
    body,
    region,
    service,
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
    ...(keys.sessionToken !== undefined && { sessionToken: keys.sessionToken }),
    datetime: now.toISOString().replace(/[-:]|\.\d{3}/g, ''),
  }).sign()
  return Object.fromEntries(signed.headers.entries())
}
