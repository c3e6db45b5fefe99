/** What the tests of the configuration reader share: a file from its lines, and its problems in one line each. */
import { ProblemError, type Problem } from '../../../src/model/problem.ts'
import { readConfig, type ConfigResult } from '../../../src/pipeline/config/config.ts'

export function read(...lines: readonly string[]): ConfigResult {
  return readConfig({ file: '.github/image-bump.yaml', text: lines.join('\n') }, { branch: 'main' })
}

/** `line:column code message`, for errors and for warnings. */
export function problemsIn(...lines: readonly string[]): readonly string[] {
  return problemsOfText(lines.join('\n')).map(inOneLine)
}

export function problemsOfText(text: string): readonly Problem[] {
  try {
    return readConfig({ file: '.github/image-bump.yaml', text }, { branch: 'main' }).warnings
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problems
    throw thrown
  }
}

export function inOneLine({ code, message, place }: Problem): string {
  return `${place?.line}:${place?.column} ${code} ${message}`
}

/** The least that reads without a problem, for tests that add to it. */
export const base = [
  'version: 1',
  'images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }',
  'policies: { trunk: { policy: { numerical: {} } } }',
]
