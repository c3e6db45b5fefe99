/** A key that an object of a JSON text has twice: RFC 8259, 4, leaves open which of the two counts. */

/** The first one, at any depth; the text is JSON. */
export function findRepeatedKey(json: string): string | undefined {
  const open: Set<string>[] = []
  for (const [text, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
    if (text === '{') open.push(new Set())
    else if (text === '}') open.pop()
    else if (colon !== undefined) {
      const key = String(JSON.parse(text.slice(0, -colon.length)))
      const keys = open.at(-1)
      if (keys?.has(key)) return key
      keys?.add(key)
    }
  }
  return undefined
}
