/** Several JSON objects one after another, as tools print them. */

/** What each of them says; undefined for text that is anything else. */
export function splitJson(text: string): readonly unknown[] | undefined {
  const objects: string[] = []
  let depth = 0
  let start = 0
  for (const { 0: piece, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (piece === '{') depth++
    if (piece === '}') depth--
    if (piece !== '}' || depth !== 0) continue
    objects.push(text.slice(start, index + 1))
    start = index + 1
  }
  const isAll = objects.length > 0 && text.slice(start).trim() === ''
  try {
    return isAll ? objects.map((object) => JSON.parse(object)) : undefined
  } catch {
    return undefined
  }
}
