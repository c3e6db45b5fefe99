/** The order of tags: by their bytes, as Go compares text. */

/** Below, at or above 0 by the order of the UTF-8 bytes, which is that of code points and not of UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  const common = Math.min(a.length, b.length)
  for (let at = 0; at < common; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return weight(left) - weight(right)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all others. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
