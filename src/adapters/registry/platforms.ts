/** Platforms as people write them: `linux/amd64`, `linux/arm/v7`. */

export interface Platform {
  readonly os: string
  readonly architecture: string
  /** Empty where there is none. */
  readonly variant: string
}

/** One text for one platform: `arm64/v8` is `arm64` and `amd64/v1` is `amd64` (containerd, platforms.Normalize). */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  const isImplied = usual.get(architecture) === variant
  return [os, architecture, isImplied ? '' : variant].filter((part) => part !== '').join('/')
}

const usual: ReadonlyMap<string, string> = new Map([
  ['amd64', 'v1'],
  ['arm64', 'v8'],
])
