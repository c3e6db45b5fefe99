/** Runs a personality with the adapter pointed at it. */
import type { RegistryOptions } from '../../../src/adapters/registry/registry.ts'
import type { Fault, RegistryStandInOptions, SeenRequest } from '../../../src/standins/registry/registry.ts'
import { openStandIn, type RegistryOnStandIn } from '../registry-on-stand-in.ts'
import { guardOf } from './door.ts'
import { listingOf } from './listing.ts'
import { ada, type Personality } from './personality.ts'

/** `closeStandIns` ends it. Who must log in has the login; `options` may add to what the stand-in does. */
export async function openPersonality(
  personality: Personality,
  options: RegistryStandInOptions = {},
  adapter: Partial<RegistryOptions> = {},
): Promise<RegistryOnStandIn> {
  const { door } = personality
  const needsLogin = door.kind === 'basic' || (door.kind === 'token' && door.for === 'login')
  let origin = ''
  const subject = await openStandIn(
    {
      guard: guardOf(door),
      listing: listingOf(personality, () => origin),
      ...options,
      onRequest: (request) => options.onRequest?.(request) ?? redirect(personality, request),
    },
    { ...(needsLogin && { login: { kind: 'password', ...ada, source: 'the test' } }), ...adapter },
  )
  origin = subject.standIn.url
  return subject
}

/** Where an image's tags and manifests lie under another path than the one asked for. */
export function pathIn({ liesUnder }: Personality, repository: string): string {
  return liesUnder === undefined ? repository : `${liesUnder}/${repository}`
}

function redirect({ liesUnder }: Personality, { path }: SeenRequest): Fault | undefined {
  if (liesUnder === undefined || path === '/v2/' || path.startsWith(`/v2/${liesUnder}/`)) return undefined
  const location = path.replace('/v2/', `/v2/${liesUnder}/`)
  return { kind: 'answer', status: 301, headers: { location } }
}
