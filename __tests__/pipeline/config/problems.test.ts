import { describe, expect, test } from '@jest/globals'
import { base, problemsIn } from './reading.ts'

const dev = [...base, 'environments:', '  dev:']
const uses = "    policies: { '*': trunk }"

describe('YAML', () => {
  test.each([
    ['an empty file', [''], ['1:1 config-invalid the file is empty; wanted `version: 1` and more']],
    ['only comments', ['# later'], ['1:1 config-invalid the file is empty; wanted `version: 1` and more']],
    ['a list at the top', ['- version: 1'], ['1:1 config-invalid the file is a list; wanted a map']],
    [
      'a tab',
      ['version: 1', '\tenvironments: {}'],
      ['2:1 config-invalid the file is not valid YAML here: a tab is used for indentation; wanted spaces'],
    ],
    [
      'a missing quote',
      ['version: 1', "images: 'web"],
      [
        '2:13 config-invalid the file is not valid YAML here: a quote, a bracket, a colon or a comma is missing',
      ],
    ],
    [
      'two keys on one line',
      ['version: 1', 'images: web: a/b'],
      [
        '2:9 config-invalid the file is not valid YAML here: a second `key:` stands on one line; begin a new line, or put the value in quotes',
      ],
    ],
    [
      'wrong escapes on two lines',
      ['version: 1', 'images:', '  a: "\\d"', '  b: "\\w"'],
      [
        '3:7 config-invalid the file is not valid YAML here: this escape is not known in double quotes; write `\\\\` for a backslash, or use single quotes',
        '4:7 config-invalid the file is not valid YAML here: this escape is not known in double quotes; write `\\\\` for a backslash, or use single quotes',
      ],
    ],
    [
      'a key that stands twice',
      [...dev, uses, 'version: 1'],
      ['7:1 config-invalid the key `version` stands twice in one map'],
    ],
    [
      'a merge key',
      [...dev, '    <<: { policies: { web: trunk } }'],
      ['6:5 config-invalid merge keys (`<<`) are not read; write the keys out'],
    ],
    [
      'an alias without an anchor',
      [...dev, '    policies: *nowhere'],
      ['6:15 config-invalid the alias `*nowhere` stands before its anchor, or has none'],
    ],
    [
      'an alias inside its anchor',
      [...dev, '    policies: &p { web: *p }'],
      ['6:25 config-invalid the alias `*p` stands inside its own anchor'],
    ],
    [
      'a key that is a list',
      [...dev, uses, '? [a]', ': b'],
      ['7:3 config-invalid a key must be text, written out'],
    ],
    [
      'the key that JavaScript reserves',
      [...dev, uses, '    __proto__: {}'],
      ['7:5 config-invalid `__proto__` cannot be a key'],
    ],
    [
      'a tag',
      [...dev, uses, '    suspend: !secret x'],
      [
        '7:14 config-invalid the file is not valid YAML here: this tag (a word that begins with `!`) is not known; leave it out, or put the value in quotes',
      ],
    ],
    [
      'two documents',
      [...dev, uses, '---', 'version: 1'],
      ['8:1 config-invalid a second document begins; wanted one'],
    ],
  ])('with %s is a problem at its place', (_, lines, expected) => {
    expect(problemsIn(...lines)).toEqual(expected)
  })

  test('with a byte order mark and CRLF has the same lines and columns', () => {
    const text = `\uFEFF${['version: 2', ...dev.slice(1), uses].join('\r\n')}`
    expect(problemsIn(text)).toEqual(['1:10 config-invalid `version` is `2`; wanted `1`'])
    expect(problemsIn(text.replace('2', '1').replace('trunk }', 'trnk }'))).toEqual([
      '6:22 config-invalid there is no policy `trnk` in `policies`; did you mean `trunk`?',
    ])
  })

  test('with an unknown directive is read, with a warning', () => {
    expect(problemsIn('%FOO bar', '---', ...dev, uses)).toEqual([
      '1:1 config-invalid the file is not valid YAML here: this directive (a line that begins with `%`) is not known',
    ])
  })
})

