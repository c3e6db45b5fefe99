/** What stands where, for a terminal and for programs. */
import type { ImageStatus, Status } from '../../model/status.ts'
import { columnLines, fullWidth } from './columns.ts'
import {
  type Condition,
  environmentCondition,
  standingText,
  policyCondition,
  repositoryCondition,
} from './status-words.ts'

export { statusJson } from './status-json.ts'
export { type StatusPage, statusPage } from './status-page.ts'
export { type Since, statusOf } from './status-of.ts'

/** Tables; `width` is that of the terminal, absent where there is none, and then nothing is cut. */
export function statusLines(status: Status, width?: number): readonly string[] {
  const { repositories, policies, environments } = status
  const table = (title: string, head: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? [] : [title, ...columnLines(head, rows, width), '']
  const isScanned = status.scanned !== undefined
  const when = status.scanned?.toISOString().replace(/\.\d+/, '') ?? '-'
  return [
    ...table(
      'Image repositories',
      ['NAME', 'LAST SCAN', 'SUSPENDED', 'READY', 'MESSAGE'],
      repositories.map((each) => {
        const at = each.listing.kind === 'skipped' || each.suspended ? '-' : when
        return [each.name, at, yesNo(each.suspended), ...conditionCells(repositoryCondition(each, isScanned))]
      }),
    ),
    ...table(
      'Image policies',
      ['NAME', 'IMAGE', 'TAG', 'READY', 'MESSAGE'],
      policies.map((each) => {
        const { key, image = '', selection } = each
        const tag = selection?.kind === 'selected' ? selection.latest.tag : ''
        return [key, image, tag, ...conditionCells(policyCondition(each, isScanned))]
      }),
    ),
    ...table(
      'Environments',
      ['NAME', 'BRANCH', 'SUSPENDED', 'READY', 'MESSAGE'],
      environments.map((each) => {
        const { name, branch, suspend } = each.environment
        return [name, branch, yesNo(suspend), ...conditionCells(environmentCondition(each))]
      }),
    ),
    ...imageLines(status, width),
  ]
}

function conditionCells({ ready, message }: Condition): readonly string[] {
  return [ready === null ? 'Unknown' : yesNo(ready), message]
}

function yesNo(is: boolean): string {
  return is ? 'True' : 'False'
}

/** Images by environments; below each other where the terminal is too narrow for that. */
function imageLines({ images, environments }: Status, width: number = Infinity): readonly string[] {
  if (images.length === 0) return []
  const names = environments.map(({ environment }) => environment.name)
  const head = ['IMAGE', ...names]
  const rows = images.map((each) => [each.image, ...names.map((name) => cellsOf(each, name).join('; '))])
  if (fullWidth(head, rows) <= width) return ['Images', ...columnLines(head, rows)]
  return [
    'Images',
    ...images.flatMap((each) => [each.image, ...columnLines([], stacked(each, names)).slice(1)]),
  ]
}

function stacked(each: ImageStatus, names: readonly string[]): readonly (readonly string[])[] {
  return names.flatMap((name) => cellsOf(each, name).map((cell) => [`  ${name}`, cell]))
}

/** With the policy's name where an environment has several for the image. */
function cellsOf({ places }: ImageStatus, name: string): readonly string[] {
  const own = places.filter(({ environment }) => environment === name)
  return own.map((place) =>
    own.length === 1 ? standingText(place) : `${place.policy} ${standingText(place)}`,
  )
}
