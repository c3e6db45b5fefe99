/** Docker's credential helpers: programs that keep logins for docker (github.com/docker/docker-credential-helpers). */
import { findJson } from '../../model/json.ts'
import { execFile } from 'node:child_process'
import { z } from 'zod'
import { registryProblem } from './errors.ts'
import type { Credential } from './keychain.ts'

/** What a program said. */
export interface ProgramAnswer {
  /** The exit code; undefined when it could not be started or took too long. */
  readonly code: number | undefined
  readonly output: string
}

/** Runs a program without a shell: its name, its arguments, and the text on its standard input. */
export type RunProgram = (program: string, args: readonly string[], input: string) => Promise<ProgramAnswer>

/**
 * Asks `docker-credential-<helper> get` for the login of a server, named as docker names it. Undefined when it has none.
 * Throws `credential-helper-failed`.
 */
export async function askHelper(
  run: RunProgram,
  helper: string,
  server: string,
): Promise<Credential | undefined> {
  const program = `docker-credential-${helper}`
  if (!/^[\w.-]+$/.test(helper))
    throw failed(
      `docker's configuration names the credential helper "${helper}", which is no name of a program`,
    )
  const { code, output } = await run(program, ['get'], server)
  if (code !== 0) {
    if (/credentials not found/i.test(output)) return undefined
    throw failed(
      `${program} gave no login for ${server}${code === undefined ? ': it could not be run to its end' : ` (exit code ${code})`}`,
    )
  }
  const said = helperAnswer.safeParse(findJson(output))
  if (!said.success) throw failed(`${program} answered for ${server} with something that is not a login`)
  return credentialOf(said.data, program)
}

const helperAnswer = z.object({ Username: z.string().default(''), Secret: z.string().default('') })

/** The user name `<token>` marks an identity token. */
function credentialOf(
  { Username, Secret }: z.infer<typeof helperAnswer>,
  source: string,
): Credential | undefined {
  if (Secret === '') return undefined
  if (Username === '<token>') return { kind: 'identity-token', username: Username, token: Secret, source }
  return { kind: 'password', username: Username, password: Secret, source }
}

/** The program of this machine, for ten seconds at most, with the environment given. */
export function programRunner(env: Readonly<Record<string, string | undefined>>): RunProgram {
  return (program, args, input) =>
    new Promise((resolve) => {
      const child = execFile(program, [...args], { env, timeout: 10_000 }, (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, output: stdout })
        else
          resolve({ code: typeof error.code === 'number' ? error.code : undefined, output: stdout + stderr })
      })
      // A helper may end without reading; what it says then is its answer.
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
    })
}

function failed(what: string): Error {
  return registryProblem('credential-helper-failed', `${what}.`, 'warning')
}
