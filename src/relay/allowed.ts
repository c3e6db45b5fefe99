/** Which images a sender may announce: whoever learns its path or secret can start nothing for others. */
import picomatch from 'picomatch'
import { type ImageName, isDockerHub } from '../model/reference.ts'
import type { Sender } from './sender.ts'

/** Keeps those that a glob of the sender fits. */
export function allowedImages(
  names: readonly string[],
  { images }: Pick<Sender, 'images'>,
): ReadonlySet<string> {
  const isAllowed = picomatch([...images], { dot: true, nonegate: true, noextglob: true, nobrace: true })
  return new Set(names.filter((name) => isAllowed(name)))
}

/** The one spelling that globs are written for and targets are told: `docker.io/library/nginx`, `ghcr.io/acme/app`. */
export function plainName({ registry, repository }: ImageName): string {
  return `${isDockerHub(registry) ? 'docker.io' : registry}/${repository}`
}
