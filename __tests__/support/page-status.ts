/** Statuses as pages are made of them. */
import type { Environment } from '../../src/model/environment.ts'
import type { Gate } from '../../src/model/gate.ts'
import type { PolicyKey, Selection } from '../../src/model/policy.ts'
import type { EnvironmentStatus, ImagePlace, PolicyStatus, Status, Waiting } from '../../src/model/status.ts'
import { aPolicy, anEnvironment, aProblem, aSelection, byRequest } from './builders.ts'

/** What is said of a place; the rest follows. */
export interface PlaceWords {
  readonly versions?: readonly string[]
  readonly since?: number
  readonly waiting?: Waiting
  /** Of the policy. */
  readonly more?: Partial<PolicyStatus>
}

/** Words by image and environment. Policies are called after the last part of the image's name. */
export type Places = Readonly<Record<string, Readonly<Record<string, PlaceWords>>>>

export const scannedAt = new Date('2026-11-21T09:30:00Z')

/** A status in which each policy has chosen what stands there, or what waits. */
export function aStatus(
  places: Places,
  environments: readonly Environment[],
  overrides: Partial<Status> = {},
): Status {
  const known = Object.entries(places).flatMap(([image, own]) =>
    Object.entries(own).map(([name, words]) => placeAndPolicy(image, name, words)),
  )
  const images = Object.keys(places).map((image) => ({
    image,
    places: known.filter((each) => each.image === image).map(({ place }) => place),
  }))
  return {
    scanned: scannedAt,
    repositories: [],
    policies: known.map(({ policy }) => policy),
    environments: environments.map((environment): EnvironmentStatus => {
      return { environment, changes: 0, held: { values: 0, why: [] }, problems: [] }
    }),
    images,
    ...overrides,
  }
}

interface Known {
  readonly image: string
  readonly place: ImagePlace
  readonly policy: PolicyStatus
}

function placeAndPolicy(image: string, environment: string, words: PlaceWords): Known {
  const { versions = ['1.0.0'], since, waiting, more } = words
  const key: PolicyKey = `${environment}:${image.slice(image.lastIndexOf('/') + 1)}`
  const place = {
    environment,
    policy: key,
    versions,
    ...(since !== undefined && { since }),
    ...(waiting && { waiting }),
  }
  const tag = waiting?.version ?? versions[0] ?? 'none'
  const selection = aSelection('1.0.0', aPolicy(), { latest: { name: aPolicy().repository.name, tag } })
  return { image, place, policy: { key, environment, image, suspended: false, selection, versions, ...more } }
}

/** A policy that failed. */
export function aFailedPolicy(message: string): Pick<PolicyStatus, 'selection'> {
  const selection: Selection = {
    kind: 'undecided',
    policy: aPolicy(),
    problem: aProblem({ level: 'error', code: 'no-tag-fits', message }),
  }
  return { selection }
}

const day = (text: string): number => Date.parse(`${text}Z`)

const soaks: Gate = {
  kind: 'soak',
  state: 'waiting',
  text: '1.9.0 stands in staging since 2026-11-20 16:10 UTC, and must for 24h',
  until: day('2026-11-21T16:10'),
}
const proved: Gate = { ...soaks, state: 'passed', text: '2.4.1 stood in staging for 26h' }
const red: Gate = { kind: 'status', state: 'failed', text: 'e2e/checkout is red at 4f2c1aa in staging' }
const shut: Gate = {
  kind: 'window',
  state: 'waiting',
  text: 'the next window opens on Monday',
  until: day('2026-11-23T08:00'),
}

/** Three environments that take from one another. */
export const chain: readonly Environment[] = [
  anEnvironment({ name: 'dev' }),
  anEnvironment({
    name: 'staging',
    from: {
      sources: [{ environment: 'dev', soak: 0, status: 'kustomization/*' }],
      need: 'all',
      prefer: 'newest',
    },
  }),
  anEnvironment({
    name: 'production',
    delivery: byRequest(),
    from: { sources: [{ environment: 'staging', soak: 86_400_000 }], need: 'all', prefer: 'soaking' },
  }),
]

