import { expect, test } from '@jest/globals'
import { summaryMarkdown } from '../../../src/pipeline/report/summary.ts'
import { reportLines } from '../../../src/pipeline/report/terminal.ts'
import { aPolicy, aRecord, anEnvironmentPlan, aReport, aSelection } from '../../support/builders.ts'

const record = aRecord({ rule: 'highest version in *', warnings: ['the tag a|b can win', 'two are alike'] })
const report = aReport({
  environments: [anEnvironmentPlan()],
  selections: [{ environment: 'dev', selections: [aSelection('1.1.0', aPolicy(), { record })] }],
})

test('the terminal tells what to beware of below the decision', () => {
  const lines = reportLines(report)
  const at = lines.findIndex((line) => line.includes('highest version in *'))
  expect(lines.slice(at + 1, at + 3)).toEqual([
    '    warning: the tag a|b can win',
    '    warning: two are alike',
  ])
})

test('the job summary tells it in the cell of the decision', () => {
  expect(summaryMarkdown(report)).toContain(
    String.raw`| highest version in \*<br>2 tags listed<br>Beware: the tag a&#x7c;b can win<br>Beware: two are alike |`,
  )
})
