/** The program that builds: found once, run without a shell, with limits, and without what it could reach the world with. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { printable } from '../../model/printable.ts'
import { problemError } from '../../model/problem.ts'

export interface Limits {
  readonly milliseconds: number
  /** Of the manifests. */
  readonly bytes: number
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** An empty folder for the settings of the program. */
  readonly home: string
  /** Where the files are. */
  readonly tree: string
  readonly limits: Limits
}

/** Gives a function that builds a folder of the tree. It throws `render-unavailable` and `render-failed`. */
export function createProgram(
  names: readonly ProgramName[],
  surroundings: Surroundings,
): (folder: string) => Promise<string> {
  let candidates = names
  return async (folder) => {
    for (const name of candidates) {
      const args = [...commands[name], ...options, join(surroundings.tree, folder)]
      const ended = await run(name, args, surroundings)
      if (ended.kind === 'missing') continue
      candidates = [name]
      if (ended.kind === 'built') return ended.text
      throw problemError('render-failed', `${name} did not build ${folder}: ${ended.why}`)
    }
    throw problemError(
      'render-unavailable',
      `Nothing can be rendered: there is no ${names.join(' and no ')} on the PATH.`,
    )
  }
}

/** Flux loads files from anywhere in the repository (fluxcd/pkg, kustomize.Build). */
const options = ['--load-restrictor', 'LoadRestrictionsNone']

const commands = { kustomize: ['build'], kubectl: ['kustomize'] } as const

/** A program that can build. */
export type ProgramName = keyof typeof commands

/** All of them, the best first. */
export const programNames: readonly ProgramName[] = ['kustomize', 'kubectl']

type Ended =
  | { readonly kind: 'missing' }
  | { readonly kind: 'built'; readonly text: string }
  | { readonly kind: 'failed'; readonly why: string }

function run(
  name: string,
  args: readonly string[],
  { env, home, tree, limits }: Surroundings,
): Promise<Ended> {
  const settings = {
    cwd: tree,
    env: { ...found(env), ...offline, HOME: home, XDG_CONFIG_HOME: home },
    timeout: limits.milliseconds,
    maxBuffer: limits.bytes,
    killSignal: 'SIGKILL' as const,
    windowsHide: true,
  }
  return new Promise((resolve) => {
    execFile(name, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve({ kind: 'built', text: stdout })
      else if (error.code === 'ENOENT') resolve({ kind: 'missing' })
      else resolve({ kind: 'failed', why: whyFailed(error, stderr.replaceAll(`${tree}/`, ''), limits) })
    })
  })
}

/** The variables by which a system finds programs. */
function found(env: Surroundings['env']): Surroundings['env'] {
  const names = ['PATH', 'Path', 'PATHEXT', 'SystemRoot']
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** Whatever is not seen beforehand to lead to another machine finds no way: git takes no protocol, and port 9 of this machine discards. */
const offline = {
  GIT_ALLOW_PROTOCOL: '',
  GIT_TERMINAL_PROMPT: '0',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
}

interface Failure {
  readonly code?: string | number | null | undefined
  readonly killed?: boolean | undefined
}

function whyFailed({ code, killed }: Failure, said: string, { milliseconds, bytes }: Limits): string {
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it gave more than ${bytes} bytes.`
  if (killed === true) return `it took more than ${milliseconds / 1000} seconds.`
  return shortened(said) || `exit code ${code ?? 'unknown'}`
}

const most = 600

/** kustomize tells the way to the fault first, and the fault last. */
function shortened(said: string): string {
  const plain = said.split('\n').map(printable).join(' ').replaceAll(/\s+/g, ' ').trim()
  return plain.length <= most ? plain : `${plain.slice(0, most / 2)} … ${plain.slice(-most / 2)}`
}
