/** ImageUpdateAutomation. */
import type { Problem } from '../../../model/problem.ts'
import type { z } from 'zod'
import { quote } from '../own/wording.ts'
import type { Path } from '../own/finding.ts'
import type { RawObject } from './documents.ts'
import { findMissingInterval, findOddDurations } from './durations.ts'
import { fit } from './mismatch.ts'
import { findUnfilled, findUnmet, type Need } from './needs.ts'
import type { ImageUpdateAutomationObject } from './objects.ts'
import type { ReadSpec } from './read-object.ts'
import { refNeeds } from './read-repositories.ts'
import { findBadSelector } from './selector.ts'
import { imageUpdateAutomationForm } from './written.ts'

/** Needs a source and an author's address; v1alpha1 has them under other names. */
export function readImageUpdateAutomation(raw: RawObject): ReadSpec {
  const fitted = fit(raw, imageUpdateAutomationForm, ['spec'])
  if (fitted.kind === 'differs') return { problems: fitted.problems }
  const written = fitted.value
  const dialect = isFirst(written) ? readFirst(raw, written) : readLater(raw, written)
  const unmet = [...findUnmet(raw, dialect.needs), ...findUnfilled(raw, dialect.fillable)]
  const refused = findRefused(raw, written)
  const remarks = [...findMissingInterval(raw, written.interval), ...findOddDurations(raw, written)]
  const problems = [...unmet, ...refused, ...remarks]
  if (unmet.length + refused.length > 0) return { problems }
  const { policySelector, update, interval } = written
  const own = {
    ...(interval !== undefined && { interval }),
    ...(policySelector && { policySelector }),
    ...dialect.fields(),
    update,
  }
  return { problems, build: (common) => ({ ...common, kind: 'ImageUpdateAutomation', ...own }) }
}

type Written = z.output<typeof imageUpdateAutomationForm>

interface Dialect {
  readonly needs: readonly Need[]
  /** May be absent, but not hold a variable. */
  readonly fillable: readonly Need[]
  /** To be asked only where every need is met. */
  readonly fields: () => Pick<ImageUpdateAutomationObject, 'sourceRef' | 'checkout' | 'commit' | 'push'>
}

/** v1alpha1 has no `git`. */
function isFirst({ git, sourceRef, checkout, commit }: Written): boolean {
  return git === undefined && sourceRef === undefined && (checkout !== undefined || commit !== undefined)
}

function readFirst(raw: RawObject, { checkout, commit, push, update }: Written): Dialect {
  const name = checkout?.gitRepositoryRef?.name
  const email = commit?.authorEmail
  return {
    needs: [
      { path: ['spec', 'checkout', 'gitRepositoryRef', 'name'], value: name },
      { path: ['spec', 'commit', 'authorEmail'], value: email },
    ],
    fillable: [
      { path: ['spec', 'checkout', 'branch'], value: checkout?.branch },
      { path: ['spec', 'push', 'branch'], value: push?.branch },
      { path: ['spec', 'update', 'path'], value: update.path },
    ],
    fields: () => ({
      sourceRef: { kind: 'GitRepository', name: name ?? '' },
      ...(checkout?.branch !== undefined && { checkout: { branch: checkout.branch } }),
      commit: {
        author: { name: commit?.authorName ?? '', email: email ?? '' },
        messageTemplateValues: {},
        ...messageOf(raw, ['spec', 'commit'], commit),
      },
      ...(push && { push }),
    }),
  }
}

function readLater(raw: RawObject, { sourceRef, git, update }: Written): Dialect {
  const { checkout, commit, push } = git ?? {}
  const ref = checkout?.ref
  return {
    needs: [
      { path: ['spec', 'sourceRef', 'name'], value: sourceRef?.name },
      // Without `git` there is a sentence of its own.
      ...(git ? [{ path: ['spec', 'git', 'commit', 'author', 'email'], value: commit?.author.email }] : []),
    ],
    fillable: [
      { path: ['spec', 'sourceRef', 'namespace'], value: sourceRef?.namespace },
      ...refNeeds(['spec', 'git', 'checkout', 'ref'], ref),
      { path: ['spec', 'git', 'push', 'branch'], value: push?.branch },
      { path: ['spec', 'git', 'push', 'refspec'], value: push?.refspec },
      { path: ['spec', 'update', 'path'], value: update.path },
    ],
    fields: () => ({
      sourceRef: {
        kind: sourceRef?.kind ?? 'GitRepository',
        name: sourceRef?.name ?? '',
        ...(sourceRef?.namespace !== undefined && { namespace: sourceRef.namespace }),
      },
      ...(ref && { checkout: ref }),
      commit: {
        author: { name: commit?.author.name ?? '', email: commit?.author.email ?? '' },
        messageTemplateValues: commit?.messageTemplateValues ?? {},
        ...messageOf(raw, ['spec', 'git', 'commit'], commit),
      },
      ...(push && { push }),
    }),
  }
}

function messageOf(
  raw: RawObject,
  path: Path,
  {
    messageTemplate,
    signingKey,
  }: Pick<NonNullable<Written['commit']>, 'messageTemplate' | 'signingKey'> = {},
): Pick<ImageUpdateAutomationObject['commit'], 'messageTemplate' | 'messageWritten' | 'signingKey'> {
  const at = [...path, 'messageTemplate']
  const secretRef = signingKey?.secretRef?.name
  return {
    ...(messageTemplate !== undefined && {
      messageTemplate,
      messageWritten: { text: messageTemplate, source: raw.sourceAt(at), place: raw.placeAt(at) },
    }),
    ...(signingKey && secretRef !== undefined && { signingKey: { type: signingKey.type, secretRef } }),
  }
}

/** What stalls an automation before it looks at a file (image-automation-controller, internal/source and internal/policy). */
function findRefused(
  raw: RawObject,
  { sourceRef, git, update, policySelector }: Written,
): readonly Problem[] {
  const refused = (path: readonly string[], message: string, flux: string): Problem => {
    return { code: 'flux-object-invalid', level: 'error', message, place: raw.placeAt(path), flux }
  }
  const kind = sourceRef?.kind ?? 'GitRepository'
  const { strategy } = update
  const problems: Problem[] = []
  if (kind !== 'GitRepository') {
    const message = `The source of this automation is of the kind ${quote(kind)}; wanted \`GitRepository\`.`
    const flux = `source kind '${kind}' not supported: invalid source configuration`
    problems.push(refused(['spec', 'sourceRef', 'kind'], message, flux))
  }
  if (sourceRef !== undefined && git === undefined) {
    const message = '`spec.git` of this automation is missing; it says where and how to commit.'
    const flux = `source kind '${kind}' necessitates field .spec.git: invalid source configuration`
    problems.push(refused(['spec', 'git'], message, flux))
  }
  if (strategy !== 'Setters') {
    const message = `The strategy of this automation is ${quote(strategy)}; wanted \`Setters\`.`
    const flux = strategy === '' ? 'no update strategy' : `unsupported update strategy: ${strategy}`
    problems.push(refused(['spec', 'update', 'strategy'], message, flux))
  }
  return [...problems, ...(policySelector ? findBadSelector(raw, policySelector) : [])]
}