describe('a key', () => {
  test.each([
    [
      'that is unknown names the nearest',
      [
        ...base.slice(0, 2),
        'policies: { trunk: { filterTag: {}, policy: { numerical: {} } } }',
        'environments:',
        '  dev:',
        uses,
      ],
      ['3:22 config-invalid unknown key `filterTag`; did you mean `filterTags`?'],
    ],
    [
      'that is like no other lists the known ones',
      [...dev, uses, '    delivery: { pullRequest: {}, whatsoever: 1 }'],
      ['7:34 config-invalid unknown key `whatsoever`; known here: `commit`, `pullRequest`'],
    ],
    [
      'that is unknown is found inside either form of an image',
      [
        'version: 1',
        'images: { web: { image: a/b, exclusionlist: [] } }',
        'environments:',
        '  dev: { policies: {} }',
      ],
      ['2:30 config-invalid unknown key `exclusionlist`; did you mean `exclusionList`?'],
    ],
    [
      'that is missing is told where it belongs',
      [
        'images: { web: { suspend: true } }',
        'policies: { p: { policy: { semver: {} } } }',
        'environments:',
        '  dev:',
        "    policies: { '*': p }",
      ],
      [
        '1:1 config-invalid `version` is missing; wanted `1`',
        '1:11 config-invalid `image` is missing; wanted text',
        '2:28 config-invalid `range` is missing; wanted text',
      ],
    ],
    [
      'that is wrong does not hide what is wrong behind it',
      [...dev, uses, '    downgrade: propse', '    windows: []', '    from: {}'],
      [
        '7:16 config-invalid `downgrade` is `propse`; wanted `propose`, `refuse` or `allow`; did you mean `propose`?',
        '8:14 config-invalid `windows` is an empty list; wanted a map',
        '9:11 config-invalid `from` is a map; wanted one of `environment`, `all` and `any`',
      ],
    ],
  ])('%s', (_, lines, expected) => {
    expect(errorsIn(...lines)).toEqual(expected)
  })
})

describe('a value of the wrong kind says what was seen and what was wanted:', () => {
  test.each([
    ['paths: apps', '6:12 config-invalid `paths` is `apps`; wanted a list'],
    ['paths:', '6:5 config-invalid `paths` is empty; wanted a list'],
    ['paths: [a, [b]]', '6:16 config-invalid item 2 of `paths` is a list; wanted text'],
    ["branch: ''", '6:13 config-invalid `branch` is empty text; wanted text that is not empty'],
    ['branch: { a: b }', '6:13 config-invalid `branch` is a map; wanted text'],
    ['suspend: yes', '6:14 config-invalid `suspend` is `yes`; wanted `true` or `false`'],
    ['delivery: merge', '6:15 config-invalid `delivery` is `merge`; wanted `commit`, `pullRequest` or a map'],
    [
      'delivery: pullrequest',
      '6:15 config-invalid `delivery` is `pullrequest`; wanted `commit`, `pullRequest` or a map; did you mean `pullRequest`?',
    ],
    [
      'delivery: []',
      '6:15 config-invalid `delivery` is an empty list; wanted `commit`, `pullRequest` or a map',
    ],
    [
      'delivery: { pullRequest: { group: [web] } }',
      '6:39 config-invalid `group` is a list; wanted `policy`, `environment` or a map',
    ],
    [
      'delivery: { pullRequest: { group: { all: web } } }',
      '6:46 config-invalid `all` is `web`; wanted a list',
    ],
    ['policies: [web]', '6:15 config-invalid `policies` is a list; wanted a map'],
    ['policies: { web: [trunk] }', '6:22 config-invalid `web` is a list; wanted text or a map'],
    [
      'policies: { web: { policy: { numerical: { order: UP } } } }',
      '6:54 order-invalid `order` is `UP`; wanted `asc` or `desc`',
    ],
    [
      'namespace: Apps',
      '6:16 config-invalid `namespace` is `Apps`; wanted lower-case letters, digits, `-` and `.`, as Kubernetes wants a name',
    ],
  ])('%s', (line, expected) => {
    expect(errorsIn(...dev, `    ${line}`)).toEqual([expected])
  })
})

