/** The fake Renderer and the real programs keep the same contract. */
import { createRenderer } from '../../src/adapters/kustomize/kustomize.ts'
import { createInMemoryRenderer } from '../support/in-memory-renderer.ts'
import { isThere } from '../support/kustomize.ts'
import { describeRenderer } from './renderer.contract.ts'

describeRenderer('in memory', createInMemoryRenderer)

const isRequired = process.env['REQUIRE_REAL'] === '1'

/** A machine without the program skips what it cannot try, loudly, unless it was told that it must have it. */
if (isThere('kustomize') || isRequired)
  describeRenderer('kustomize', () => createRenderer({ env: process.env }))
else console.warn('SKIPPED: the program kustomize is not here, so nothing was rendered with it.')

if (isThere('kubectl'))
  describeRenderer('kubectl', () => createRenderer({ env: process.env, programs: ['kubectl'] }))
else console.warn('SKIPPED: the program kubectl is not here, so nothing was rendered with it.')
