/** How files came to hold what they hold, as every Git port tells it. */
import { describe, expect, it } from '@jest/globals'
import type { CommitId, Lineage } from '../../src/model/history.ts'
import { textsOf } from '../support/repository.ts'
import type { GitContract } from './git.contract.ts'

/** The texts of files after each step, the newest first; null is a file that was removed. */
function told({ steps }: Lineage): readonly (readonly [CommitId, object])[] {
  return steps.map(({ id, files, removed }) => [
    id,
    { ...textsOf(files), ...Object.fromEntries(removed.map((path) => [path, null])) },
  ])
}

const web = 'apps/wéb "1".yaml'

export function describeLineage({ name, start }: GitContract): void {
  describe(`the lineage of files: ${name}`, () => {
    it('has each commit that changed one of them, with what they are from then on, and all commits between', async () => {
      const { git, repository } = await start({ [web]: '1', 'b.yaml': '1', 'c.yaml': '1' })
      const [first] = await repository.log('main')
      const second = await repository.commit('main', { [web]: '2', 'c.yaml': '2' })
      const beside = await repository.commit('main', { 'c.yaml': '3' })
      const third = await repository.commit('main', { 'b.yaml': '3', 'later.yaml': '3' })
      const head = await repository.commit('main', { [web]: null })
      const lineage = await git.lineage({
        head,
        files: [web, 'b.yaml', 'later.yaml', 'gone.yaml'],
        atMost: 50,
      })
      expect(told(lineage)).toEqual([
        [head, { [web]: null }],
        [third, { 'b.yaml': '3', 'later.yaml': '3' }],
        [second, { [web]: '2' }],
        [first!.id, { [web]: '1', 'b.yaml': '1' }],
      ])
      expect(lineage).toMatchObject({ commits: [head, third, beside, second, first!.id], isCut: false })
    })

    it('takes a merge for one step of the branch, at its own date, and one that brought nothing for none', async () => {
      const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1' })
      const [first] = await repository.log('main')
      await repository.commit('side', { 'a.yaml': '2' }, { date: 1_700_000_100 })
      const side = await repository.commit('side', { 'a.yaml': '3' }, { date: 1_700_000_200 })
      const merge = await repository.commit('main', { 'a.yaml': '3' }, { merges: side, date: 1_700_000_900 })
      const empty = await repository.commit('other', {}, {})
      const head = await repository.commit('main', {}, { merges: empty })
      const lineage = await git.lineage({ head, files: ['a.yaml'], atMost: 50 })
      expect(told(lineage)).toEqual([
        [merge, { 'a.yaml': '3' }],
        [first!.id, { 'a.yaml': '1' }],
      ])
      expect(lineage.commits).toEqual([head, merge, first!.id])
      expect(lineage.steps[0]?.date).toBe(1_700_000_900)
    })

    it('has a step for what was taken back, and none for what a branch lost when it was made anew', async () => {
      const { git, repository } = await start({ 'a.yaml': '1' })
      const [first] = await repository.log('main')
      const lost = await repository.commit('dev', { 'a.yaml': 'lost' })
      const second = await repository.commit('dev', { 'a.yaml': '2' }, { amend: true })
      const head = await repository.commit('dev', { 'a.yaml': '1' })
      const lineage = await git.lineage({ head, files: ['a.yaml'], atMost: 50 })
      expect(told(lineage)).toEqual([
        [head, { 'a.yaml': '1' }],
        [second, { 'a.yaml': '2' }],
        [first!.id, { 'a.yaml': '1' }],
      ])
      expect(lineage.commits).not.toContain(lost)
    })

    it('sees a renamed file go and another come, and a link in its place as no file', async () => {
      const { git, repository } = await start({
        'old.yaml': 'long enough to be known again\n',
        'l.yaml': '1',
      })
      const [first] = await repository.log('main')
      const moved = await repository.commit('main', {
        'old.yaml': null,
        'new.yaml': 'long enough to be known again\n',
      })
      const head = await repository.commit('main', { 'l.yaml': { mode: '120000', content: 'new.yaml' } })
      const files = ['new.yaml', 'old.yaml', 'l.yaml']
      expect(told(await git.lineage({ head, files, atMost: 50 }))).toEqual([
        [head, { 'l.yaml': null }],
        [moved, { 'new.yaml': 'long enough to be known again\n', 'old.yaml': null }],
        [first!.id, { 'old.yaml': 'long enough to be known again\n', 'l.yaml': '1' }],
      ])
    })

    it('never goes back in time, whatever clocks say', async () => {
      const { git, repository } = await start({ 'a.yaml': '0' })
      const dates = [1_700_000_500, 1_700_000_300, 1_700_000_700]
      let head = ''
      for (const date of dates) head = await repository.commit('main', { 'a.yaml': `${date}` }, { date })
      const { steps } = await git.lineage({ head, files: ['a.yaml'], atMost: 3 })
      expect(steps.map(({ date }) => date)).toEqual([1_700_000_700, 1_700_000_500, 1_700_000_500])
    })

    it('ends with all files as they stood at the last step that was wanted', async () => {
      const { git, repository } = await start({ 'a.yaml': '1', 'b.yaml': '1', 'c.yaml': '1' })
      const second = await repository.commit('main', { 'b.yaml': '2' })
      const between = await repository.commit('main', { 'c.yaml': '2' })
      const head = await repository.commit('main', { 'a.yaml': '3' })
      const lineage = await git.lineage({ head, files: ['a.yaml', 'b.yaml'], atMost: 2 })
      expect(told(lineage)).toEqual([
        [head, { 'a.yaml': '3' }],
        [second, { 'a.yaml': '1', 'b.yaml': '2' }],
      ])
      expect(lineage).toMatchObject({ commits: [head, between, second], isCut: true })
      expect(await git.lineage({ head, files: ['a.yaml', 'b.yaml'], atMost: 3 })).toMatchObject({
        isCut: false,
      })
    })

    it('knows nothing of files that never were, and asks nothing for none', async () => {
      const { git, repository } = await start({ 'a.yaml': '1' })
      const [head] = await repository.log('main')
      const nothing = { steps: [], commits: [], isCut: false }
      expect(await git.lineage({ head: head!.id, files: ['gone.yaml'], atMost: 9 })).toEqual(nothing)
      expect(await git.lineage({ head: head!.id, files: [], atMost: 9 })).toEqual(nothing)
    })
  })
}
