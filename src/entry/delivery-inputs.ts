/** The inputs about commits as text -> which way they go, and what signs them. */
import type { CommitsBy } from '../adapters/delivery.ts'
import { parseSigningKey, type SigningKey } from '../adapters/git/git.ts'
import { problemError } from '../model/problem.ts'
import { parseSigningKeys } from './signing-keys.ts'

const names = [
  'commits',
  'update-workspace',
  'signing-key',
  'signing-key-passphrase',
  'signing-keys',
] as const

/** The text of each input; the empty text means that it was not given. */
export type DeliveryTexts = Readonly<Record<(typeof names)[number], string>>

export interface DeliveryInputs {
  readonly commits: CommitsBy
  readonly signing?: SigningKey
  /** By the names of Flux's secrets. */
  readonly signingKeys: ReadonlyMap<string, SigningKey>
  /** May the checkout follow a branch that got a commit? */
  readonly updateWorkspace: boolean
}

/** The secrets among them for the command line, from the environment: an argument can be seen by every user of a machine. */
export function signingTextsFrom(
  env: Readonly<Record<string, string | undefined>>,
): Pick<DeliveryTexts, 'signing-key' | 'signing-key-passphrase' | 'signing-keys'> {
  return {
    'signing-key': env['IMAGE_BUMP_SIGNING_KEY'] ?? '',
    'signing-key-passphrase': env['IMAGE_BUMP_SIGNING_KEY_PASSPHRASE'] ?? '',
    'signing-keys': env['IMAGE_BUMP_SIGNING_KEYS'] ?? '',
  }
}

/** Tells of those variables, for help. */
export const signingEnvironment = [
  "Environment, for commits (the Action's inputs of these names say more):",
  '  IMAGE_BUMP_SIGNING_KEY',
  '  IMAGE_BUMP_SIGNING_KEY_PASSPHRASE',
  '  IMAGE_BUMP_SIGNING_KEYS',
].join('\n')

/** `attempt` notes the problem of what cannot be read, and goes on with something instead. */
export function parseDeliveryInputs(
  texts: DeliveryTexts,
  updateWorkspace: boolean,
  attempt: <T>(read: () => T, instead: T) => T,
): DeliveryInputs {
  const commits = attempt(() => parseCommits(texts.commits.trim()), 'auto')
  const signing = attempt(() => parseKey(texts, commits), undefined)
  const signingKeys = attempt(() => parseKeys(texts['signing-keys'], commits), new Map())
  return { commits, updateWorkspace, ...(signing && { signing }), signingKeys }
}

function parseCommits(text: string): CommitsBy {
  const known: readonly CommitsBy[] = ['auto', 'api', 'git']
  const way = known.find((each) => each === (text || 'auto'))
  if (way !== undefined) return way
  throw problemError('arguments-invalid', `commits is "${text}"; it must be auto, api or git.`)
}

/** A passphrase is taken as it is, but for the line break that secrets end in. */
function parseKey(texts: DeliveryTexts, commits: CommitsBy): SigningKey | undefined {
  const { 'signing-key': text, 'signing-key-passphrase': passphrase } = texts
  if (text.trim() === '') {
    if (passphrase === '') return undefined
    throw problemError('arguments-invalid', 'signing-key-passphrase is given, and signing-key is not.')
  }
  if (commits === 'api') throw onlyByGit('signing-key')
  return parseSigningKey(text, passphrase.replace(/\r?\n$/, ''))
}

function parseKeys(text: string, commits: CommitsBy): DeliveryInputs['signingKeys'] {
  const keys = parseSigningKeys(text)
  if (keys.size > 0 && commits === 'api') throw onlyByGit('signing-keys')
  return keys
}

function onlyByGit(input: string): Error {
  return problemError(
    'arguments-invalid',
    `${input} needs commits to be git or auto: what the API writes is signed by GitHub or not at all.`,
  )
}
