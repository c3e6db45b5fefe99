/** JSON (Go: Sprig defaults.go). Without `must`, what cannot be done gives the empty text or nothing. */
import { anything, aText, type Functions, takes, type TemplateFunction } from '../evaluate/function.ts'
import { Failure } from '../values/failure.ts'
import { nil, string } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'
import { fromJson } from './json-decode.ts'
import { type JsonStyle, toJson } from './json-encode.ts'

const plain: JsonStyle = { escapesHtml: true, indent: '' }
const pretty: JsonStyle = { escapesHtml: true, indent: '  ' }
const raw: JsonStyle = { escapesHtml: false, indent: '' }

export const json: Functions = new Map([
  ['fromJson', takes([aText], (text, effort) => otherwise(nil, () => fromJson(text, effort)))],
  ['mustFromJson', takes([aText], fromJson)],
  ['mustToJson', encoder(plain)],
  ['mustToPrettyJson', encoder(pretty)],
  ['mustToRawJson', encoder(raw)],
  ['toJson', forgiving(plain)],
  ['toPrettyJson', forgiving(pretty)],
  ['toRawJson', encoder(raw)],
])

function encoder(style: JsonStyle): TemplateFunction {
  return takes([anything], (value, effort) => string(toJson(value, style, effort)))
}

function forgiving(style: JsonStyle): TemplateFunction {
  return takes([anything], (value, effort) =>
    otherwise(string(''), () => string(toJson(value, style, effort))),
  )
}

/** Bounds are never forgiven. */
function otherwise(other: GoValue, run: () => GoValue): GoValue {
  try {
    return run()
  } catch (thrown) {
    if (thrown instanceof Failure && !thrown.isBound) return other
    throw thrown
  }
}
