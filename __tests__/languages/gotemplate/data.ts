/** Values of many kinds for templates: the TypeScript side of what the recorded rows of gotemplate-go.json ran on. */
import { Failure } from '../../../src/languages/gotemplate/values/failure.ts'
import {
  bool,
  complex,
  dict,
  float,
  int,
  ints,
  list,
  map,
  nil,
  string,
  stringMap,
  strings,
  text,
} from '../../../src/languages/gotemplate/values/make.ts'
import {
  anyType,
  basicType,
  boolType,
  byteType,
  getters,
  type GoSignature,
  type GoType,
  int64Type,
  intListType,
  intType,
  listType,
  mapType,
  pointerType,
  stringType,
} from '../../../src/languages/gotemplate/values/type.ts'
import type { GoMap, GoStruct, GoValue } from '../../../src/languages/gotemplate/values/value.ts'

const pointType: GoType = {
  kind: 'struct',
  name: 'rich.Point',
  fields: [
    { name: 'X', type: intType },
    { name: 'Y', type: intType },
  ],
  methods: getters('String'),
}

function point(x: number, y: number): GoStruct {
  return {
    kind: 'struct',
    type: pointType,
    fields: [int(x), int(y)],
    methods: new Map([['String', () => text('point')]]),
  }
}

const plainType: GoType = {
  kind: 'struct',
  name: 'rich.Plain',
  fields: [
    { name: 'A', type: intType },
    { name: 'B', type: stringType },
    { name: 'c', type: intType },
  ],
}

function plain(a: number, b: string, c: number): GoStruct {
  return { kind: 'struct', type: plainType, fields: [int(a), text(b), int(c)] }
}

const plainPointer = pointerType(plainType)
const counts = mapType(stringType, intType)

const innerType: GoType = {
  kind: 'struct',
  name: 'rich.Inner',
  fields: [
    { name: 'Deep', type: stringType },
    { name: 'Any', type: anyType },
  ],
}

const outerType: GoType = {
  kind: 'struct',
  name: 'rich.Outer',
  fields: [
    { name: 'Inner', type: innerType, isEmbedded: true },
    { name: 'Title', type: stringType },
    { name: 'Ptr', type: plainPointer },
    { name: 'Nil', type: plainPointer },
    { name: 'List', type: intListType },
    { name: 'M', type: counts },
  ],
  methods: new Map<string, GoSignature>([
    ...getters('Hello', 'Fail'),
    ['Add', { parameters: [intType, intType], isVariadic: false }],
    ['Join', { parameters: [stringType, stringType], isVariadic: true }],
  ]),
}

function outer(to: GoStruct): GoStruct {
  const fields = [
    { kind: 'struct', type: innerType, fields: [text('deep'), int(5)] } as const,
    text('title'),
    { kind: 'pointer', type: plainPointer, to } as const,
    { kind: 'pointer', type: plainPointer, to: undefined } as const,
    ints([1, 2, 3]),
    countsOf({ b: 2, a: 1 }),
  ]
  const methods = new Map<string, (...given: readonly GoValue[]) => GoValue>([
    ['Hello', () => text('hello')],
    [
      'Add',
      (...given) => int(given.reduce((sum, each) => sum + (each.kind === 'int' ? each.value : 0n), 0n)),
    ],
    ['Join', (...given) => string(joined(given.map((each) => (each.kind === 'string' ? each.bytes : ''))))],
    ['Fail', () => failing()],
  ])
  return { kind: 'struct', type: outerType, fields, methods }
}

function joined([by = '', ...parts]: readonly string[]): string {
  return parts.join(by)
}

function failing(): never {
  throw new Failure('it failed')
}

function countsOf(record: Readonly<Record<string, number>>): GoMap {
  return map(
    Object.entries(record).map(([key, count]) => [text(key), int(count)]),
    counts,
  )
}

function anyDict(record: Readonly<Record<string, GoValue>>): GoMap {
  return dict(Object.entries(record))
}

