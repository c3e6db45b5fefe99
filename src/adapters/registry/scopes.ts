/** The scopes that a token is asked for (Distribution, "Token Scope Documentation"): what reading one image needs, whatever a registry demands. */

/**
 * What was demanded, first, since some services read only that one; and the right to pull: a repository may demand another right
 * for its tags alone (ACR). Of resources only these repositories count, which are one under several names, and of rights those to
 * read: nobody shall get a token for another image, or one that writes, by demanding it. What names no resource is
 * the registry's own word for all of it, such as `aws` (ECR Public) and `*` (Forgejo).
 */
export function scopesFor(
  repositories: readonly [string, ...string[]],
  demanded: string = '',
): readonly string[] {
  const scopes = demanded.split(/\s+/).flatMap((scope) => readable(scope, repositories))
  const own = `repository:${repositories[0]}:`
  const pulls = scopes.some((scope) => scope.startsWith(own) && /[:,]pull(,|$)/.test(scope))
  return [...new Set(pulls ? scopes : [...scopes, `${own}pull`])]
}

function readable(scope: string, repositories: readonly string[]): readonly string[] {
  if (scope === '') return []
  if (!scope.includes(':')) return [scope]
  const start = repositories.map((each) => `repository:${each}:`).find((each) => scope.startsWith(each))
  if (start === undefined) return []
  const rights = scope
    .slice(start.length)
    .split(',')
    .filter((right) => rightsToRead.has(right))
  return rights.length === 0 ? [] : [`${start}${rights.join(',')}`]
}

const rightsToRead: ReadonlySet<string> = new Set(['pull', 'metadata_read'])
