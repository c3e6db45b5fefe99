/** Recorded cases: plain JSON under __tests__/cases, the answers of the programs that we follow. */
import { readFileSync } from 'node:fs'

/** The content of a file of cases, by its name without ending. */
export function readCases(name: string) {
  return JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), 'utf8'))
}