const oopsType: GoType = {
  kind: 'struct',
  name: 'rich.Oops',
  fields: [{ name: 'Code', type: intType }],
  methods: getters('Error'),
}

/** A new copy each time, since templates may change maps. */
export function richData(): GoMap {
  const pointed = plain(1, 'b', 2)
  const whole = outer(pointed)
  return anyDict({ ...numbers(), ...texts(), ...structs(pointed, whole), ...collections(), ...functions() })
}

function numbers(): Readonly<Record<string, GoValue>> {
  return {
    int: int(7),
    neg: int(-3),
    zero: int(0),
    i64: int(9, int64Type),
    u8: int(200, byteType),
    u: int(3, basicType('uint')),
    f: float(2.5),
    big: float(1e21),
    tiny: float(1e-7),
    t: bool(true),
    fl: bool(false),
    c: complex(1, 2),
  }
}

function texts(): Readonly<Record<string, GoValue>> {
  return {
    s: text('text'),
    empty: text(''),
    nil,
    name: text('named', basicType('string', 'rich.Name')),
    uni: text('日本 é😀'),
    bad: string('a\u00ffb'),
    html: text(`<a href="x">'&'</a>`),
    nl: text('line1\nline2\n'),
    sp: text('  pad '),
  }
}

function structs(pointed: GoStruct, whole: GoStruct): Readonly<Record<string, GoValue>> {
  const pointer = pointerType(outerType, getters('Pointed'))
  return {
    point: point(1, 2),
    plain: pointed,
    pplain: { kind: 'pointer', type: plainPointer, to: pointed },
    nilp: { kind: 'pointer', type: plainPointer, to: undefined },
    outer: whole,
    pouter: {
      kind: 'pointer',
      type: pointer,
      to: whole,
      methods: new Map([['Pointed', () => text('pointed')]]),
    },
    oops: {
      kind: 'struct',
      type: oopsType,
      fields: [int(3)],
      methods: new Map([['Error', () => text('oops')]]),
    },
  }
}

function collections(): Readonly<Record<string, GoValue>> {
  return {
    list: list([int(1), text('a'), nil, float(2.5), list([int(1)])]),
    strs: strings(['x', 'y']),
    ints: ints([3, 1, 2]),
    nils: strings(undefined),
    nested: list([ints([1]), ints([2, 3])], listType(intListType)),
    map: anyDict({ k: text('v'), n: int(1), sub: anyDict({ x: nil, y: text('z') }) }),
    smap: stringMap([
      ['a', '1'],
      ['b', '2'],
    ]),
    imap: map(
      [
        [int(2), text('two')],
        [int(10), text('ten')],
        [int(1), text('one')],
      ],
      mapType(intType, stringType),
    ),
    bmap: map(
      [
        [bool(true), int(1)],
        [bool(false), int(0)],
      ],
      mapType(boolType, intType),
    ),
    nilm: { kind: 'map', type: counts, entries: undefined },
    points: list([point(1, 2), point(3, 4)], listType(pointType)),
    plains: list([plain(1, 'x', 0)], listType(plainType)),
    pmap: map(
      [
        [plain(2, 'a', 0), text('two')],
        [plain(1, 'b', 0), text('one')],
      ],
      mapType(plainType, stringType),
    ),
    bytes: list([int(104, byteType), int(105, byteType)], listType(byteType)),
  }
}

function functions(): Readonly<Record<string, GoValue>> {
  const second: GoType = {
    kind: 'func',
    name: 'func(int, string) string',
    signature: { parameters: [intType, stringType], isVariadic: false },
  }
  const count: GoType = {
    kind: 'func',
    name: 'func(...int) int',
    signature: { parameters: [intType], isVariadic: true },
  }
  return {
    fn: { kind: 'function', type: second, call: (...given) => given[1] ?? nil },
    fv: { kind: 'function', type: count, call: (...given) => int(given.length) },
  }
}
