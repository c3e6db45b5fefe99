/** Did each registry answer, and as whom was it asked? */
import { type CheckResult, type Concern, type Finding, findingOf } from '../../model/finding.ts'
import type { Listing } from '../../model/policy.ts'
import { formatImageName, parseImageName } from '../../model/reference.ts'
import { counted } from '../../model/words.ts'
import { grouped } from '../../model/grouped.ts'
import type { Examined, RunSeen, Symptoms } from './symptoms.ts'
import { problemsFor } from './sorting.ts'

export function checkRegistries(seen: Symptoms): CheckResult {
  const { run, unscanned, examined } = seen
  const own = problemsFor('registries', seen)
  if (unscanned !== undefined)
    return { check: 'registries', summary: unscanned, isMade: false, findings: own }
  if (run === undefined)
    return { check: 'registries', summary: 'no image is known', isMade: false, findings: own }
  const hosts = byHost(run)
  const failed = [...hosts].flatMap(([, images]) => images.flatMap((each) => failures(each, run, seen)))
  return {
    check: 'registries',
    summary: summaryOf(hosts, examined),
    isMade: true,
    findings: [...own, ...failed],
  }
}

interface Listed {
  /** Canonical. */
  readonly image: string
  readonly listing: Listing
}

function byHost({ scanned }: RunSeen): ReadonlyMap<string, readonly Listed[]> {
  const listed = [...scanned.listings].map(([image, listing]) => ({ image, listing }))
  // Nobody is asked for what is suspended.
  const asked = listed.filter(
    ({ listing }) => listing.kind !== 'failed' || listing.problem.code !== 'suspended',
  )
  return grouped(asked, ({ image }) => parseImageName(image).registry)
}

function summaryOf(hosts: ReadonlyMap<string, readonly Listed[]>, examined: readonly Examined[]): string {
  if (hosts.size === 0) return 'no marker needs an image'
  const good = [...hosts].filter(([, images]) => images.every(({ listing }) => listing.kind === 'listed'))
  const told = good.map(
    ([host, images]) => `${host} for ${counted(images.length, 'image')}${loginText(host, examined)}`,
  )
  const which = told.length === 0 ? '' : `: ${told.join(', ')}`
  return `${good.length} of ${hosts.size} answered${which}`
}

function loginText(host: string, examined: readonly Examined[]): string {
  const found = examined.find(({ image }) => image.registry === host)
  return found === undefined ? '' : ` ${found.examination.login}`
}

function failures(
  { image, listing }: Listed,
  run: RunSeen,
  { examined, things }: Symptoms,
): readonly Finding[] {
  if (listing.kind !== 'failed') return []
  const { problem } = listing
  const host = parseImageName(image).registry
  const finding = findingOf('registries', problem, { concerns: usersOf(image, run), stops: true })
  const login = loginText(host, examined)
  const written = names(image, run)
  const place = things.find((thing) => thing.kind === 'repository' && written.has(thing.image ?? ''))?.place
  return [
    {
      ...finding,
      ...(place && { place }),
      seen: `${problem.message}${isTold(login, problem.message) ? '' : ` ${host} was asked${login}.`}`,
      fix: `${finding.fix} Step by step: image-bump doctor --image ${image}`,
    },
  ]
}

/** Most messages of registries say it already. */
function isTold(login: string, message: string): boolean {
  return message.includes(`asked${login}`)
}

/** As people write the image. */
function names(image: string, { config }: RunSeen): ReadonlySet<string> {
  const all = config.environments.flatMap(({ policies }) => policies.map(({ repository }) => repository.name))
  return new Set(all.filter((name) => formatImageName(name) === image).map(({ text }) => text))
}

function usersOf(image: string, { config }: RunSeen): readonly Concern[] {
  return config.environments.flatMap(({ name, policies }) =>
    policies
      .filter(({ repository }) => formatImageName(repository.name) === image)
      .map(({ key }) => ({ environment: name, policy: key })),
  )
}
