/** A version as a value of Go (Masterminds semver v3, `*semver.Version`). */
import { compareVersions, parseVersion, type Version } from '../../semver/semver.ts'
import { type Bytes, fromBytes, toBytes } from '../text/bytes.ts'
import { Failure } from '../values/failure.ts'
import { bool, int, list, string } from '../values/make.ts'
import {
  basicType,
  byteType,
  getters,
  type GoSignature,
  type GoType,
  listType,
  pointerType,
  stringType,
} from '../values/type.ts'
import type { GoMethods, GoPointer, GoStruct, GoValue } from '../values/value.ts'

/** A number with a leading zero stands in the prerelease, in what else would be a version. */
export const startsWithZero = /^v?\d+(?:\.\d+){0,2}-(?:[\dA-Za-z-]+\.)*0\d+(?:[.+][\dA-Za-z.+-]*)?$/

const unsigned = basicType('uint64')
const name = 'semver.Version'

/** What a version may be asked, what only a pointer to it, and what must be given another version. */
const byValue = [
  'Major',
  'Minor',
  'Patch',
  'Prerelease',
  'Metadata',
  'String',
  'IncMajor',
  'IncMinor',
  'IncPatch',
  'MarshalJSON',
  'MarshalText',
]
/** What gives another version, by a text. */
const setters = ['SetMetadata', 'SetPrerelease']
const byPointer = ['Original']
const comparisons = ['Compare', 'Equal', 'GreaterThan', 'GreaterThanEqual', 'LessThan', 'LessThanEqual']

const bare: GoType = {
  kind: 'struct',
  name,
  fields: [
    { name: 'major', type: unsigned },
    { name: 'minor', type: unsigned },
    { name: 'patch', type: unsigned },
    { name: 'pre', type: stringType },
    { name: 'metadata', type: stringType },
    { name: 'original', type: stringType },
  ],
  methods: new Map([...getters(...byValue), ...signatures(setters, stringType)]),
}

function signatures(
  names: readonly string[],
  parameter: GoType,
): readonly (readonly [string, GoSignature])[] {
  return names.map((method) => [method, { parameters: [parameter], isVariadic: false }])
}

const pointer: GoType = pointerType(bare)

const versionType: GoType = pointerType(
  bare,
  new Map<string, GoSignature>([
    ...getters(...byValue, ...byPointer),
    ...signatures(setters, stringType),
    ...signatures(comparisons, pointer),
  ]),
)

/** The pointer to a version that `semver` gives, with its methods. */
export function versionValue(version: Version, original: Bytes): GoPointer {
  const to = versionStruct(version, original)
  return { kind: 'pointer', type: versionType, to, methods: methodsOf(version, original) }
}

function versionStruct(version: Version, original: Bytes): GoStruct {
  const { major, minor, patch, prerelease, build } = version
  const numbers = [major, minor, patch].map((count) => int(count, unsigned))
  return {
    kind: 'struct',
    methods: methodsOf(version, original),
    type: bare,
    fields: [...numbers, string(toBytes(prerelease)), string(toBytes(build)), string(original)],
  }
}

type Method = (other?: GoValue) => GoValue

function methodsOf(version: Version, original: Bytes): GoMethods {
  const { major, minor, patch, prerelease, build } = version
  const shown = textFrom(version)
  const against =
    (test: (order: number) => GoValue): Method =>
    (other) =>
      test(compareVersions(version, versionBehind(other)))
  return new Map<string, Method>([
    ['Major', () => int(major, unsigned)],
    ['Minor', () => int(minor, unsigned)],
    ['Patch', () => int(patch, unsigned)],
    ['Prerelease', () => string(toBytes(prerelease))],
    ['Metadata', () => string(toBytes(build))],
    ['Original', () => string(original)],
    ['String', () => string(toBytes(shown))],
    ['MarshalJSON', () => string(toBytes(JSON.stringify(shown)))],
    ['IncMajor', () => raised(version, { major: BigInt(major) + 1n, minor: 0, patch: 0 }, original)],
    ['IncMinor', () => raised(version, { major, minor: BigInt(minor) + 1n, patch: 0 }, original)],
    [
      'IncPatch',
      () => raised(version, { major, minor, patch: BigInt(patch) + (prerelease === '' ? 1n : 0n) }, original),
    ],
    ['MarshalText', () => list(Array.from(toBytes(shown), byteOf), listType(byteType))],
    ['SetPrerelease', (text) => changed(version, { prerelease: textOf(text) }, original)],
    ['SetMetadata', (text) => changed(version, { build: textOf(text) }, original)],
    ['Compare', against((order) => int(Math.sign(order)))],
    ['Equal', against((order) => bool(order === 0))],
    ['GreaterThan', against((order) => bool(order > 0))],
    ['GreaterThanEqual', against((order) => bool(order >= 0))],
    ['LessThan', against((order) => bool(order < 0))],
    ['LessThanEqual', against((order) => bool(order <= 0))],
  ])
}

/** Without prerelease and build; a `v` before the old one stays. */
function raised(
  version: Version,
  counts: Pick<Version, 'major' | 'minor' | 'patch'>,
  original: Bytes,
): GoValue {
  const next = { ...version, ...counts, prerelease: '', build: '' }
  const shown = `${next.major}.${next.minor}.${next.patch}`
  return versionStruct(next, (original.startsWith('v') ? 'v' : '') + shown)
}

function textOf(value: GoValue | undefined): string {
  return value?.kind === 'string' ? fromBytes(value.bytes) : ''
}

/** What would be no version is refused; a `v` before the old one stays. */
function changed(
  version: Version,
  part: Partial<Pick<Version, 'prerelease' | 'build'>>,
  original: Bytes,
): GoValue {
  const next = { ...version, ...part }
  const shown = textFrom(next)
  if (parseVersion(shown) === undefined) {
    const isNumber = part.prerelease !== undefined && startsWithZero.test(shown)
    const what = part.prerelease === undefined ? 'metadata' : 'prerelease'
    throw new Failure(isNumber ? 'version segment starts with 0' : `invalid ${what} string`)
  }
  return versionStruct(next, (original.startsWith('v') ? 'v' : '') + toBytes(shown))
}

function textFrom({ major, minor, patch, prerelease, build }: Version): string {
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${build && `+${build}`}`
}

function byteOf(character: string): GoValue {
  return int(character.charCodeAt(0), byteType)
}

const none: Version = { major: 0, minor: 0, patch: 0, prerelease: '', build: '' }

function versionBehind(value: GoValue | undefined): Version {
  const fields = value?.kind === 'pointer' && value.to?.kind === 'struct' ? value.to.fields : []
  const texts = fields.map((field) =>
    field.kind === 'string' ? field.bytes : field.kind === 'int' ? String(field.value) : '',
  )
  const [major = '', minor = '', patch = '', prerelease = ''] = texts
  if (value?.kind !== 'pointer')
    throw new Failure('runtime error: invalid memory address or nil pointer dereference')
  return parseVersion(`${major}.${minor}.${patch}${prerelease && `-${prerelease}`}`) ?? none
}
