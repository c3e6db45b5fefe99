/** A file that is written whole: whoever reads meanwhile finds the old one or the new one, never a part. */
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { problemError } from '../model/problem.ts'

/** Throws `files-failed` where something stands that is no plain file: a folder, or a device such as /dev/null. */
export function checkReplaceable(path: string): void {
  const stats = explained(path, () => statSync(path, { throwIfNoEntry: false }))
  if (stats === undefined || stats.isFile()) return
  const what = stats.isDirectory() ? 'is a folder' : 'is no plain file'
  throw problemError('files-failed', `${path} ${what}: name the file that shall be written.`)
}

/** Writes beside it and renames; makes the folders that it needs. A link stays one, and permissions stay. Throws `files-failed`. */
export function replaceFile(path: string, text: string): void {
  checkReplaceable(path)
  explained(path, () => {
    const old = statSync(path, { throwIfNoEntry: false })
    const target = old === undefined ? path : realpathSync.native(path)
    mkdirSync(dirname(target), { recursive: true })
    const beside = `${target}.${randomUUID()}.tmp`
    try {
      writeFileSync(beside, text, { flag: 'wx' })
      if (old !== undefined) chmodSync(beside, old.mode)
      renameSync(beside, target)
    } catch (error) {
      rmSync(beside, { force: true })
      throw error
    }
  })
}

/** Says what the operating system refused; its message names call and path. */
function explained<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    throw problemError('files-failed', `${path} cannot be written: ${String(thrown)}`)
  }
}
