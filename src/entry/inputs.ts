/** What people give to the doors as text -> values. All that is wrong is told at once. */
import { findJson } from '../model/json.ts'
import { type Problem, ProblemError, problemsOf } from '../model/problem.ts'
import { throwIfAny } from '../model/thrown.ts'
import { type ImageName, isDockerHub, parseImageName } from '../model/reference.ts'
import type { RunRequest } from '../model/request.ts'
import { type DeliveryInputs, type DeliveryTexts, parseDeliveryInputs } from './delivery-inputs.ts'
import { parseRegistryInputs, type RegistryInputs, type RegistryTexts } from './registry-inputs.ts'

/** The text of each input; the empty text means that it was not given, which only `config` may not be. */
export interface InputTexts extends RegistryTexts, DeliveryTexts {
  readonly config: string
  readonly environments: string
  readonly only: string
  readonly 'on-bad-event': string
  readonly 'dry-run': string
  readonly suspend: string
  readonly freeze: string
  readonly 'take-over': string
  readonly strict: string
  readonly 'pull-requests': string
  readonly 'allowed-registries': string
  readonly 'changelog-repositories': string
  readonly 'preview-comment': string
}

export interface Inputs {
  readonly request: Pick<
    RunRequest,
    | 'config'
    | 'environments'
    | 'only'
    | 'suspend'
    | 'freeze'
    | 'changelogs'
    | 'takeOver'
    | 'pullRequests'
    | 'signingKeys'
    | 'strict'
  >
  readonly dryRun: boolean
  /** What to do when the event that started the run cannot be read: look at everything, or fail. */
  readonly onBadEvent: 'scan' | 'fail'
  /** May a preview be written below its pull request? */
  readonly previewComment: boolean
  /** May the run talk to this registry at all? */
  readonly allowed: (registry: string) => boolean
  readonly registries: RegistryInputs
  readonly delivery: DeliveryInputs
}

/** Throws one ProblemError with a problem for each wrong input. */
export function parseInputs(texts: InputTexts): Inputs {
  const problems: Problem[] = []
  const attempt = attemptInto(problems)
  const environments = parseNames(texts.environments)
  const only = parseList(texts.only).flatMap((image) => attempt(() => [parseImage(image)], []))
  const changelogs = attempt(() => parseRepositories(parseList(texts['changelog-repositories'])), [])
  const follows = texts['update-workspace'].trim() || 'true'
  const updateWorkspace = attempt(() => parseBoolean('update-workspace', follows), true)
  const wanted = texts['pull-requests'].trim() || 'true'
  const delivery = parseDeliveryInputs(texts, updateWorkspace, attempt)
  const inputs: Inputs = {
    request: {
      config: attempt(() => parsePath(texts.config), ''),
      ...(environments.length > 0 && { environments }),
      ...(only.length > 0 && { only }),
      suspend: attempt(() => parseBoolean('suspend', texts.suspend), false),
      ...parseFreeze(texts.freeze),
      ...(changelogs.length > 0 && { changelogs }),
      takeOver: attempt(() => parseBoolean('take-over', texts['take-over']), false),
      strict: attempt(() => parseBoolean('strict', texts.strict), false),
      pullRequests: attempt(() => parseBoolean('pull-requests', wanted), true),
      signingKeys: [...delivery.signingKeys.keys()],
    },
    dryRun: attempt(() => parseBoolean('dry-run', texts['dry-run']), false),
    onBadEvent: attempt(() => parseOnBadEvent(texts['on-bad-event']), 'scan'),
    previewComment: attempt(
      () => parseBoolean('preview-comment', texts['preview-comment'].trim() || 'true'),
      true,
    ),
    allowed: attempt(
      () => parseHosts(parseList(texts['allowed-registries'])),
      () => true,
    ),
    registries: parseRegistryInputs(texts, attempt),
    delivery,
  }
  throwIfAny(problems)
  return inputs
}

