/** Lines with a marker, read as plain text: enough to see a value come and go in commits of the past. */

/** Of a file without these bytes Flux obeys nothing (image-automation-controller internal/update/filereader.go), and hardly anybody writes it in another way. */
export const markerWord = '"$imagepolicy"'

/** Is this the marker with that word, `namespace:name` or with a suffix? */
export function bearsMarker(line: string, setter: string): boolean {
  return line.includes(markerWord) && line.includes(`"${setter}"`)
}

/** Does the value stand before that marker, in whichever quotes? */
export function bearsValue(line: string, setter: string, value: string): boolean {
  if (!bearsMarker(line, setter)) return false
  const [before = ''] = line.split(markerWord)
  return before.split(/[\s"'{}[\],#]+/).includes(value)
}