export function request(number: number, opened: string): Pick<Waiting, 'request'> {
  return {
    request: { number, url: `https://github.com/acme/gitops/pull/${number}`, openedAt: day(opened) },
  }
}

/** One team's services: every state once at least. */
export const teamPlaces: Places = {
  'ghcr.io/acme/shop/web': {
    dev: { versions: ['main-29f8ba3-1768284000'], since: day('2026-11-21T08:12') },
    staging: { versions: ['1.9.0'], since: day('2026-11-20T16:10') },
    production: {
      versions: ['1.8.4'],
      since: day('2026-11-03T10:02'),
      waiting: {
        version: '1.9.0',
        where: 'request',
        ...request(412, '2026-11-20T16:14'),
        gates: [soaks, shut],
      },
    },
  },
  'ghcr.io/acme/shop/checkout': {
    dev: { versions: ['2.4.1'], since: day('2026-11-17T12:00') },
    staging: { versions: ['2.4.1'], since: day('2026-11-19T12:00') },
    production: {
      versions: ['2.3.0'],
      since: day('2026-10-02T09:00'),
      waiting: {
        version: '2.4.1',
        where: 'held',
        why: 'status',
        lift: 'It goes on when e2e/checkout is green in staging.',
        ...request(409, '2026-11-19T12:05'),
        gates: [proved, red],
      },
    },
  },
  'ghcr.io/acme/shop/search': {
    dev: { versions: ['3.1.0'], waiting: { version: '3.2.0', where: 'commit' } },
    staging: { versions: ['3.1.0'] },
    production: { versions: ['3.1.0'], waiting: { version: '3.2.0', where: 'request' } },
  },
  'ghcr.io/acme/shop/payments': {
    staging: { versions: ['5.0.2'], more: { pin: { tag: '5.0.2', reason: 'INC-42' } } },
    production: {
      versions: ['5.0.2'],
      waiting: {
        version: '4.9.9',
        where: 'held',
        why: 'downgrade',
        lift: 'To go back on purpose, edit the file by hand.',
      },
    },
  },
  'index.docker.io/library/redis': {
    dev: { versions: ['7.4.1'] },
    staging: { versions: ['7.4.1'], more: { suspended: true } },
    production: {
      versions: ['7.2.6', '7.4.1'],
      more: aFailedPolicy('No tag is in the range 8.x: 412 were listed.'),
    },
  },
  'registry.example.com:5000/platform/observability/otel-collector': {
    dev: { versions: [`sha256:${'4be1'.repeat(16)}`] },
    production: { versions: ['0.112.0'] },
  },
}

/** As many images in as many environments, with something of everything. */
export function wideStatus(images: number, environments: number): Status {
  const names = Array.from(
    { length: environments },
    (_, index) => `${stages[index % stages.length]}-${index + 1}`,
  )
  const words = (image: number, place: number): PlaceWords => {
    const versions = [`1.${image % 90}.${place}`]
    if ((image + place) % 7 > 0) return { versions, since: day('2026-11-03T10:02') }
    const number = image * environments + place
    return {
      versions,
      waiting: {
        version: `1.${(image % 90) + 1}.0`,
        where: 'request',
        ...request(number, '2026-11-20T16:14'),
        gates: [soaks],
      },
    }
  }
  const places = Object.fromEntries(
    Array.from({ length: images }, (_, image) => [
      `ghcr.io/acme/team-${image % 40}/service-${image}`,
      Object.fromEntries(names.map((name, place) => [name, words(image, place)])),
    ]),
  )
  return aStatus(
    places,
    names.map((name) => anEnvironment({ name })),
  )
}

const stages = ['dev', 'staging', 'production-eu', 'production-us']
