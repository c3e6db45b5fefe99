import { describe, expect, test } from '@jest/globals'
import { type Inputs, type InputTexts, parseInputs, parseList } from '../../src/entry/inputs.ts'
import { problemsOf } from '../../src/model/problem.ts'
import { formatImageName } from '../../src/model/reference.ts'

/** As action.yml gives them when a workflow says nothing. */
const defaults: InputTexts = {
  config: '.github/image-bump.yaml',
  environments: '',
  only: '',
  'on-bad-event': '',
  'dry-run': 'false',
  suspend: 'false',
  freeze: '',
  'take-over': 'false',
  strict: 'false',
  'pull-requests': '',
  'allowed-registries': '',
  'preview-comment': 'true',
  'changelog-repositories': '',
  commits: 'auto',
  'update-workspace': 'true',
  'signing-key': '',
  'signing-key-passphrase': '',
  'signing-keys': '',
  'registry-credentials': '',
  'registry-tls': '',
  'aws-role-arn': '',
  'gcp-workload-identity-provider': '',
  'gcp-service-account': '',
  'azure-client-id': '',
  'azure-tenant-id': '',
}

test('a workflow that says nothing looks at everything and writes', () => {
  const { request, dryRun } = parseInputs(defaults)
  expect(request).toEqual({
    config: '.github/image-bump.yaml',
    suspend: false,
    takeOver: false,
    strict: false,
    pullRequests: true,
    signingKeys: [],
  })
  expect(dryRun).toBe(false)
})

describe('lists', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['dev', ['dev']],
    ['dev,production', ['dev', 'production']],
    [' dev ,\tproduction ', ['dev', 'production']],
    ['dev\nproduction\n', ['dev', 'production']],
    ['dev\r\nproduction', ['dev', 'production']],
    ['dev,\nproduction,,', ['dev', 'production']],
    [' ,\n, ', []],
  ])('%j is %j', (text, items) => {
    expect(parseList(text)).toEqual(items)
  })

  test('environments are a list; an empty one means all', () => {
    expect(parsed({ environments: 'dev\nproduction' }).request.environments).toEqual(['dev', 'production'])
    expect(parsed({ environments: ' ' }).request).not.toHaveProperty('environments')
  })
})

describe('booleans', () => {
  test.each(['true', 'True', 'TRUE', ' true\n'])('%j is true', (text) => {
    expect(parsed({ 'dry-run': text }).dryRun).toBe(true)
    expect(parsed({ suspend: text }).request.suspend).toBe(true)
  })

  test.each(['false', 'False', 'FALSE', '', ' '])('%j is false', (text) => {
    expect(parsed({ 'dry-run': text }).dryRun).toBe(false)
    expect(parsed({ suspend: text }).request.suspend).toBe(false)
  })

  test.each([
    ['', true],
    ['true', true],
    ['false', false],
  ])('previews are told below pull requests where preview-comment is %j: %s', (text, isTold) => {
    expect(parsed({ 'preview-comment': text }).previewComment).toBe(isTold)
  })

  test.each(['yes', '1', 'on', 'tRUE', 'true false', '"true"'])('%j is neither', (text) => {
    expect(messagesFor({ 'dry-run': text })).toEqual([`dry-run is "${text}"; it must be true or false.`])
    expect(messagesFor({ suspend: text })).toEqual([`suspend is "${text}"; it must be true or false.`])
  })
})

test('on-bad-event is scan or fail, and scan where nothing is said', () => {
  const read = (text: string) => parsed({ 'on-bad-event': text }).onBadEvent
  expect(['', 'scan', ' fail '].map(read)).toEqual(['scan', 'scan', 'fail'])
  expect(messagesFor({ 'on-bad-event': 'ignore' })).toEqual([
    'on-bad-event is "ignore"; it must be scan or fail.',
  ])
})

describe('the path of the configuration', () => {
  test.each([
    ['.github/image-bump.yaml', '.github/image-bump.yaml'],
    ['./bump.yaml', 'bump.yaml'],
    ['././teams/bump.yaml ', 'teams/bump.yaml'],
    ['..bump.yaml', '..bump.yaml'],
  ])('%j is %j', (text, path) => {
    expect(parsed({ config: text }).request.config).toBe(path)
  })

  test.each(['', ' ', './', '/etc/bump.yaml', '../bump.yaml', 'teams/../../bump.yaml', './/bump.yaml'])(
    '%j leads out of the repository',
    (text) => {
      expect(messagesFor({ config: text })).toEqual([
        `config is "${text}"; it must be a path inside the repository.`,
      ])
    },
  )
})

