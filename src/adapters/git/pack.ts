/** Files as Git's pack (gitformat-pack): so any number of them becomes objects by one process that reads one input. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

export interface Pack {
  readonly bytes: Buffer
  /** The object of each file, in their order. */
  readonly ids: readonly string[]
}

/** Takes the bytes of files, and how the repository names objects: `sha1` or `sha256`. */
export function packFiles(files: readonly Uint8Array[], algorithm: string): Pack {
  const ids = files.map((file) => blobId(file, algorithm))
  // An object stands in a pack once.
  const objects = [...new Map(files.map((file, index) => [ids[index], file])).values()]
  const header = Buffer.alloc(12, 'PACK')
  header.writeUInt32BE(2, 4)
  header.writeUInt32BE(objects.length, 8)
  const body = Buffer.concat([
    header,
    ...objects.flatMap((file) => [formatSize(file.length), deflateSync(file)]),
  ])
  return { bytes: Buffer.concat([body, createHash(algorithm).update(body).digest()]), ids }
}

/** The name of an object is the hash of its kind, its size, and its bytes. */
export function blobId(file: Uint8Array, algorithm: string): string {
  return createHash(algorithm).update(`blob ${file.length}\0`).update(file).digest('hex')
}

/** Four bits of the size behind the kind, then seven a byte; the highest bit says that more follow. */
function formatSize(size: number): Uint8Array {
  const bytes = [(blob << 4) | (size & 0x0f)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((bytes.pop() ?? 0) | 0x80, rest & 0x7f)
  }
  return Uint8Array.from(bytes)
}

/** The kind of an object that is a file. */
const blob = 3
