/** The real registry program (distribution, Debian's package `docker-registry`), run as a child process. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Digest } from '../../src/model/reference.ts'

export interface DockerRegistry {
  /** Host and port, as image names have them. */
  readonly host: string
  /** Pushes a tiny image of its own under a tag, and gives its digest. */
  readonly push: (repository: string, tag: string) => Promise<Digest>
  readonly stop: () => Promise<void>
}

/** Is the program on the path? */
export function dockerRegistryAvailable(): boolean {
  return spawnSync('docker-registry', ['--version']).status === 0
}

/** Starts an empty registry on a free port of loopback; it keeps its images in a temporary folder. */
export async function startDockerRegistry(): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'))
  const config = join(folder, 'config.yml')
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      // Its log says on which port it listens.
      log: { level: 'info', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
      http: { addr: '127.0.0.1:0', secret: 'of this run' },
    }),
  )
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  const host = await findHost(child)
  return {
    host,
    push: (repository, tag) => pushImage(`http://${host}/v2/${repository}`, tag),
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

/** Distribution specification, "Pushing": the configuration as a blob, then the manifest that names it. */
async function pushImage(base: string, tag: string): Promise<Digest> {
  const config = content({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { tag } },
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const upload = await request('POST', `${base}/blobs/uploads/`)
  const place = new URL(upload.headers.get('location') ?? '', base)
  place.searchParams.set('digest', config.digest)
  await request('PUT', place.href, config.text, 'application/octet-stream')
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = content({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: config.digest,
      size: config.text.length,
    },
    layers: [],
  })
  await request('PUT', `${base}/manifests/${tag}`, manifest.text, mediaType)
  return manifest.digest
}

function content(value: unknown): { readonly text: string; readonly digest: Digest } {
  const text = JSON.stringify(value)
  return { text, digest: `sha256:${createHash('sha256').update(text).digest('hex')}` }
}

async function request(method: string, url: string, body = '', type = 'application/json'): Promise<Response> {
  const answer = await fetch(url, { method, body, headers: { 'content-type': type } })
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${await answer.text()}`)
  return answer
}
