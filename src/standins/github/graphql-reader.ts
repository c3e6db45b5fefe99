/** Reads GraphQL documents: operations, fields, arguments, variables, fragments (GraphQL specification, section 2). */

/** What an argument is worth once the variables are known. */
export type Value = (variables: Readonly<Record<string, unknown>>) => unknown

export interface Directive {
  readonly name: string
  readonly values: ReadonlyMap<string, Value>
}

export type Selection =
  | {
      readonly kind: 'field'
      readonly key: string
      readonly name: string
      readonly values: ReadonlyMap<string, Value>
      readonly directives: readonly Directive[]
      readonly selections: readonly Selection[]
    }
  | { readonly kind: 'spread'; readonly name: string; readonly directives: readonly Directive[] }
  | {
      readonly kind: 'inline'
      readonly on: string | undefined
      readonly directives: readonly Directive[]
      readonly selections: readonly Selection[]
    }

export interface Operation {
  readonly kind: 'query' | 'mutation'
  readonly defaults: ReadonlyMap<string, Value>
  readonly selections: readonly Selection[]
}

export interface GraphQLDocument {
  readonly operations: readonly Operation[]
  readonly fragments: ReadonlyMap<string, { readonly on: string; readonly selections: readonly Selection[] }>
}

/** Throws for what is no document; subscriptions are none here. */
export function parseGraphQL(text: string): GraphQLDocument {
  const reader = new Reader(text)
  const operations: Operation[] = []
  const fragments = new Map<string, { on: string; selections: readonly Selection[] }>()
  while (reader.peek() !== '') {
    if (reader.skip('fragment')) {
      const name = reader.next()
      reader.expect('on')
      fragments.set(name, { on: reader.next(), selections: reader.selections() })
    } else operations.push(reader.operation())
  }
  return { operations, fragments }
}

const token =
  /(?:[\s,\uFEFF]|#[^\n]*)*("""[^]*?"""|"(?:[^"\\]|\\.)*"|\.{3}|[!$&()[\]{}:=@|]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[_A-Za-z]\w*)?/y

/** Walks over the tokens; commas and comments are none. */
class Reader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(text: string) {
    const tokens: string[] = []
    for (token.lastIndex = 0; ;) {
      const [, found] = token.exec(text) ?? []
      if (found === undefined) break
      tokens.push(found)
    }
    this.#tokens = tokens
  }

  peek(): string {
    return this.#tokens[this.#at] ?? ''
  }

  next(): string {
    this.#at += 1
    return this.#tokens[this.#at - 1] ?? ''
  }

  skip(wanted: string): boolean {
    if (this.peek() !== wanted) return false
    this.#at += 1
    return true
  }

  expect(wanted: string): void {
    const found = this.next()
    if (found !== wanted) throw new Error(`GraphQL: expected ${wanted}, found ${found || 'the end'}`)
  }

  operation(): Operation {
    if (this.peek() === '{') return { kind: 'query', defaults: new Map(), selections: this.selections() }
    const kind = this.next()
    if (kind !== 'query' && kind !== 'mutation') throw new Error(`GraphQL: ${kind} is no operation`)
    if (/^\w/.test(this.peek())) this.next()
    const defaults = new Map<string, Value>()
    if (this.skip('(')) while (!this.skip(')')) this.#variable(defaults)
    this.#directives()
    return { kind, defaults, selections: this.selections() }
  }

  selections(): readonly Selection[] {
    const selections: Selection[] = []
    this.expect('{')
    while (!this.skip('}')) selections.push(this.skip('...') ? this.#fragment() : this.#field())
    return selections
  }

  #variable(defaults: Map<string, Value>): void {
    this.expect('$')
    const name = this.next()
    this.expect(':')
    while (/^[\w[\]!]/.test(this.peek())) this.next()
    if (this.skip('=')) defaults.set(name, this.#value())
  }

  #fragment(): Selection {
    const isNamed = /^\w/.test(this.peek()) && this.peek() !== 'on'
    if (isNamed) return { kind: 'spread', name: this.next(), directives: this.#directives() }
    const on = this.skip('on') ? this.next() : undefined
    return { kind: 'inline', on, directives: this.#directives(), selections: this.selections() }
  }

  #field(): Selection {
    const key = this.next()
    const name = this.skip(':') ? this.next() : key
    const values = this.#arguments()
    const directives = this.#directives()
    const selections = this.peek() === '{' ? this.selections() : []
    return { kind: 'field', key, name, values, directives, selections }
  }

  #arguments(): ReadonlyMap<string, Value> {
    const values = new Map<string, Value>()
    if (!this.skip('(')) return values
    while (!this.skip(')')) {
      const name = this.next()
      this.expect(':')
      values.set(name, this.#value())
    }
    return values
  }

  #directives(): readonly Directive[] {
    const directives: Directive[] = []
    while (this.skip('@')) directives.push({ name: this.next(), values: this.#arguments() })
    return directives
  }

  #value(): Value {
    if (this.skip('$')) {
      const name = this.next()
      return (variables) => variables[name]
    }
    if (this.skip('[')) {
      const items: Value[] = []
      while (!this.skip(']')) items.push(this.#value())
      return (variables) => items.map((item) => item(variables))
    }
    if (this.skip('{')) {
      const fields: (readonly [string, Value])[] = []
      while (!this.skip('}')) {
        const name = this.next()
        this.expect(':')
        fields.push([name, this.#value()])
      }
      return (variables) => Object.fromEntries(fields.map(([name, value]) => [name, value(variables)]))
    }
    const literal = literalOf(this.next())
    return () => literal
  }
}

/** A name that is no keyword is a member of an enumeration, which JSON writes as text. */
function literalOf(text: string): unknown {
  if (text.startsWith('"""')) return text.slice(3, -3)
  if (/^["\-\d]/.test(text) || ['true', 'false', 'null'].includes(text)) return JSON.parse(text)
  return text
}
