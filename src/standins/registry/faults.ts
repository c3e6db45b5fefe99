/** What goes wrong with an answer, and how an answer is written with or without that. */
import type { ServerResponse } from 'node:http'
import type { Reply } from './reply.ts'

export type Fault =
  /** This is said instead. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The connection ends without a word. */
  | { readonly kind: 'drop' }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'truncate' }
  /** The body stops in the middle, and the connection stays open. */
  | { readonly kind: 'stall' }
  /** The body is this many bytes of blanks. */
  | { readonly kind: 'flood'; readonly bytes: number }

/** Writes the answer to a request by this method. */
export function write(
  outgoing: ServerResponse,
  method: string,
  { reply, fault }: { readonly reply: Reply; readonly fault: Fault | undefined },
): void {
  const { status, headers = {}, body = '' } = fault?.kind === 'answer' ? fault : reply
  const bytes = Buffer.from(body)
  const start = bytes.subarray(0, bytes.length / 2)
  switch (fault?.kind) {
    case 'drop':
      outgoing.destroy()
      return
    case 'truncate':
      outgoing.writeHead(status, { ...headers, 'content-length': bytes.length })
      outgoing.write(start, () => outgoing.destroy())
      return
    case 'stall':
      outgoing.writeHead(status, { ...headers, 'content-length': bytes.length + 1 })
      outgoing.write(start)
      return
    case 'flood':
      outgoing.writeHead(200, { ...headers, 'content-length': fault.bytes })
      flood(outgoing, fault.bytes)
      return
    case 'answer':
    case undefined:
      outgoing.writeHead(status, { ...headers, 'content-length': bytes.length })
      outgoing.end(method === 'HEAD' ? undefined : bytes)
  }
}

/** As fast as it is read, and no further than somebody reads. */
function flood(outgoing: ServerResponse, left: number): void {
  if (left <= 0) outgoing.end()
  else outgoing.write(blanks.subarray(0, left), (error) => !error && flood(outgoing, left - blanks.length))
}

const blanks = Buffer.alloc(1024 * 1024, ' ')
