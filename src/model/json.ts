/** JSON from elsewhere. */

/** What the text says, or undefined where it is no JSON (which cannot say undefined). */
export function findJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text)
    return json
  } catch {
    return undefined
  }
}
