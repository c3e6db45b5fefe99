/** Plan files: what is written reads back as it was, and what is no plan for here is refused. */
import { describe, expect, test } from '@jest/globals'
import type { PlanFile } from '../../../src/model/plan-file.ts'
import type { PolicyKey } from '../../../src/model/policy.ts'
import { type Problem, problemsOf } from '../../../src/model/problem.ts'
import { parseImageName } from '../../../src/model/reference.ts'
import { formatPlanFile, parsePlanFile } from '../../../src/pipeline/plan-file/plan-file.ts'
import { aDigest } from '../../support/builders.ts'

const here = { file: 'plan.json', repository: 'acme/gitops' }
const access = { insecure: true, provider: 'aws', secretRef: 'apps/login' } as const
const plan: PlanFile = {
  repository: 'acme/gitops',
  madeAt: new Date('2026-11-21T18:30:00Z'),
  configuration: { file: '.github/image-bump.yaml', commit: 'c'.repeat(40), digest: aDigest() },
  only: [parseImageName('ghcr.io/acme/web')],
  standing: new Map<string, ReadonlyMap<PolicyKey, ReadonlySet<string>>>([
    ['dev', new Map([['dev:web', new Set(['1.0.0', 'ghcr.io/acme/web:1.0.0'])]])],
    ['test', new Map([['test:web', new Set(['__proto__'])]])],
  ]),
  heads: new Map([['image-bump/production--web', 'd'.repeat(40)]]),
  answers: [
    { ask: 'tags', image: 'ghcr.io/acme/web', access, answer: ['1.0.0', '__proto__', 'not a tag'] },
    { ask: 'digest', image: 'ghcr.io/acme/web', reference: '1.0.0', answer: aDigest() },
    {
      ask: 'inspection',
      image: 'ghcr.io/acme/web',
      reference: aDigest(),
      answer: { digest: aDigest(), platforms: ['linux/amd64'], revision: 'abc' },
    },
    {
      ask: 'tags',
      image: 'ghcr.io/acme/api',
      problems: [
        { code: 'registry-failed', level: 'warning', message: 'It is down.' },
        { code: 'login-refused', level: 'note', message: 'A login was refused.' },
      ],
    },
  ],
}

function refusalsOf(text: string, at = here): readonly Problem[] {
  try {
    parsePlanFile(text, at)
    return []
  } catch (thrown) {
    return problemsOf(thrown)
  }
}

const changed = (change: object): string => JSON.stringify({ ...JSON.parse(formatPlanFile(plan)), ...change })

test('a plan reads back as it was, on one line', () => {
  const text = formatPlanFile(plan)
  expect(parsePlanFile(text, here)).toEqual(plan)
  expect(text.split('\n')).toHaveLength(2)
})

test('what a later version adds is passed over', () => {
  expect(parsePlanFile(changed({ later: 1 }), here)).toEqual(plan)
})

describe('refused is', () => {
  test.each<[what: string, text: string, message: RegExp]>([
    ['what is not JSON', '{', /plan\.json is no plan file, since it is not JSON/],
    ['what is no plan', '[]', /plan\.json is no plan file: .*expected object/],
    ['a report', JSON.stringify({ version: 1, problems: [] }), /is no plan file: at madeAt/],
    ['another version', changed({ version: 2 }), /is a plan file of another version/],
    [
      'another repository',
      changed({ repository: 'acme/other' }),
      /is a plan for acme\/other, and this is acme\/gitops/,
    ],
    [
      'an image that is none',
      changed({ only: ['https://x'] }),
      /is no plan file: image 'https:\/\/x' should not include URL scheme/,
    ],
    [
      'a digest that is none',
      changed({ answers: [{ ask: 'digest', image: 'a/b', reference: '1', answer: 'latest' }] }),
      /is no plan file: at answers 0/,
    ],
    [
      'an answer to another question',
      changed({ answers: [{ ask: 'tags', image: 'a/b', answer: aDigest() }] }),
      /at answers 0/,
    ],
    [
      'a problem that there is not',
      changed({
        answers: [
          { ask: 'tags', image: 'a', problems: [{ code: 'constructor', level: 'error', message: '' }] },
        ],
      }),
      /at answers 0/,
    ],
    [
      'a head that is no commit',
      changed({ heads: [{ branch: 'main', head: '--upload-pack=x' }] }),
      /at heads 0/,
    ],
  ])('%s', (_, text, message) => {
    expect(refusalsOf(text)).toMatchObject([
      {
        code: 'plan-refused',
        level: 'error',
        message: expect.stringMatching(message),
        place: { file: here.file },
      },
    ])
  })

  test('a plan where nobody knows which repository this is', () => {
    expect(refusalsOf(formatPlanFile(plan), { ...here, repository: '' })).toMatchObject([
      { message: expect.stringContaining('this is a repository without a name (GITHUB_REPOSITORY)') },
    ])
  })
})