describe('the images of `only`', () => {
  const digest = `sha256:${'0'.repeat(64)}`

  test.each([
    ['ghcr.io/acme/web', 'ghcr.io/acme/web'],
    ['ghcr.io/acme/web:1.2.3', 'ghcr.io/acme/web'],
    [`ghcr.io/acme/web@${digest}`, 'ghcr.io/acme/web'],
    [`ghcr.io/acme/web:1.2.3@${digest}`, 'ghcr.io/acme/web'],
    ['localhost:5000/web', 'localhost:5000/web'],
    ['localhost:5000/web:1.2.3', 'localhost:5000/web'],
    [`localhost:5000/web:1.2.3@${digest}`, 'localhost:5000/web'],
    ['[::1]:5000/acme/web:1', '[::1]:5000/acme/web'],
    ['nginx', 'index.docker.io/library/nginx'],
    ['nginx:1.27', 'index.docker.io/library/nginx'],
    ['docker.io/acme/web', 'index.docker.io/acme/web'],
  ])('%s means %s', (text, name) => {
    expect(parsed({ only: text }).request.only?.map(formatImageName)).toEqual([name])
  })

  test.each([
    ['https://ghcr.io/acme/web', /only names "https:.*should not include URL scheme/],
    ['ghcr.io/Acme/Web', /only names "ghcr\.io\/Acme\/Web": .*a-z/],
    ['ghcr.io/', /a repository name must be specified/],
  ])('%s names no image', (text, message) => {
    expect(messagesFor({ only: text })).toEqual([expect.stringMatching(message)])
  })
})

describe('allowed registries', () => {
  test.each<[hosts: string, allowed: readonly string[], refused: readonly string[]]>([
    ['', ['ghcr.io', 'localhost:5000', 'index.docker.io'], []],
    ['ghcr.io', ['ghcr.io', 'GHCR.io'], ['quay.io', 'ghcr.io.example.com', 'my-ghcr.io', 'ghcr.io:8443']],
    ['GHCR.IO, quay.io', ['ghcr.io', 'quay.io'], ['docker.io']],
    ['localhost:5000', ['localhost:5000'], ['localhost', 'localhost:5001']],
    [
      '*.example.com',
      ['a.example.com', 'a.b.example.com'],
      ['example.com', 'badexample.com', 'a.example.com:1'],
    ],
    ['*.example.com:5000', ['a.example.com:5000'], ['a.example.com', 'a.example.com:5001']],
    ['docker.io', ['index.docker.io', 'docker.io', 'registry-1.docker.io'], ['mirror.docker.io', 'ghcr.io']],
    ['registry-1.docker.io', ['index.docker.io'], ['ghcr.io']],
    ['[::1]:5000', ['[::1]:5000'], ['[::1]']],
    ['our_registry', ['our_registry'], ['our-registry']],
  ])('%j', (hosts, allowed, refused) => {
    const asked = parsed({ 'allowed-registries': hosts }).allowed
    expect([...allowed, ...refused].filter(asked)).toEqual(allowed)
  })

  test.each(['https://ghcr.io', 'ghcr.io/acme', '*', '*ghcr.io', 'a.*.com', 'ghcr.io:', 'a b', '.io'])(
    '%j is no host',
    (text) => {
      expect(messagesFor({ 'allowed-registries': `quay.io,${text}` })).toEqual([
        `allowed-registries names "${text}"; write hosts such as ghcr.io or *.example.com.`,
      ])
    },
  )
})

describe('changelog-repositories', () => {
  test('are repositories, or all of an owner; none is none', () => {
    const names = 'acme/web, acme-labs/*\nacme/a.b_c'
    expect(parsed({ 'changelog-repositories': names }).request.changelogs).toEqual([
      'acme/web',
      'acme-labs/*',
      'acme/a.b_c',
    ])
    expect(parsed({}).request).not.toHaveProperty('changelogs')
  })

  test.each(['acme', 'acme/web/x', '*/web', 'https://github.com/acme/web', '*'])('%j is none', (text) => {
    expect(messagesFor({ 'changelog-repositories': `acme/web,${text}` })).toEqual([
      `changelog-repositories names "${text}"; write owner/name or owner/*.`,
    ])
  })
})

test('all wrong inputs are told at once', () => {
  const messages = messagesFor({
    config: '/etc/bump.yaml',
    only: 'nginx, oci://a/b\nghcr.io/',
    'dry-run': 'perhaps',
    suspend: 'later',
    'take-over': 'soon',
    strict: 'very',
    'pull-requests': 'none',
    'allowed-registries': 'http://a, b/c',
    'changelog-repositories': 'acme',
    'registry-credentials': 'ada:secret',
    'registry-tls': '[]',
    'aws-role-arn': 'image-bump',
    'gcp-workload-identity-provider': 'github',
    'azure-client-id': 'ada',
  })
  expect(messages.map((message) => message.split(' ').slice(0, 2).join(' '))).toEqual([
    'only names',
    'only names',
    'changelog-repositories names',
    'config is',
    'suspend is',
    'take-over is',
    'strict is',
    'pull-requests is',
    'dry-run is',
    'allowed-registries names',
    'aws-role-arn is',
    'gcp-workload-identity-provider is',
    'azure-client-id is',
    'registry-credentials cannot',
    'registry-tls must',
  ])
})

function parsed(texts: Partial<InputTexts>): Inputs {
  return parseInputs({ ...defaults, ...texts })
}

/** The problems' messages. A code or level that is not that of wrong arguments is told too. */
function messagesFor(texts: Partial<InputTexts>): readonly string[] {
  try {
    parsed(texts)
    return []
  } catch (thrown) {
    return problemsOf(thrown).map(({ code, level, message }) =>
      code === 'arguments-invalid' && level === 'error' ? message : `${level} ${code}: ${message}`,
    )
  }
}