describe('an image', () => {
  test.each([
    [
      'https://ghcr.io/acme/web',
      "image-invalid image 'https://ghcr.io/acme/web' should not include URL scheme; remove 'https://'",
    ],
    [
      '{ image: ghcr.io/acme/web:1 }',
      "image-invalid image 'ghcr.io/acme/web:1' should not include a tag; remove ':1'",
    ],
    [
      "{ image: a/b, exclusionList: [ok, '('] }",
      'pattern-invalid `(` is not a regular expression: error parsing regexp: missing closing ): `(`',
    ],
    [
      '{ image: ghcr.io/a/b, provider: aws }',
      'provider-host-mismatch `ghcr.io` is no registry of the cloud `aws`; wanted one of its own, or no `provider`',
    ],
    [
      '{ image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ab, provider: gcp }',
      'provider-host-mismatch `123456789012.dkr.ecr.eu-west-1.amazonaws.com` is no registry of the cloud `gcp`; wanted one of its own, or no `provider`',
    ],
    [
      '{ image: HTTP//, provider: azure }',
      'image-invalid could not parse reference: HTTP//: the repository "HTTP//" must be 2 to 255 characters of a-z, 0-9, "_", "-", "." and "/"',
    ],
  ])('%s is a problem at its place', (image, expected) => {
    const place = image.search(/https|ghcr.io\/acme|HTTP|'\('|(aws|gcp) }/)
    const column = 'images: { web: '.length + Math.max(place, 0) + 1
    const lines = [
      'version: 1',
      `images: { web: ${image} }`,
      ...base.slice(2),
      'environments:',
      '  dev:',
      uses,
    ]
    expect(errorsIn(...lines)).toEqual([`2:${column} ${expected}`])
  })
})

