/** The committed command line as a child process with a clean environment. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { gitEnvironment } from './real-repository.ts'
import { bundleNode } from './runner.ts'

export interface CliResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

export function runCli(args: readonly string[], { cwd, env = {} }: CliOptions): Promise<CliResult> {
  const child = spawn(bundleNode, [resolve('dist/cli/index.js'), ...args], {
    cwd,
    env: { ...gitEnvironment, ...env },
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8')
  return new Promise((settle, fail) => {
    child.on('error', fail)
    child.on('close', (code) => settle({ exitCode: code ?? -1, stdout: text(stdout), stderr: text(stderr) }))
  })
}
