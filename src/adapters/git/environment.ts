/** The variables that git is started with: nobody is asked, the checkout stays as it is, and the token travels unseen. */

/** Environment variables, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>

/** A login for one server. */
export interface Token {
  /** The server, such as `https://github.com`; its path is not looked at. Another scheme than http and https gets no token. */
  readonly url: string
  readonly value: string
}

/** A key of git's configuration and its value. */
export type Setting = readonly [key: string, value: string]

/** What must never be shown: the token, and the form in which it is sent. */
export function secretsOf(token: Token | undefined): readonly string[] {
  return token === undefined || token.value === '' ? [] : [token.value, encode(token)]
}

/** The caller's variables, made fit for a program that has nobody to ask and no file to change. */
export function gitVariables(base: Variables, token: Token | undefined): Variables {
  const kept = Object.entries(base).filter(([name]) => !tiedToARepository.has(name))
  return {
    // A server that sends nothing for a minute is given up, unless the caller says otherwise.
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '60',
    ...Object.fromEntries(kept),
    // Refusals are recognised by git's English words.
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    ...formatSettings([...quiet, ...header(token)], base),
  }
}

/**
 * More configuration, as variables behind those in `base`: read by git, seen in no command line, written to no file
 * (git-config, "GIT_CONFIG_COUNT": numbered keys and values).
 */
export function formatSettings(settings: readonly Setting[], base: Variables): Variables {
  const first = Number(base['GIT_CONFIG_COUNT']) || 0
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ])
  return { ...Object.fromEntries(numbered), GIT_CONFIG_COUNT: String(first + settings.length) }
}

/** `git rev-parse --local-env-vars` without the configuration: a hook that starts us would point git elsewhere. */
const tiedToARepository = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
])

/** Habits of a person's configuration that would run a program, move a ref or write a file beside the objects. */
const quiet: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.splitIndex', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.writeCommitGraph', 'false'],
  ['gc.auto', '0'],
  ['i18n.commitEncoding', 'UTF-8'],
  ['maintenance.auto', 'false'],
  ['push.followTags', 'false'],
  ['push.recurseSubmodules', 'no'],
]

/**
 * The token as a header for that origin alone. The empty value first drops what another step left in the configuration:
 * two headers of that name are refused by GitHub (git-config, "http.extraHeader"). Redirects are not followed: git takes
 * their target for the remote's address from then on, and sends the header there, whoever that is.
 */
function header(token: Token | undefined): readonly Setting[] {
  if (token === undefined || token.value === '' || !/^https?:/i.test(token.url)) return []
  const server = `http.${new URL(token.url).origin}/`
  return [
    [`${server}.extraheader`, ''],
    [`${server}.extraheader`, `AUTHORIZATION: basic ${encode(token)}`],
    [`${server}.followRedirects`, 'false'],
  ]
}

function encode(token: Token): string {
  return Buffer.from(`x-access-token:${token.value}`).toString('base64')
}
