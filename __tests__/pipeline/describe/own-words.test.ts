import { describe, expect, test } from '@jest/globals'
import { type OwnFacts, ownFacts } from '../../../src/pipeline/describe/own-facts.ts'
import { ownWords, type TemplateField } from '../../../src/pipeline/templates/templates.ts'
import {
  aChange,
  aDigest,
  anEnvironment,
  aPlannedCommit,
  aPolicy,
  aSelection,
} from '../../support/builders.ts'

const production = anEnvironment({ name: 'production', branch: 'main' })
const changes = [
  aChange('1.1.0', { policy: 'production:web', value: '1.0.0' }),
  aChange('2.0.0', { policy: 'production:api', value: '1.9.0' }),
]
const [before, after] = ['a'.repeat(40), 'b'.repeat(40)]
const changed = {
  source: { kind: 'repository', server: 'https://github.com', name: 'acme/web' },
  revision: after,
  between: [before, after],
  isBack: false,
} as const
const facts: OwnFacts = {
  details: new Map([[JSON.stringify(['production', 'production:web']), { changed }]]),
  planned: aPlannedCommit({ environment: production, group: 'shop', changes }),
  selections: [
    aSelection(`ghcr.io/acme/web:1.1.0@${aDigest()}`, aPolicy('production:web')),
    aSelection('ghcr.io/acme/api:2.0.0', aPolicy('production:api')),
  ],
  usual: { title: 'Bump 2 images in production', trailers: 'Image-Bump-Policy: x', body: 'Why.' },
}
const said = (template: string, field: TemplateField = 'commit.message') => {
  const words = ownWords(template, field, ownFacts(facts))
  return words.kind === 'text' ? words.text : words.message
}

describe('a template of ours', () => {
  test.each([
    [
      '{{ .Environment.Name }} {{ .Environment.Branch }} {{ .Environment.Namespace }}',
      'production main production',
    ],
    ['{{ .Title }} ({{ .Group }}, {{ .Course }})', 'Bump 2 images in production (shop, forward)'],
    [
      '{{ range .Bumps }}{{ .Policy }} {{ .Name }} {{ .Image }}:{{ .Tag }};{{ end }}',
      'production:web web ghcr.io/acme/web:1.1.0;production:api api ghcr.io/acme/api:2.0.0;',
    ],
    ['{{ range .Bumps }}{{ join "," .From }} -> {{ .To }} {{ end }}', '1.0.0 -> 1.1.0 1.9.0 -> 2.0.0 '],
    [
      '{{ with index .Bumps 0 }}{{ .Digest | trunc 13 }} {{ .Listed }} {{ .RunnersUp }} {{ .Rule }}{{ end }}',
      'sha256:aaaaaa 2 [] highest version in >=1.0.0',
    ],
    ['{{ range .Bumps }}{{ range .Files }}{{ .Path }}:{{ .Line }} {{ end }}{{ end }}', 'a.yaml:1 a.yaml:1 '],
    ['{{ range .Bumps }}{{ .Source }};{{ end }}', 'https://github.com/acme/web;;'],
    [
      '{{ with index .Bumps 0 }}{{ .Changes }}{{ end }}',
      `https://github.com/acme/web/compare/${before}...${after}`,
    ],
    ['{{ len .Bumps }} {{ .Trailers }} {{ .Body }}', '2 Image-Bump-Policy: x Why.'],
  ])('%s says %s', (template, text) => {
    expect(said(template)).toBe(text)
  })

  test('keeps a message verbatim, makes one line of a title, and cuts what is too long', () => {
    expect(said('a\n\nb\n')).toBe('a\n\nb\n')
    expect(said(' a\n\nb\n', 'pullRequest.title')).toBe('a b')
    expect(said('{{ repeat 300 "x" }}', 'pullRequest.title')).toHaveLength(250)
    expect(said('{{ repeat 40000 "x" }}', 'pullRequest.body')).toHaveLength(30_000)
  })

  test('says in Go’s words what is wrong', () => {
    expect(said('{{ .Bumps')).toBe('template: commit.message:1: unclosed action')
    expect(said('{{ .Nothing }}')).toContain("can't evaluate field Nothing in type Data")
  })

  test('is given nothing that GitHub would obey', () => {
    const value = '@octocat Fixes #1 https://example.com'
    const hostile = { ...facts, planned: aPlannedCommit({ changes: [aChange('1', { value })] }) }
    const words = ownWords('{{ range .Bumps }}{{ .From }}{{ end }}', 'commit.message', ownFacts(hostile))
    expect(words).toEqual({ kind: 'text', text: '[@\u200Boctocat Fixes #\u200B1 https:\u200B//example.com]' })
  })
})
