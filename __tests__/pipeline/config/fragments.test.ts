import { describe, expect, test } from '@jest/globals'
import { ProblemError, type Problem } from '../../../src/model/problem.ts'
import { alongside, type ConfigResult, readConfig } from '../../../src/pipeline/config/config.ts'

const file = '.github/image-bump.yaml'
const main = [
  'version: 1',
  'images: { web: acme/web }',
  'policies:',
  '  trunk: { policy: { numerical: {} } }',
  '  release: { policy: { semver: { range: 1.x } } }',
  'environments:',
  '  dev: { branch: dev, policies: { "*": trunk } }',
  '  production: { delivery: pullRequest, policies: { web: release } }',
]
const cart = 'teams/cart/image-bump.yaml'
const search = 'teams/search/image-bump.yaml'

describe('a fragment', () => {
  test('has images and policies that act below its folder only', () => {
    const { config, warnings } = readWith({
      [cart]: [
        'version: 1',
        'images: { basket: acme/basket }',
        'policies: { careful: { extends: release, digestReflectionPolicy: Always } }',
        'environments: { production: { policies: { basket: careful, front: { image: web, extends: release } } } }',
      ],
    })
    expect(warnings).toEqual([])
    expect(told(config, 'production')).toEqual([
      ['production:web', 'acme/web', '1.x', 'Never', `${file}:8`],
      ['production:teams/cart/basket', 'acme/basket', '1.x', 'Always', `${cart}:4`],
      ['production:teams/cart/front', 'acme/web', '1.x', 'Never', `${cart}:4`],
    ])
  })

  test('may be a list of images, for which the star of the configuration stands', () => {
    const { config, warnings } = readWith({
      [cart]: ['version: 1', 'images: { basket: acme/basket, web: acme/other }'],
    })
    expect(warnings).toEqual([])
    expect(told(config, 'dev').map(([key, image, , , place]) => [key, image, place])).toEqual([
      ['dev:web', 'acme/web', `${file}:7`],
      ['dev:teams/cart/basket', 'acme/basket', `${file}:7`],
      ['dev:teams/cart/web', 'acme/other', `${file}:7`],
    ])
    expect(told(config, 'production').map(([key]) => key)).toEqual(['production:web'])
  })

  test('goes before the star with what it uses itself, and its own star before that', () => {
    const { config } = readWith({
      [cart]: [
        'version: 1',
        'images: { basket: acme/basket, job: acme/job }',
        'environments: { dev: { policies: { job: release } } }',
      ],
      [search]: [
        'version: 1',
        'images: { index: acme/index }',
        'environments: { dev: { policies: { "*": release } } }',
      ],
    })
    expect(told(config, 'dev').map(([key, , range]) => [key, range])).toEqual([
      ['dev:web', undefined],
      ['dev:teams/cart/job', '1.x'],
      ['dev:teams/cart/basket', undefined],
      ['dev:teams/search/index', '1.x'],
    ])
  })

  test('does not collide with another one of the same names', () => {
    const { config, warnings } = readWith({
      [cart]: fragment('acme/cart', '1.x'),
      [search]: fragment('acme/search', '2.x'),
    })
    expect(warnings).toEqual([])
    expect(told(config, 'production').slice(1)).toEqual([
      ['production:teams/cart/api', 'acme/cart', '1.x', 'Never', `${cart}:4`],
      ['production:teams/search/api', 'acme/search', '2.x', 'Never', `${search}:4`],
    ])
  })

  test("is named with its folder by the configuration's groups", () => {
    const group = (member: string) =>
      readWith(
        { [cart]: fragment('acme/cart', '1.x') },
        ...main.slice(0, 7),
        `  production: { delivery: { pullRequest: { group: { all: [web, ${member}] } } }, policies: { web: release } }`,
      )
    expect(group('teams/cart/api').config.environments).toHaveLength(2)
    expect(problemsOf(() => group('api'))).toEqual([
      `${file}:8:64 config-invalid the environment has no policy \`api\`; known here: \`web\`, \`teams/cart/api\``,
    ])
  })
})

