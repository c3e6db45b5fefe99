/** The real registry program (distribution, Debian's package `docker-registry`), run as a child process. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Digest } from '../../src/model/reference.ts'
import type { Pushed } from '../../src/standins/registry/registry.ts'
import { buildImage } from './images.ts'

export interface DockerRegistry {
  /** Host and port, as image names have them. */
  readonly host: string
  /** Pushes an image under a tag, one of its own unless told otherwise, and gives its digest. */
  readonly push: (repository: string, tag: string, image?: Pushed) => Promise<Digest>
  readonly stop: () => Promise<void>
}

/** Is the program on the path? */
export function dockerRegistryAvailable(): boolean {
  return spawnSync('docker-registry', ['--version']).status === 0
}

/** Who may read and write; everybody unless told otherwise. */
export interface DockerRegistryOptions {
  /** The registry's `auth`, for a folder in which files of its own may be put first. */
  readonly auth?: (folder: string) => Promise<object>
  /** The header that lets us push into a repository. */
  readonly authorization?: (repository: string) => string
}

/** Starts an empty registry on a free port of loopback; it keeps its images in a temporary folder. */
export async function startDockerRegistry({
  auth,
  authorization,
}: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'))
  const rules = await auth?.(folder)
  const config = join(folder, 'config.yml')
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      // Its log says on which port it listens.
      log: { level: 'info', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
      http: { addr: '127.0.0.1:0', secret: 'of this run' },
      ...(rules && { auth: rules }),
    }),
  )
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  const host = await findHost(child)
  return {
    host,
    push: (repository, tag, image = buildImage({ platforms: ['linux/amd64'], labels: { tag } })) => {
      const own = authorization?.(repository)
      return pushImage(
        `http://${host}/v2/${repository}`,
        tag,
        image,
        own === undefined ? {} : { authorization: own },
      )
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

function findHost(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`docker-registry ended with ${code} before it listened`)))
    if (child.stderr === null) return
    createInterface(child.stderr).on('line', (line) => {
      const host = /listening on ([\d.]+:\d+)/.exec(line)?.[1]
      if (host !== undefined) resolve(host)
    })
  })
}

/** Distribution specification, "Pushing": blobs, then the manifests that name them, last the one with the tag. */
async function pushImage(
  base: string,
  tag: string,
  { manifest, manifests = [], blobs }: Pushed,
  headers: Headers,
): Promise<Digest> {
  for (const blob of blobs) {
    const upload = await request('POST', `${base}/blobs/uploads/`, { headers })
    const place = new URL(upload.headers.get('location') ?? '', base)
    place.searchParams.set('digest', blob.digest)
    await request('PUT', place.href, { ...blob, mediaType: 'application/octet-stream', headers })
  }
  for (const each of manifests) await request('PUT', `${base}/manifests/${each.digest}`, { ...each, headers })
  await request('PUT', `${base}/manifests/${tag}`, { ...manifest, headers })
  return manifest.digest
}

type Headers = Readonly<Record<string, string>>

async function request(
  method: string,
  url: string,
  {
    text = '',
    mediaType = 'application/json',
    headers,
  }: { readonly text?: string; readonly mediaType?: string; readonly headers: Headers },
): Promise<Response> {
  const answer = await fetch(url, { method, body: text, headers: { ...headers, 'content-type': mediaType } })
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${await answer.text()}`)
  return answer
}
