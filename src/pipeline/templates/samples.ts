/** Data as a run may have it, for trying templates before there is any: a single change, and several of every kind. */
import type { FluxChange, FluxData, FluxImage } from './flux-data.ts'
import type { OwnBump, OwnData } from './own-data.ts'

/** What an automation's templates may be given. Its own name and values are known. */
export function fluxSamples(
  known: Pick<FluxData, 'automation' | 'values'>,
): readonly [FluxData, ...FluxData[]] {
  const { namespace } = known.automation
  const several = steps.flatMap(({ name, tag, digest }, index) => {
    const kind = index === 0 ? 'Deployment' : 'CronJob'
    const at = { file: `${name}.yaml`, object: { apiVersion: 'apps/v1', kind, namespace, name } }
    const image = `registry.example.com/acme/${name}`
    const setter = `${namespace}:${name}`
    const changes: readonly FluxChange[] = [
      { ...at, oldValue: `${image}:1.0.0`, newValue: `${image}:${tag}`, setter },
      { ...at, oldValue: '1.0.0', newValue: tag, setter: `${setter}:tag` },
      { ...at, oldValue: 'old', newValue: image, setter: `${setter}:name` },
      { ...at, oldValue: 'sha256:0', newValue: digest, setter: `${setter}:digest` },
    ]
    return changes.map((change): { change: FluxChange; image: FluxImage } => ({
      change,
      image: { ...at, reference: `${image}:${tag}`, policy: { namespace, name } },
    }))
  })
  return [dataOf(known, several.slice(0, 1)), dataOf(known, several)]
}

function dataOf(
  known: Pick<FluxData, 'automation' | 'values'>,
  told: readonly { readonly change: FluxChange; readonly image: FluxImage }[],
): FluxData {
  return { ...known, changes: told.map(({ change }) => change), images: told.map(({ image }) => image) }
}

const steps = [
  { name: 'web', tag: '1.1.0', digest: `sha256:${'a'.repeat(64)}` },
  { name: 'api', tag: '2.0.0-rc.1', digest: `sha256:${'b'.repeat(64)}` },
] as const

/** What a template of ours may be given: a commit of one policy, where little is known, and a request of several, where all is. */
export const ownSamples: readonly [OwnData, ...OwnData[]] = [sampleOf(1), sampleOf(2)]

function sampleOf(count: number): OwnData {
  const isRequest = count > 1
  return {
    environment: { name: 'production', branch: 'main', namespace: 'production' },
    group: isRequest ? 'shop' : '',
    course: isRequest ? 'back' : 'forward',
    usual: {
      title: 'Bump web to 1.1.0 in production',
      trailers: 'Image-Bump-Policy: production:web 1.0.0 -> 1.1.0',
      body: isRequest ? 'What changed, and why.' : '',
    },
    bumps: steps.slice(0, count).map((step) => bumpOf(step, isRequest)),
  }
}

function bumpOf({ name, tag, digest }: (typeof steps)[number], isRequest: boolean): OwnBump {
  const source = `https://github.com/acme/${name}`
  return {
    policy: `production:${name}`,
    name,
    image: `registry.example.com/acme/${name}`,
    to: tag,
    tag,
    digest: isRequest ? digest : '',
    rule: 'highest version in 1.x',
    listed: 12,
    from: isRequest ? ['1.0.0', '0.9.0'] : ['1.0.0'],
    runnersUp: isRequest ? ['1.0.1', '1.0.0'] : [],
    files: [{ path: `apps/${name}.yaml`, line: 21 }],
    source: isRequest ? source : '',
    changes: isRequest ? `${source}/compare/1.0.0...${tag}` : '',
  }
}
