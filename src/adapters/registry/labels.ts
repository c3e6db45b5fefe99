/** Labels of images: which say where they come from, and which of several wins (OCI image specification, "Annotations"). */
import type { ImageInspection } from '../../model/inspection.ts'
import type { Texts } from './manifest-body.ts'

/** The places in which labels stand, weakest first. A name of Label Schema counts where no place has the name of today. */
export function readLabels(
  places: readonly Texts[],
): Pick<ImageInspection, 'source' | 'revision' | 'version'> {
  const all: Texts = Object.assign({}, ...places)
  const source = firstOf(all, 'org.opencontainers.image.source', 'org.label-schema.vcs-url')
  const revision = firstOf(all, 'org.opencontainers.image.revision', 'org.label-schema.vcs-ref')
  const version = firstOf(all, 'org.opencontainers.image.version', 'org.label-schema.version')
  return {
    ...(source !== undefined && { source }),
    ...(revision !== undefined && { revision }),
    ...(version !== undefined && { version }),
  }
}

/**
 * The first plausible time: what the configuration says, then the label. Reproducible builds write 1970, 0001 or the like into the
 * one; there were no images before 2013.
 */
export function findCreated(configured: string | undefined, places: readonly Texts[]): string | undefined {
  const all: Texts = Object.assign({}, ...places)
  const times = [configured, all['org.opencontainers.image.created']].map((text) => Date.parse(text ?? ''))
  const time = times.find((each) => each >= Date.UTC(2013, 0, 1))
  return time === undefined ? undefined : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Text from elsewhere is kept to what such a label can be: one line, not longer than an address. */
function firstOf(all: Texts, ...names: readonly string[]): string | undefined {
  return names
    .map((name) => all[name]?.trim() ?? '')
    .find((text) => text !== '' && text.length <= 2_000 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))
}
