/** What may be released, and what a release does to the major tag: the script of the release workflow, on a remote of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'

const script = resolve('.github/scripts/release.mjs')
let world: string
let remote: string
let checkout: string

beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), 'release-'))
  ;[remote, checkout] = [join(world, 'remote.git'), join(world, 'checkout')]
  git('init', '--quiet', '--bare', '--initial-branch=main', remote)
  mkdirSync(checkout)
  git('-C', checkout, 'init', '--quiet', '--initial-branch=main')
  inCheckout('remote', 'add', 'origin', remote)
  commit('1.2.3')
  inCheckout('push', '--quiet', 'origin', 'main')
})

afterEach(() => rmSync(world, { recursive: true, force: true }))

describe('check', () => {
  test('takes a commit of main, and gives the tag of its version to later steps', () => {
    const output = join(world, 'output')
    expect(run('check', { GITHUB_OUTPUT: output })).toMatchObject({ status: 0 })
    expect(readFileSync(output, 'utf8')).toBe('tag=v1.2.3\n')
  })

  test('takes the tag of the version, and takes it once more when the run is repeated', () => {
    tag('v1.2.3')
    const onTag = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.3' }
    expect([run('check', onTag).status, run('check', onTag).status]).toEqual([0, 0])
  })

  test('takes an annotated tag', () => {
    tag('v1.2.3', '--annotate', '--message', 'the next')
    expect(run('check')).toMatchObject({ status: 0 })
  })

  test.each<readonly [what: string, prepare: () => void, said: string, env?: Record<string, string>]>([
    [
      "a tag that is not package.json's version",
      () => tag('v1.2.4'),
      'The tag is v1.2.4 and package.json says v1.2.3; they have to agree.',
      { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.4' },
    ],
    ['a commit that is not on main', () => commit('1.2.4'), 'is not on main'],
    [
      'a version that was released from another commit',
      () => {
        tag('v1.2.3')
        commit('1.2.3')
        inCheckout('push', '--quiet', 'origin', 'main')
      },
      'Take the next version.',
    ],
    ['a version older than the last', () => tag('v1.10.0'), 'v1.10.0 was released already, which is newer'],
    [
      'a version that is none',
      () => commit('1.3.0-rc.1'),
      'package.json has the version 1.3.0-rc.1; wanted is one as 1.2.3.',
    ],
    [
      'a lock file that was left behind',
      () => commit('1.3.0', '1.2.3'),
      'package.json has the version 1.3.0 and package-lock.json 1.2.3.',
    ],
  ])('refuses %s', (_, prepare, said, env = {}) => {
    prepare()
    expect(run('check', env)).toEqual({ status: 1, said: expect.stringContaining(said) })
  })
})

describe('move', () => {
  test('makes the major tag, and moves it on with the next release', () => {
    tag('v1.2.3')
    expect(run('move')).toEqual({ status: 0, said: 'v1 is v1.2.3 now.\n' })
    expect(remoteCommit('v1')).toBe(remoteCommit('v1.2.3'))
    commit('1.3.0')
    tag('v1.3.0')
    expect(run('move')).toEqual({ status: 0, said: 'v1 is v1.3.0 now.\n' })
    expect(remoteCommit('v1')).toBe(remoteCommit('v1.3.0'))
    expect(run('move')).toEqual({ status: 0, said: 'v1 is v1.3.0 already.\n' })
  })

  test('moves a major tag that was annotated by hand', () => {
    tag('v1.2.3')
    tag('v1', '--annotate', '--message', 'by hand')
    commit('1.2.4')
    tag('v1.2.4')
    expect(run('move').status).toBe(0)
    expect(remoteCommit('v1')).toBe(remoteCommit('v1.2.4'))
  })

  test('leaves the major tag when a newer release has it, and that of another major alone', () => {
    tag('v1.2.3')
    run('move')
    commit('1.9.0')
    tag('v1.9.0')
    run('move')
    commit('2.0.0')
    tag('v2.0.0')
    expect(run('move').said).toBe('v2 is v2.0.0 now.\n')
    inCheckout('checkout', '--quiet', 'v1.2.3')
    expect(run('move')).toEqual({ status: 0, said: 'v1 stays, since v1.9.0 is newer than v1.2.3.\n' })
    expect(remoteCommit('v1')).toBe(remoteCommit('v1.9.0'))
  })

  test('moves nothing before the release is there, or when its tag is another commit', () => {
    expect(run('move')).toEqual({ status: 1, said: expect.stringContaining('There is no v1.2.3') })
    tag('v1.2.3')
    commit('1.2.3')
    expect(run('move')).toEqual({ status: 1, said: expect.stringContaining('is not what was checked') })
    expect(remoteCommit('v1')).toBe('')
  })
})

describe('the release workflow', () => {
  const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8'))

  test('attests and writes only what was checked, after somebody let it', () => {
    expect(jobs.attest).toMatchObject({ needs: 'check', environment: 'release' })
    expect(jobs.publish.needs).toEqual(['check', 'attest'])
  })

  test('gives no job that may write a step of somebody else but the checkout', () => {
    const used = Object.values<{ permissions?: object; steps: { uses?: string }[] }>(jobs)
      .filter(({ permissions }) => JSON.stringify(permissions ?? {}).includes('"contents":"write"'))
      .map(({ steps }) => steps.flatMap(({ uses = [] }) => uses))
    expect(used).toEqual([[expect.stringMatching(/^actions\/checkout@/)]])
  })

  test('moves the major tag behind the release', () => {
    const commands = jobs.publish.steps.flatMap(({ run: text = [] }) => text).join('\n')
    const places = ['gh release create', 'release.mjs move'].map((each) => commands.indexOf(each))
    expect(places.every((place) => place >= 0)).toBe(true)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
  })
})

function run(step: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, step], {
    cwd: checkout,
    env: { ...quiet, ...env },
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

function commit(version: string, locked = version): void {
  writeFileSync(join(checkout, 'package.json'), JSON.stringify({ version }))
  writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify({ version: locked }))
  inCheckout('add', '--all')
  inCheckout('commit', '--quiet', '--allow-empty', '--message', `Release ${version}`)
}

function tag(name: string, ...options: readonly string[]): void {
  inCheckout('tag', ...options, name)
  inCheckout('push', '--quiet', 'origin', `refs/tags/${name}`)
}

function remoteCommit(name: string): string {
  return git('--git-dir', remote, 'for-each-ref', '--format=%(objectname)', `refs/tags/${name}`)
}

function inCheckout(...args: readonly string[]): string {
  return git('-C', checkout, ...args)
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { env: quiet, encoding: 'utf8' }).trim()
}

const quiet = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A Person',
  GIT_AUTHOR_EMAIL: 'person@example.com',
  GIT_COMMITTER_NAME: 'A Person',
  GIT_COMMITTER_EMAIL: 'person@example.com',
}
