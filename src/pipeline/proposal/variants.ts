/** What stands behind a version: nothing, a variant such as `-alpine`, a prerelease, or the number of a rebuild. */
import type { Tag } from '../../model/reference.ts'

export type SuffixKind = 'none' | 'variant' | 'prerelease' | 'rebuild' | 'unknown'

/** `siblings` are the tags of other versions that end in the very same suffix; undefined where the tags are not known. */
export function kindOfSuffix(suffix: string, siblings: readonly Tag[] | undefined): SuffixKind {
  if (suffix === '') return 'none'
  const words = suffix.slice(1).split(/[-_.+]/)
  if (words.some(isPrereleaseWord) || /^-\d+-g[0-9a-f]{7,}$/.test(suffix)) return 'prerelease'
  if (words.some(isKnownVariant)) return endsInRebuild(words) ? 'rebuild' : 'variant'
  if (words.some(isRebuild)) return 'rebuild'
  return siblings === undefined || siblings.length === 0 ? 'unknown' : 'variant'
}

/** Of semver's prereleases those that people use, and names of branches. */
function isPrereleaseWord(word: string): boolean {
  return prereleases.test(word)
}

const prereleases =
  /^(?:alpha|beta|rc|cr|pre|preview|prerelease|dev|develop|development|snapshot|nightly|canary|next|milestone|unstable|edge|insiders?|eap?|test|testing|wip|draft|experimental|main|master|trunk|pr)\d*$|^[abm]\d+$/i

/** Names of distributions, runtimes and builds, with a version of their own behind them or without. */
function isKnownVariant(word: string): boolean {
  return variants.test(word)
}

const variants =
  /^(?:alpine|slim|debian|buster|bullseye|bookworm|trixie|ubuntu|focal|jammy|noble|distroless|ubi|rhel|fedora|scratch|static|chiseled|musl|glibc|nonroot|rootless|fpm|apache|cli|dind|jdk|jre|openjdk|temurin|corretto|python|py|php|node|cuda|cudnn|windowsservercore|nanoserver|ltsc|management|cluster|enterprise|community|full|minimal|amd64|arm64|arm|armv\d|x86|linux)\d*$/i

/** A distribution's own version may stand apart from its name, as in `-debian-12`; what comes behind that is a rebuild. */
function endsInRebuild(words: readonly string[]): boolean {
  const behind = words.slice(words.findLastIndex(isKnownVariant) + 1)
  return behind.some((word) => isRebuild(word) && !/^\d+$/.test(word))
}

function isRebuild(word: string): boolean {
  return /^(?:r|rev|ls|b|build|p|k3s|rke2r|eksbuild)?\d+$|^(?:eksbuild|build)$/i.test(word)
}
