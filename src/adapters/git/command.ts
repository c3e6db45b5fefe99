/** Runs git: no shell, bytes in and out, no secret in what it says. */
import { spawn } from 'node:child_process'
import { problemError } from '../../model/problem.ts'
import {
  formatSettings,
  gitVariables,
  secretsOf,
  type Setting,
  type Token,
  type Variables,
} from './environment.ts'

export interface CommandOptions {
  /** A folder inside the checkout, or a bare repository. */
  readonly directory: string
  /** The environment of the child process. */
  readonly env: Variables
  readonly token?: Token
  /** Told each secret before it is used, so that logs can hide it. */
  readonly mask: (secret: string) => void
}

export interface Input {
  readonly stdin?: string | Uint8Array
  /** Variables for this command alone. */
  readonly env?: Variables
  /** Configuration for this command alone. */
  readonly settings?: readonly Setting[]
}

export interface Outcome {
  readonly code: number
  readonly stdout: Buffer
  /** What git and the remote said, bounded, without secrets. */
  readonly said: string
}

export interface GitCommand {
  /** Runs `git` with these arguments, whichever way it ends. Throws `git-failed` only if it cannot be started. */
  run(args: readonly string[], input?: Input): Promise<Outcome>
  /** Its output; throws `git-failed` with git's own words unless the exit code is 0. */
  output(args: readonly string[], input?: Input): Promise<Buffer>
  /** Its output as a line of text. */
  line(args: readonly string[], input?: Input): Promise<string>
}

/** Prepares git for one directory and one login. */
export function createCommand(options: CommandOptions): GitCommand {
  const { directory } = options
  const env = gitVariables(options.env, options.token)
  const secrets = secretsOf(options.token)
  for (const secret of secrets) options.mask(secret)

  const command: GitCommand = {
    async run(args, input = {}) {
      const own = { ...env, ...input.env }
      const settings = formatSettings(input.settings ?? [], own)
      const whole = { ...input, env: { ...own, ...settings } }
      const { stderr, ...ended } = await startProgram('git', args, { cwd: directory, ...whole })
      return { ...ended, said: explainMoved(bound(redact(stderr.toString(), secrets))) }
    },
    async output(args, input) {
      const { code, stdout, said } = await command.run(args, input)
      if (code !== 0) {
        const why = said === '' ? `exit code ${code}` : said
        throw problemError('git-failed', `git ${args[0]} failed in ${directory}: ${why}`)
      }
      return stdout
    },
    async line(args, input) {
      return (await command.output(args, input)).toString().trim()
    },
  }
  return command
}

export interface Ended {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

export interface Start extends Pick<Input, 'stdin' | 'env'> {
  readonly cwd: string
}

/** Runs a program to its end. Throws `git-failed` if it cannot be started. */
export function startProgram(name: string, args: readonly string[], input: Start): Promise<Ended> {
  const { cwd } = input
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, env: { ...input.env }, windowsHide: true })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', () => {
      reject(
        problemError('git-failed', `${name} did not start in ${cwd}: is it installed, and is that a folder?`),
      )
    })
    child.on('close', (code) => {
      resolve({ code: code ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) })
    })
    // A program that ends early closes its input; its exit code tells more than the broken pipe.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input.stdin ?? '')
  })
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
    .replace(/(\w:\/\/)[^/\s'"]*@/g, '$1***@')
}

const atMost = 2000

/** A person's share of what was said: plain lines, beginning and end. */
export function bound(text: string): string {
  const plain = text
    .replace(/[^\P{Cc}\n]/gu, '')
    .replace(/ +$/gm, '')
    .trim()
  if (plain.length <= atMost) return plain
  return `${plain.slice(0, atMost / 2)}\n…\n${plain.slice(-atMost / 2)}`
}

/** Where a token is sent redirects are not followed, and git says no more than the status. */
function explainMoved(said: string): string {
  if (!/requested URL returned error: 30[12378]\b/.test(said)) return said
  return `${said}\nThe remote has moved: it answers with a redirect, which is not followed with a token. Set the remote to its new address.`
}