describe('a fragment is refused', () => {
  test('key by key what the configuration alone may set, and told nothing of what stands below', () => {
    const problems = errorsOf({
      [cart]: [
        'version: 1',
        'images: { api: acme/api }',
        'commit: { message: 3 }',
        'include: [more.yaml]',
        'flux: []',
        'environments:',
        '  production:',
        '    branch: main',
        '    paths: 7',
        '    delivery: commit',
        '    downgrade: allow',
        '    suspend: true',
        '    from: { environment: dev }',
        '    windows: {}',
        '    allow: [latest]',
        '    policies: { api: release }',
      ],
    })
    const keys = [
      'commit',
      'include',
      'flux',
      'branch',
      'paths',
      'delivery',
      'downgrade',
      'suspend',
      'from',
      'windows',
      'allow',
    ]
    const [top, below] = [keys.slice(0, 3), keys.slice(3)]
    const refusal = (key: string) =>
      `fragment-refused \`${key}\` is not for a fragment, which has images and policies only; ${file} may set it`
    expect(problems).toEqual([
      ...top.map((key, at) => `${cart}:${at + 3}:1 ${refusal(key)}`),
      ...below.map((key, at) => `${cart}:${at + 8}:5 ${refusal(key)}`),
    ])
  })

  test.each([
    [
      'an unknown key',
      ['version: 1', 'imags: {}'],
      '2:1 config-invalid unknown key `imags`; did you mean `images`?',
    ],
    [
      'an environment that the configuration does not have',
      ['version: 1', 'environments: { prod: { policies: {} } }'],
      '2:17 config-invalid there is no environment `prod` in the configuration; known here: `dev`, `production`',
    ],
    [
      'a policy that neither has',
      ['version: 1', 'environments: { production: { policies: { web: relase } } }'],
      '2:48 config-invalid there is no policy `relase` in `policies`; did you mean `release`?',
    ],
    [
      'an image that neither has',
      ['version: 1', 'environments: { production: { policies: { api: release } } }'],
      '2:43 config-invalid there is no image `api` in `images`; known here: `web`',
    ],
    [
      'a policy that may surprise, in an environment with pull requests',
      [
        'version: 1',
        'environments: { production: { policies: { web: { policy: { semver: { range: ">=1" } } } } } }',
      ],
      '2:43 footgun-refused `teams/cart/web` decides for `production`, which is delivered by pull request, and the range >=1 has no upper bound, so the next major version is taken as soon as it is there; tighten it, or write `allow: [unbounded-range]` in `production`',
    ],
    [
      'what is no YAML',
      ['version: 1', "images: 'web"],
      '2:13 config-invalid the file is not valid YAML here: a quote, a bracket, a colon or a comma is missing',
    ],
  ])('%s', (_, lines, expected) => {
    expect(errorsOf({ [cart]: lines })).toEqual([`${cart}:${expected}`])
  })

  test('in the root of the repository, and beside another one', () => {
    const lines = fragment('acme/a', '1.x')
    expect(errorsOf({ 'bump.yaml': lines, 'teams/cart/a.yaml': lines, 'teams/cart/b.yaml': lines })).toEqual([
      'bump.yaml config-invalid the fragment bump.yaml stands in no folder; wanted a fragment in the folder whose files it is for',
      'teams/cart/a.yaml config-invalid the fragment teams/cart/a.yaml stands in one folder with teams/cart/b.yaml; wanted one of them',
      'teams/cart/b.yaml config-invalid the fragment teams/cart/b.yaml stands in one folder with teams/cart/a.yaml; wanted one of them',
    ])
  })
})

test('a fragment with an error costs its own folder, and the rest goes on', () => {
  const { config, warnings } = readWith({
    [cart]: ['version: 1', 'images: { api: "no image" }'],
    [search]: fragment('acme/search', '2.x'),
  })
  expect(warnings.map(inOneLine)).toEqual([
    `${cart} fragment-left-out ${cart} is not right, so nothing below teams/cart is looked at; the rest goes on.`,
    expect.stringMatching(`^${cart}:2:16 image-invalid `),
  ])
  expect(config.environments.map(({ exclude }) => exclude)).toEqual([['teams/cart'], ['teams/cart']])
  expect(told(config, 'production').map(([key]) => key)).toEqual([
    'production:web',
    'production:teams/search/api',
  ])
})

test('problems of the configuration and of its fragments are told at once, file by file', () => {
  const problems = problemsOf(() =>
    readWith({ [cart]: ['version: 2'], [search]: ['version: 3'] }, 'version: 4', ...main.slice(1)),
  )
  expect(problems.filter((line) => line.includes('wanted `1`'))).toEqual([
    `${file}:1:10 config-invalid \`version\` is \`4\`; wanted \`1\``,
    `${cart}:1:10 config-invalid \`version\` is \`2\`; wanted \`1\``,
    `${search}:1:10 config-invalid \`version\` is \`3\`; wanted \`1\``,
  ])
})

test('a star without images waits for fragments, and an environment that names nothing is told', () => {
  const lines = [
    'version: 1',
    'include: [teams/*/x.yaml]',
    'policies: { any: { policy: { numerical: {} } } }',
  ]
  const of = (policies: string) =>
    problemsOf(() => {
      const text = [...lines, `environments: { dev: { policies: ${policies} } }`].join('\n')
      const { warnings } = readConfig({ file, text }, { branch: 'main' })
      if (warnings[0] !== undefined) throw new ProblemError([warnings[0]])
    })
  expect(of("{ '*': any }")).toEqual([])
  expect(of('{}')).toEqual([expect.stringContaining('`dev` has no policies')])
})