test.each([
  ['aws', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/ab'],
  ['aws', 'public.ecr.aws/a/b'],
  ['gcp', 'europe-docker.pkg.dev/p/r/i'],
  ['azure', 'acme.azurecr.io/web'],
])('an image may be of the provider %s: %s', (provider, image) => {
  expect(
    problemsIn(
      'version: 1',
      `images: { web: { image: ${image}, provider: ${provider} } }`,
      ...base.slice(2),
      'environments:',
      '  dev:',
      uses,
    ),
  ).toEqual([])
})

describe('a policy', () => {
  test.each([
    [
      '{}',
      '2:13 choice-missing `p` does not say how to choose; wanted one of `semver`, `alphabetical` and `numerical` in `policy`',
    ],
    [
      '{ policy: {} }',
      '2:18 choice-missing `policy` is empty; wanted one of `semver`, `alphabetical` and `numerical`',
    ],
    [
      "{ policy: { semver: { range: '*' }, numerical: {} } }",
      '2:18 config-invalid `policy` has `semver` and `numerical`; wanted one of `semver`, `alphabetical` and `numerical`',
    ],
    [
      "{ policy: { semver: { range: '>=1 <' } } }",
      '2:45 range-invalid `>=1 <` is not a range of versions: improper constraint: ">=1 <"',
    ],
    [
      "{ filterTags: { pattern: '(?=a)' }, policy: { numerical: {} } }",
      '2:41 pattern-invalid `(?=a)` is not a regular expression: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    ],
  ])('%s is a problem, named or inline', (policy, expected) => {
    const named = [
      'version: 1',
      `policies: { p: ${policy} }`,
      'images: { p: a/b }',
      'environments:',
      '  dev:',
    ]
    expect(errorsIn(...named, '    policies: { p: p }')).toEqual([expected])
    const inline = [
      'version: 1',
      'images: { p: a/b }',
      'environments:',
      '  dev:',
      `    policies: { p: ${policy} }`,
    ]
    const moved = expected.replace(/^2:(\d+)/, (_, column: string) => `5:${Number(column) + 4}`)
    expect(errorsIn(...inline)).toEqual([moved])
  })

  test.each([
    ['{ web: trnk }', '6:22 config-invalid there is no policy `trnk` in `policies`; did you mean `trunk`?'],
    ['{ wbe: trunk }', '6:17 config-invalid there is no image `wbe` in `images`; did you mean `web`?'],
    [
      '{ backend: trunk }',
      '6:17 config-invalid there is no image `backend` in `images`; known here: `web`, `api`',
    ],
    [
      '{ backend: { image: apo, policy: { numerical: {} } } }',
      '6:35 config-invalid there is no image `apo` in `images`; did you mean `api`?',
    ],
    [
      "{ '*': { image: api, policy: { numerical: {} } } }",
      "6:24 config-invalid `'*'` stands for every image; wanted no `image` in it",
    ],
    [
      '{ Web: trunk }',
      '6:17 config-invalid `Web` is not a name; wanted `*`, or lower-case letters, digits, `-` and `.`, as Kubernetes wants a name',
    ],
  ])('of an environment, %s, must be known and have an image', (policies, expected) => {
    expect(errorsIn(...dev, `    policies: ${policies}`)).toEqual([expected])
  })
})

describe('an environment', () => {
  test.each([
    [
      'no `environments`',
      base,
      ['1:1 config-invalid `environments` names no environment; wanted at least one'],
    ],
    [
      'none in `environments`',
      [...base, 'environments: {}'],
      ['4:1 config-invalid `environments` names no environment; wanted at least one'],
    ],
  ])('is wanted where there are %s', (_, lines, expected) => {
    expect(errorsIn(...lines)).toEqual(expected)
  })

  test.each([
    ['/apps', 'is absolute; wanted one from the root of the repository, as in `apps/dev`'],
    ['apps/../../x', 'has `..` in it; wanted one from the root of the repository'],
  ])('has no path such as %s', (path, why) => {
    const expected = `config-invalid the path \`${path}\` ${why}`
    expect(errorsIn(...dev, uses, `    paths: [a..b, ${path}]`)).toEqual([`7:19 ${expected}`])
    expect(errorsIn(...dev, uses, `    exclude: [${path}]`)).toEqual([`7:15 ${expected}`])
  })

  test.each([
    '-x',
    'a..b',
    'a b',
    'a/',
    '/a',
    'a//b',
    'a.lock',
    '.a',
    'a/.b',
    'a~1',
    'a@{b',
    '"a\\tb"',
    "'@'",
    'a.',
  ])('has no branch such as %s', (branch) => {
    expect(errorsIn(...dev, uses, `    branch: ${branch}`)).toEqual([
      expect.stringMatching(/^7:13 config-invalid `.*` is not a name that a branch can have$/),
    ])
  })

  test.each([
    ['refs/heads/main', '`refs/heads/main` is a ref; wanted the branch alone, as in `main`'],
    ['refs/remotes/origin/a/b', '`refs/remotes/origin/a/b` is a ref; wanted the branch alone, as in `a/b`'],
    ['HEAD', '`HEAD` is what is checked out, and no branch; wanted a branch'],
    [
      'image-bump/dev',
      '`image-bump/dev` begins like the branches of our own requests, which come and go; wanted one of yours',
    ],
  ])('can never deliver to %s', (branch, why) => {
    expect(errorsIn(...dev, uses, `    branch: ${branch}`)).toEqual([`7:13 config-invalid ${why}`])
  })

  test.each([
    ['[', '['],
    ['apps/{a', '{'],
    ['{a,{b}', '{'],
  ])('is warned of the glob %s', (path, sign) => {
    const seen = `config-invalid the path \`${path}\` has a \`${sign}\` that is not closed, so it is no glob; wanted its other half`
    expect(problemsIn(...dev, uses, `    paths: ["${path}"]`)).toEqual([`7:13 ${seen}`])
    expect(problemsIn(...dev, uses, `    exclude: ["${path}"]`)).toEqual([`7:15 ${seen}`])
  })

  test.each(['a/[slug]', '{a,b}/{c,{d,e}}', '[{]', '\\\\[', 'a]'])('may have the path %s', (path) => {
    expect(problemsIn(...dev, uses, `    paths: ["${path}"]`)).toEqual([])
  })

  test.each(['main', 'env/dev', 'release-1.2', 'a@b', '1.0', 'ümlaut'])(
    'may have the branch %s',
    (branch) => {
      expect(problemsIn(...dev, uses, `    branch: ${branch}`)).toEqual([])
    },
  )

  const two = (one: string, other: string): string[] => [
    ...base,
    'environments:',
    `  dev: { policies: { web: trunk }, ${one} }`,
    `  qa: { policies: { web: trunk }, ${other} }`,
  ]

  test.each([
    [
      'without paths on a branch that it shares',
      two('paths: [a]', 'branch: main'),
      [
        '6:3 config-invalid `qa` shares the branch `main` with `dev`; wanted `paths` that say which files are its own',
      ],
    ],
    [
      'with an empty list of paths there',
      two('paths: []', 'paths: [b]'),
      [
        '5:3 config-invalid `dev` shares the branch `main` with `qa`; wanted `paths` that say which files are its own',
      ],
    ],
    [
      'with the same paths as another, however spelled',
      two('paths: [./a/, b]', 'paths: [b, a, a]'),
      ['6:35 config-invalid `qa` has the same `paths` as `dev` on the branch `main`; wanted others'],
    ],
    ['with other paths', two('paths: [a]', 'paths: [a-b]'), []],
    [
      'with a path inside that of another',
      two('paths: [a]', 'paths: [./a/b/]'),
      [
        '6:35 config-invalid `a/b` of `qa` lies in `a` of `dev` on the branch `main`, and files of both are written by neither; wanted it in `exclude` of `dev`',
      ],
    ],
    [
      'with a folder that a glob of another matches',
      two('paths: [a/b]', 'paths: ["a/*"]'),
      [
        '5:36 config-invalid `a/b` of `dev` lies in `a/*` of `qa` on the branch `main`, and files of both are written by neither; wanted it in `exclude` of `qa`',
      ],
    ],
    [
      'with a glob inside of the whole repository',
      two('paths: [.]', 'paths: ["a/**"]'),
      [
        '6:35 config-invalid `a/**` of `qa` lies in `.` of `dev` on the branch `main`, and files of both are written by neither; wanted it in `exclude` of `dev`',
      ],
    ],
    [
      'with one path of another among its own, which is told of once',
      two('paths: [a, b]', 'paths: [b]'),
      [
        '6:35 config-invalid `b` of `qa` lies in `b` of `dev` on the branch `main`, and files of both are written by neither; wanted it in `exclude` of `dev`',
      ],
    ],
    ['with a path that another leaves out', two('paths: [a], exclude: [a/b]', 'paths: [a/b/c]'), []],
    [
      'with a path that a glob of another leaves out',
      two('paths: [a], exclude: ["*/b"]', 'paths: [a/b]'),
      [],
    ],
    [
      'with a path inside that of another on another branch',
      two('paths: [a]', 'paths: [a/b], branch: qa'),
      [],
    ],
    ['with the same paths on another branch', two('paths: [a]', 'paths: [a], branch: qa'), []],
    ['without paths on a branch of its own', two('branch: dev', 'branch: qa'), []],
  ])('%s is told so', (_, lines, expected) => {
    expect(errorsIn(...lines)).toEqual(expected)
  })
})

describe('a group of policies', () => {
  test.each([
    ['{ all: [web, apo] }', ['6:52 config-invalid the environment has no policy `apo`; did you mean `api`?']],
    [
      '{ one: [web], two: [api, web] }',
      ['6:64 config-invalid `web` is in the group `one` already; wanted it once'],
    ],
    ['{ all: [web, web] }', ['6:52 config-invalid `web` is in the group `all` already; wanted it once']],
    [
      '{ api: [web] }',
      ['6:41 config-invalid the group `api` bears the name of a policy that is in no group; wanted another'],
    ],
    ['{ api: [web, api] }', []],
    ['{ all: [] }', ['6:46 config-invalid `all` is an empty list; wanted at least one policy']],
  ])('%s', (group, expected) => {
    expect(errorsIn(...dev, `    delivery: { pullRequest: { group: ${group} } }`, uses)).toEqual(expected)
  })
})

describe('a problem', () => {
  test('does not hide the others, and nothing is told that only follows from it', () => {
    const problems = problemsIn(
      'version: one',
      'images:',
      '  web: [ghcr.io/acme/web]',
      '  api: ghcr.io/acme/api:1',
      'policies:',
      '  trunk: { policy: [] }',
      'environments:',
      '  dev:',
      '    paths: apps/dev',
      '    delivery: { pullRequest: { group: { all: [web, api] }, lables: [] } }',
      '    policies: { web: trunk, api: { policy: { numerical: [] } } }',
      '  qa:',
      '    branch: [main]',
      '    policies: { web: trnk }',
      '  production:',
      '    from: 1',
      '    policies: { api: trunk }',
    )
    expect(problems).toEqual([
      '1:10 config-invalid `version` is `one`; wanted `1`',
      '3:8 config-invalid `web` is a list; wanted text or a map',
      "4:8 image-invalid image 'ghcr.io/acme/api:1' should not include a tag; remove ':1'",
      '6:20 config-invalid `policy` is an empty list; wanted a map',
      '9:12 config-invalid `paths` is `apps/dev`; wanted a list',
      '10:60 config-invalid unknown key `lables`; did you mean `labels`?',
      '11:57 config-invalid `numerical` is an empty list; wanted a map',
      '13:13 config-invalid `branch` is a list; wanted text',
      '14:22 config-invalid there is no policy `trnk` in `policies`; did you mean `trunk`?',
      '16:11 config-invalid `from` is `1`; wanted a map',
    ])
  })

  test('of an alias stands where the alias does', () => {
    const qa = ['  qa:', '    branch: qa', '    suspend: *later', uses]
    expect(errorsIn(...dev, uses, '    suspend: &later maybe', ...qa)).toEqual([
      '7:21 config-invalid `suspend` is `maybe`; wanted `true` or `false`',
      '10:14 config-invalid `suspend` is `maybe`; wanted `true` or `false`',
    ])
  })

  test('of syntax on every line is told ten times and no more', () => {
    const wrong = Array.from({ length: 20 }, (_, at) => `a${at}: "\\d"`)
    expect(problemsIn(...wrong).map((line) => line.split(':')[0])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
    ])
  })

  test("under '*' is told once", () => {
    expect(errorsIn(...dev, "    policies: { '*': trnk }")).toEqual([
      '6:22 config-invalid there is no policy `trnk` in `policies`; did you mean `trunk`?',
    ])
  })

  test('shows long and unprintable text short and on one line', () => {
    expect(errorsIn(...dev, uses, `    suspend: "${'x'.repeat(80)}"`)).toEqual([
      `7:14 config-invalid \`suspend\` is \`${'x'.repeat(57)}...\`; wanted \`true\` or \`false\``,
    ])
    expect(errorsIn(...dev, uses, '    suspend: "a\\nb"')).toEqual([
      '7:14 config-invalid `suspend` is `a\\nb`; wanted `true` or `false`',
    ])
  })
})

/** Problems without the warning that a half-written environment has no policies. */
function errorsIn(...lines: readonly string[]): readonly string[] {
  return problemsIn(...lines).filter((line) => !line.endsWith('so none of its markers is resolved'))
}
