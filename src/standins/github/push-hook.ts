/** The rules as a hook of the bare repository, so that a plain `git push` meets them too. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nameOf } from './record.ts'
import type { BranchRules, KnownRepository } from './record.ts'
import { guards, isOn } from './rules.ts'

/** The variable that names who pushes; where it is not set, nobody bypasses anything. */
export const pusherVariable = 'STAND_IN_LOGIN'

/** Writes the hook, or removes it where there are no rules. Git says `(hook declined)` where GitHub says which. */
export function writePushHook(repository: KnownRepository): void {
  const hooks = join(repository.directory, 'hooks')
  const { rules } = repository.record
  if (rules.length === 0) return rmSync(join(hooks, 'update'), { force: true })
  mkdirSync(hooks, { recursive: true })
  writeFileSync(join(hooks, 'update'), scriptFor(rules, nameOf(repository)), { mode: 0o755 })
}

/** Arguments of the hook: the reference, the commit before, the commit after (githooks(5), "update"). */
function scriptFor(rules: readonly BranchRules[], name: string): string {
  return `#!/bin/sh
# Rules of the GitHub stand-in.
zero=0000000000000000000000000000000000000000
says=
has_unsigned() {
  [ "$1" = "$zero" ] && before=--all || before=$1
  for commit in $(git rev-list "$2" --not "$before"); do
    git cat-file commit "$commit" | sed '/^$/q' | grep -q '^gpgsig ' || return 0
  done
  return 1
}
${rules.map((rule) => checkFor(rule, name)).join('\n')}
exit 0
`
}

function checkFor(rule: BranchRules, name: string): string {
  const checks = guards.filter(({ key }) => isOn(rule, key))
  const lines = checks.map((guard) => `  if ${guard.shell}; then says="$says${lineOf(guard.says(rule))}"; fi`)
  const passes = (rule.bypass ?? []).map((login) => `'${login}'`).join('|') || "''"
  return `case "$1" in refs/heads/${rule.branch})
  case "$${pusherVariable}" in ${passes === "''" ? "'nobody'" : passes}) ;; *)
${lines.join('\n')}
  if [ -n "$says" ]; then
    echo "${headOf(rule, name)}" >&2
    printf "$says" >&2
    exit 1
  fi
  esac ;;
esac`
}

/** Layout as in the reports that rules.ts names. */
function headOf({ kind }: BranchRules, name: string): string {
  if (kind === 'protection') return 'error: GH006: Protected branch update failed for $1.'
  return `error: GH013: Repository rule violations found for $1.
Review all repository rules at https://github.com/${name}/rules?ref=$(printf %s "$1" | sed 's,/,%2F,g')`
}

function lineOf(sentence: string): string {
  return String.raw`\n- ${sentence.replaceAll('"', String.raw`\"`)}\n`
}
