/** What GitHub's own parser says of workflows and of action.yml. */
import { validate } from '@actions/languageservice'

/** GitHub's own parser and schema; each file wants an address of its own, since the parser remembers files by it. */
export async function diagnosticsOf(place: string, text: string): Promise<readonly string[]> {
  const unused = () => {
    throw new Error('the parser asked for a position')
  }
  const positions = { positionAt: unused, offsetAt: unused, getLineRange: unused, getEOLCharacters: unused }
  const lineCount = text.split('\n').length
  const about = { uri: `file:///${place}`, languageId: 'yaml', version: 1, lineCount }
  const found = await validate({ ...about, ...positions, getText: () => text })
  return found.map(({ message, range: { start } }) => {
    const said = typeof message === 'string' ? message : message.value
    return `${start.line + 1}:${start.character + 1} ${said}`
  })
}