/** Reads something, or notes what is wrong with it and takes something else for it. */
function attemptInto(problems: Problem[]) {
  return <T>(read: () => T, instead: T): T => {
    try {
      return read()
    } catch (thrown) {
      problems.push(...problemsOf(thrown))
      return instead
    }
  }
}

/** Separated by commas or line breaks. */
export function parseList(text: string): readonly string[] {
  return text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A list as a matrix writes it where a name has a comma, as those of Flux's clusters may: in JSON. */
export function parseNames(text: string): readonly string[] {
  const list = text.trimStart().startsWith('[') ? findJson(text) : undefined
  return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : parseList(text)
}

/** `true` for all environments, or the names of some; nothing and `false` freeze none. Whether there are such environments is seen when the configuration is read. */
function parseFreeze(text: string): Pick<RunRequest, 'freeze'> {
  const names = parseNames(text)
  const [first = 'false'] = names
  if (names.length > 1 || !/^(true|false)$/i.test(first)) return { freeze: names }
  return first.toLowerCase() === 'true' ? { freeze: 'all' } : {}
}

/** GitHub's own words for a boolean (YAML 1.2 core schema); the empty text is false. */
function parseBoolean(name: string, text: string): boolean {
  if (/^(true|True|TRUE)$/.test(text.trim())) return true
  if (/^(false|False|FALSE)?$/.test(text.trim())) return false
  throw wrong(`${name} is "${text}"; it must be true or false.`)
}

function parseOnBadEvent(text: string): Inputs['onBadEvent'] {
  const word = text.trim() || 'scan'
  if (word === 'scan' || word === 'fail') return word
  throw wrong(`on-bad-event is "${text}"; it must be scan or fail.`)
}

function parsePath(text: string): string {
  const path = text.trim().replace(/^(\.\/)+/, '')
  const leadsOut = path === '' || path.startsWith('/') || path.split('/').includes('..')
  if (leadsOut) throw wrong(`config is "${text}"; it must be a path inside the repository.`)
  return path
}

/** An image may come with a tag or digest, as registries' events have it; only its name counts. */
function parseImage(text: string): ImageName {
  try {
    return parseImageName(text.replace(/@.*$/, '').replace(/:[^:/\]]*$/, ''))
  } catch (thrown) {
    throw wrong(`only names "${text}": ${problemsOf(thrown)[0].message}`)
  }
}

/** `owner/name`, or `owner/*` for all of an owner's. */
function parseRepositories(names: readonly string[]): readonly string[] {
  const odd = names.filter((name) => !/^[\w-]+\/([\w.-]+|\*)$/.test(name))
  if (odd.length === 0) return names
  throw wrong(
    `changelog-repositories names ${odd.map((name) => `"${name}"`).join(', ')}; write owner/name or owner/*.`,
  )
}

/** A host without a port is that host at its usual port only; `*.` stands for one label or more. */
function parseHosts(hosts: readonly string[]): (registry: string) => boolean {
  const odd = hosts.filter((host) => !/^(\*\.)?\w[\w.-]*(:\d+)?$|^\[[0-9a-fA-F:.]+\](:\d+)?$/.test(host))
  if (odd.length > 0) {
    throw wrong(
      `allowed-registries names ${odd.map((host) => `"${host}"`).join(', ')}; write hosts such as ghcr.io or *.example.com.`,
    )
  }
  if (hosts.length === 0) return () => true
  const names = hosts.map(canonicalHost)
  return (registry) => {
    const asked = canonicalHost(registry)
    return names.some((host) => (host.startsWith('*.') ? asked.endsWith(host.slice(1)) : asked === host))
  }
}

/** Host names do not tell capitals (RFC 4343); Docker Hub has several names. */
function canonicalHost(host: string): string {
  const lower = host.toLowerCase()
  return isDockerHub(lower) ? 'index.docker.io' : lower
}

function wrong(message: string): ProblemError {
  return new ProblemError([{ code: 'arguments-invalid', level: 'error', message }])
}