test.each([
  [
    '[../x.yaml]',
    `${file}:2:11 config-invalid the path \`../x.yaml\` has \`..\` in it; wanted one from the root of the repository`,
  ],
  [
    '[/etc/*.yaml]',
    `${file}:2:11 config-invalid the path \`/etc/*.yaml\` is absolute; wanted one from the root of the repository, as in \`apps/dev\``,
  ],
  ['teams', `${file}:2:10 config-invalid \`include\` is \`teams\`; wanted a list`],
  ['[{ a: b }]', `${file}:2:11 config-invalid item 1 of \`include\` is a map; wanted text`],
])('include: %s is refused', (include, expected) => {
  const lines = [main[0] ?? '', `include: ${include}`, ...main.slice(1)]
  expect(problemsOf(() => readWith({}, ...lines))).toEqual([expected])
})

test('a pattern that fits no file is told', () => {
  const { warnings } = readWith(
    { [cart]: fragment('acme/cart', '1.x') },
    'version: 1',
    "include: ['teams/*/image-bump.yaml', 'squads/*/image-bump.yaml']",
    ...main.slice(1),
  )
  expect(warnings.map(inOneLine)).toEqual([
    `${file}:2:38 include-empty \`squads/*/image-bump.yaml\` names no file`,
  ])
})

test('forty teams with fifteen images each in three environments are read', () => {
  const images = Array.from({ length: 15 }, (_, at) => `  app-${at}: acme/app-${at}`)
  const teams = Array.from({ length: 40 }, (_, team) => `teams/team-${team}/image-bump.yaml`)
  const { config, warnings } = readWith(
    Object.fromEntries(teams.map((path) => [path, ['version: 1', 'images:', ...images]])),
    'version: 1',
    'include: [teams/*/image-bump.yaml]',
    'policies: { release: { policy: { semver: { range: 1.x } } } }',
    'environments:',
    ...['dev', 'staging', 'production'].map(
      (name) => `  ${name}: { paths: [teams/*/${name}], delivery: pullRequest, policies: { '*': release } }`,
    ),
  )
  expect(warnings).toEqual([])
  const keys = config.environments.flatMap(({ policies }) => policies.map(({ key }) => key))
  expect([keys.length, new Set(keys).size]).toEqual([1800, 1800])
})

describe('include', () => {
  const wanted = (...patterns: readonly string[]) =>
    alongside.fragmentsOf({ file, text: `version: 1\ninclude: [${patterns.join(', ')}]\n` })

  test.each([
    [
      'teams/*/image-bump.yaml',
      [cart, search],
      ['teams/image-bump.yaml', 'x/teams/cart/image-bump.yaml', 'teams/cart/deep/image-bump.yaml'],
    ],
    ["'**/image-bump.yaml'", [cart, 'teams/cart/deep/image-bump.yaml', '.hidden/image-bump.yaml'], [file]],
    ["'./teams/{cart,search}/image-bump.yaml'", [cart, search], ['teams/pay/image-bump.yaml']],
    ["'teams/[x]/a.yaml'", ['teams/[x]/a.yaml', 'teams/x/a.yaml'], []],
    ["'!teams/**'", [], [cart, 'README.md']],
  ])('%s', (pattern, files, others) => {
    const isWanted = wanted(pattern) ?? (() => false)
    expect([files.filter(isWanted), others.filter(isWanted)]).toEqual([files, []])
  })

  test('asks for no file where nothing is written, or nothing that can be followed', () => {
    expect([
      wanted(),
      wanted('/etc/x.yaml', "'../*/x.yaml'", '{}', "''"),
      alongside.fragmentsOf({ file, text: '{' }),
    ]).toEqual([undefined, undefined, undefined])
  })
})

function readWith(
  fragments: Readonly<Record<string, readonly string[]>>,
  ...lines: readonly string[]
): ConfigResult {
  const text = (lines.length === 0 ? main : lines).join('\n')
  const files = Object.entries(fragments).map(([path, content]) => ({ file: path, text: content.join('\n') }))
  return readConfig({ file, text, fragments: files }, { branch: 'main' })
}

function fragment(image: string, range: string): readonly string[] {
  return [
    'version: 1',
    `images: { api: ${image} }`,
    `policies: { mine: { policy: { semver: { range: ${range} } } } }`,
    'environments: { production: { policies: { api: mine } } }',
  ]
}

/** Key, image, range, digests and place of each policy. */
function told({ environments }: ConfigResult['config'], name: string) {
  const policies = environments.find((each) => each.name === name)?.policies ?? []
  return policies.map(({ key, repository, spec, digestReflection, place }) => [
    key,
    repository.name.text,
    spec.policy?.semver?.range,
    digestReflection,
    `${place?.file}:${place?.line}`,
  ])
}

function errorsOf(fragments: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return readWith(fragments)
    .warnings.filter(({ level }) => level === 'error')
    .map(inOneLine)
}

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act()
    return []
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problems.map(inOneLine)
    throw thrown
  }
}

function inOneLine({ code, message, place }: Problem): string {
  const at = [place?.file, place?.line, place?.column].filter((part) => part !== undefined).join(':')
  return `${at} ${code} ${message}`
}
