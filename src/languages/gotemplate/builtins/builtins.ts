/** The functions that every template has (Go: text/template/funcs.go). */
import { type Functions, anything, asItStands, aText, takes, takesMany } from '../evaluate/function.ts'
import { print, printLine } from '../printing/print.ts'
import { printf } from '../printing/printf.ts'
import { bool, int, nil, string } from '../values/make.ts'
import { isTrue } from '../values/truth.ts'
import { unwrap } from '../values/value.ts'
import { isEqualToAny, isLess } from './compare.ts'
import { escapeHtml, escapeJs, escapeQuery, gathered } from './escape.ts'
import { indexed, lengthOf, sliced } from './index-slice.ts'

/** `and`, `or` and `call` stand here for their parameters; the evaluator itself runs them. */
export const builtins: Functions = new Map([
  ['and', takesMany([asItStands], asItStands, (first) => first)],
  ['call', takesMany([asItStands], asItStands, () => nil)],
  ['html', takesMany([], anything, (given, effort) => string(escapeHtml(gathered(given, effort))))],
  ['index', takesMany([asItStands], asItStands, indexed)],
  ['js', takesMany([], anything, (given, effort) => string(escapeJs(gathered(given, effort))))],
  ['len', takes([asItStands], (value) => int(lengthOf(value)))],
  ['not', takes([asItStands], (value) => bool(!isTrue(unwrap(value))))],
  ['or', takesMany([asItStands], asItStands, (first) => first)],
  ['print', takesMany([], anything, (given, effort) => string(print(given, effort)))],
  ['printf', takesMany([aText], anything, (format, given, effort) => string(printf(format, given, effort)))],
  ['println', takesMany([], anything, (given, effort) => string(printLine(given, effort)))],
  ['slice', takesMany([asItStands], asItStands, sliced)],
  ['urlquery', takesMany([], anything, (given, effort) => string(escapeQuery(gathered(given, effort))))],
  ['eq', takesMany([asItStands], asItStands, (a, others, effort) => bool(isEqualToAny(a, others, effort)))],
  ['ne', takes([asItStands, asItStands], (a, b, effort) => bool(!isEqualToAny(a, [b], effort)))],
  ['lt', takes([asItStands, asItStands], (a, b) => bool(isLess(a, b)))],
  [
    'le',
    takes([asItStands, asItStands], (a, b, effort) => bool(isLess(a, b) || isEqualToAny(a, [b], effort))),
  ],
  [
    'gt',
    takes([asItStands, asItStands], (a, b, effort) => bool(!isLess(a, b) && !isEqualToAny(a, [b], effort))),
  ],
  ['ge', takes([asItStands, asItStands], (a, b) => bool(!isLess(a, b)))],
])
