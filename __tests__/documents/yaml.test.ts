/** Every YAML of the pages is read by the program that it is for, and what configures a run is run. */
import { describe, expect, test } from '@jest/globals'
import { parseAllDocuments } from 'yaml'
import { policyTest } from '../../src/commands/policy-test.ts'
import { readConfig } from '../../src/pipeline/config/config.ts'
import { findMarkers } from '../../src/pipeline/scan/markers.ts'
import { readRelayConfig } from '../../src/relay/config/config.ts'
import { aFile } from '../support/builders.ts'
import { type Files, runDaily } from '../support/documented-world.ts'
import { type DocumentedYaml, documentedYaml, type Kind, yamlOfKind } from '../support/documents.ts'
import { fluxRepository } from '../support/flux-repository.ts'
import { createInMemoryWorktree } from '../support/in-memory-worktree.ts'
import { createLine } from '../support/line.ts'

const frame = `version: 1
images: { web: ghcr.io/acme/web }
policies: { release: { policy: { semver: { range: '>=1.2.0 <2.0.0' } } } }
`

test('there is YAML of every kind, and none of which nobody knows how to run it', () => {
  const kinds: readonly Kind[] = [
    'configuration',
    'fragment',
    'manifest',
    'relay',
    'workflow',
    'policy tests',
  ]
  expect(kinds.filter((kind) => yamlOfKind(kind).length === 0)).toEqual([])
  expect(yamlOfKind('unknown').map(({ place }) => place)).toEqual([])
})

test.each(documentedYaml)('YAML at $place reads without a complaint', ({ text }) => {
  const complaints = parseAllDocuments(text).flatMap(({ errors, warnings }) => [...errors, ...warnings])
  expect(complaints).toEqual([])
})

describe('a configuration', () => {
  const whole = yamlOfKind('configuration')
    .filter(({ place }) => !place.includes('RECIPES.md'))
    .map(({ place, text }) => ({ place, text }))
  const parts = yamlOfKind('part of a configuration').map(({ place, text }) => ({
    place,
    text: completed(text),
  }))
  const environments = yamlOfKind('environments').map(({ place, text }) => ({
    place,
    text: withEnvironments(text),
  }))

  test.each([...whole, ...parts, ...environments])(
    'at $place is accepted, and moves its images',
    async ({ place, text }) => {
      const files = { '.github/image-bump.yaml': text, ...fragmentsBeside(place, text), ...clustersFor(text) }
      const { environments, problems, moved } = await runDaily(files)
      expect(problems).toEqual([])
      expect(moved).toEqual(new Set(environments.map(({ name }) => name)))
    },
  )
})

describe('a fragment', () => {
  test.each(yamlOfKind('fragment'))('at $place is accepted beside its configuration', ({ place, text }) => {
    const page = place.replace(/(\/teams\/.*|:\d+)$/, '')
    const main = yamlOfKind('configuration').find(
      (each) => each.place.startsWith(page) && each.text.includes('\ninclude:'),
    )
    const fragment = { file: 'teams/own/image-bump.yaml', text }
    const source = { file: '.github/image-bump.yaml', text: main?.text ?? '', fragments: [fragment] }
    const { config, warnings } = readConfig(source, { branch: 'main' })
    expect(warnings).toEqual([])
    const keys = config.environments.flatMap(({ policies }) => policies.map(({ key }) => key))
    expect(keys.filter((key) => key.startsWith('production:teams/own/'))).not.toEqual([])
  })
})

test.each(yamlOfKind('relay'))("a relay's configuration at $place is accepted", ({ place, text }) => {
  const variables = [...text.matchAll(/\b[A-Z][A-Z0-9_]+\b/g)].map(([name]) => [
    name,
    `user:secret-in-${name}`,
  ])
  const { senders } = readRelayConfig({ file: place, text }, Object.fromEntries(variables))
  expect(senders).not.toEqual([])
})

describe('a manifest', () => {
  test.each(yamlOfKind('manifest'))('at $place has markers that are obeyed', ({ text }) => {
    const { manifest, problems } = findMarkers(aFile('example.yaml', text))
    expect(problems).toEqual([])
    expect(manifest.markers).toHaveLength(text.split('$imagepolicy').length - 1)
  })
})

test.each(yamlOfKind('policy tests'))('the policy tests at $place pass', async ({ place, text }) => {
  const config = '.github/image-bump.yaml'
  const { git, renderer } = createLine('', {}).ports
  const worktree = createInMemoryWorktree({ [config]: configurationBefore(place) })
  const ports = { git, renderer, worktree }
  const { lines, exitCode } = await policyTest({ files: [place], read: () => text, config, ports })
  expect(exitCode === 0 ? [] : lines).toEqual([])
})

/** With what the part leaves out. */
function completed(text: string): string {
  const environments = 'environments: { dev: { paths: [dev], policies: { web: release } } }\n'
  return text.includes('flux:') ? `version: 1\n${text}` : `${frame}${environments}${text}`
}

function withEnvironments(text: string): string {
  const dev = '  dev: { paths: [dev], policies: { web: release } }\n'
  const given = text.replaceAll(/^/gm, '  ').trimEnd()
  return `${frame}environments:\n${dev}${given}\n    paths: [production]\n    policies: { web: release }\n`
}

/** The fragments that an example lies beside, or that its page shows. */
function fragmentsBeside(place: string, text: string): Files {
  if (!text.includes('\ninclude:')) return {}
  const folder = place.replace(/(\/[\w-]+\.yaml|:\d+)$/, '')
  const all = yamlOfKind('fragment').filter((each) => each.place.startsWith(folder))
  return Object.fromEntries(all.map((each) => [each.path ?? each.place.replace(`${folder}/`, ''), each.text]))
}

function clustersFor(text: string): Files {
  if (!/^flux:/m.test(text)) return {}
  return Object.fromEntries(fluxRepository().map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]))
}

/** The configuration that a page shows before the place; README's where it shows none. */
function configurationBefore(place: string): string {
  const [file, line] = place.split(':')
  const isBefore = (each: DocumentedYaml): boolean => {
    const [other, otherLine] = each.place.split(':')
    return other === file && Number(otherLine) < Number(line)
  }
  const known = yamlOfKind('configuration')
  return (known.findLast(isBefore) ?? known[0])?.text ?? ''
}
