/** What `doctor --image` found, for people and for programs. */
import type { Examination, ExaminedChallenge, ExaminedRequest } from '../model/examination.ts'
import type { ImageInspection } from '../model/inspection.ts'
import { printable } from '../model/printable.ts'
import type { Problem } from '../model/problem.ts'
import type { ImageName, Tag } from '../model/reference.ts'
import { counted } from '../model/words.ts'
import { problemJson } from '../pipeline/report/json.ts'
import { problemLines } from '../pipeline/report/terminal.ts'

/** All that was found out. */
export interface Diagnosis {
  readonly image: ImageName
  readonly examination: Examination
  readonly newest: Newest
  readonly inspected?: { readonly tag: Tag; readonly inspection: ImageInspection }
  readonly problems: readonly Problem[]
}

/** The newest tag by each order, where the order says anything. */
export interface Newest {
  readonly semver?: Tag
  readonly numerical?: Tag
  readonly alphabetical?: Tag
}

export function diagnosisLines(diagnosis: Diagnosis): readonly string[] {
  const { image, examination, newest, inspected, problems } = diagnosis
  const { api, login, challenges, requests, outcome } = examination
  const demands = challenges.length === 0 ? ['nothing'] : challenges.map(challengeText)
  const listed =
    outcome.kind === 'listed'
      ? `${counted(outcome.tags.length, 'tag')} in ${counted(outcome.pages, 'page')}`
      : 'no list'
  return [
    image.text,
    `  registry  ${api}`,
    ...demands.map((demand, index) => `  ${index === 0 ? 'demands ' : '        '}  ${demand}`),
    `  asked     ${login}`,
    ...requests.map((request) => `    ${requestText(request)}`),
    `  answered  ${listed}`,
    ...newestLines(newest),
    ...(inspected === undefined ? [] : inspectionLines(inspected.tag, inspected.inspection)),
    '',
    ...(problems.length === 0 ? [verdict(inspected)] : ['Problems', ...problems.flatMap(problemLines)]),
  ].map(printable)
}

/** A chart or a signature is no fault of the registry, but nothing that a container can run. */
function verdict(inspected: Diagnosis['inspected']): string {
  return inspected?.inspection.platforms.length === 0
    ? `The registry answers, but ${inspected.tag} is no image: nothing in it is for a container to run.`
    : 'Nothing is wrong here. `image-bump explain` says what a policy makes of these tags.'
}

export function diagnosisJson({ image, examination, newest, inspected, problems }: Diagnosis): object {
  const { outcome, ...others } = examination
  return {
    version: 1,
    image: image.text,
    ...others,
    ...(outcome.kind === 'listed' && { listed: { tags: outcome.tags.length, pages: outcome.pages } }),
    newest,
    ...(inspected && { inspected: { tag: inspected.tag, ...inspected.inspection } }),
    problems: problems.map(problemJson),
  }
}

function challengeText({ scheme, realm, service, scope }: ExaminedChallenge): string {
  const parts = [
    scheme,
    ...(realm === undefined ? [] : [`realm ${realm}`]),
    ...(service === undefined ? [] : [`service ${service}`]),
    ...(scope === undefined ? [] : [`scope ${scope}`]),
  ]
  return parts.join(', ')
}

function requestText({ method, host, path, status }: ExaminedRequest): string {
  return `${method} ${host}${path} ${status ?? 'no answer'}`
}

function newestLines({ semver, numerical, alphabetical }: Newest): readonly string[] {
  const told = [
    ...(semver === undefined ? [] : [`${semver} by semver`]),
    ...(numerical === undefined ? [] : [`${numerical} by number`]),
    ...(alphabetical === undefined ? [] : [`${alphabetical} by alphabet`]),
  ]
  return told.length === 0 ? [] : [`  newest    ${told.join(', ')}`]
}

function inspectionLines(tag: Tag, inspection: ImageInspection): readonly string[] {
  const { digest, platforms, created, source, revision, version } = inspection
  return [
    `  ${tag} is ${digest}`,
    `    platforms  ${platforms.length === 0 ? 'none: it is no image' : platforms.join(', ')}`,
    ...(created === undefined ? [] : [`    created    ${created}`]),
    ...(source === undefined ? [] : [`    source     ${source}`]),
    ...(revision === undefined ? [] : [`    revision   ${revision}`]),
    ...(version === undefined ? [] : [`    version    ${version}`]),
  ]
}
