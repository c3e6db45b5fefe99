/** Times and durations in words. */

/** `2026-11-21 18:30 UTC`; milliseconds since 1970. */
export function formatTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `1d 12h`, `24h`, `30m`, `45s`; milliseconds. As people write it: up to two days in hours. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const isLong = seconds > 2 * 86_400
  const days = isLong ? Math.floor(seconds / 86_400) : 0
  const hours = Math.floor((seconds - days * 86_400) / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const parts = [
    ...(days > 0 ? [`${days}d`] : []),
    ...(hours > 0 ? [`${hours}h`] : []),
    ...(minutes > 0 ? [`${minutes}m`] : []),
    ...(seconds % 60 > 0 ? [`${seconds % 60}s`] : []),
  ]
  return parts.length === 0 ? '0s' : parts.slice(0, 2).join(' ')
}
