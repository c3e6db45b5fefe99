/** Progress in the log of the Action. */
import * as core from '@actions/core'
import type { Display } from './progress.ts'
import { inert } from './say.ts'

/** A group for each phase. Somebody who reads a log wants few lines. */
export function inGroups(): Display {
  let isOpen = false
  const end = () => {
    if (isOpen) core.endGroup()
    isOpen = false
  }
  return {
    pace: { moving: 5000, idle: 30_000 },
    phase: (title) => {
      end()
      core.startGroup(title)
      isOpen = true
    },
    line: (text) => core.info(inert(text)),
    end,
  }
}
