/** Faults by script: which request they strike, when, and what is answered instead. */
import type { GitHubAnswer, GitHubHandler, GitHubRequest } from '../../src/standins/github/github.ts'
import { isWrite, nameOperation } from './github-operations.ts'

/** Something that goes wrong. What is absent of the first three matches every request. */
export interface Fault {
  readonly match?: (request: GitHubRequest) => boolean
  /** A name as nameOperation gives it: `pulls/create`, `mutation updateRefs`, `query findPullRequests`, `git/receive-pack`. */
  readonly operation?: string | RegExp
  /** Only requests that change something. */
  readonly isWrite?: boolean
  /** Which of the requests that match, from 1; every one when absent. */
  readonly nth?: number
  /** Before GitHub has done what it was asked to, or after. */
  readonly when: 'before' | 'after'
  /** `regular` is what GitHub would have said; a connection is dropped where no answer is given. */
  readonly answer?:
    GitHubAnswer | 'regular' | ((regular: GitHubAnswer | undefined) => GitHubAnswer | undefined)
  /** Answers, and acts where it strikes before, only when this is settled; `false` drops the connection instead. */
  readonly until?: Promise<boolean | void>
  /** Called when it strikes. */
  readonly reached?: (request: GitHubRequest) => void
}

/** A request that is held until the test lets it go. */
export interface Stall {
  /** Settles when the request is there. */
  readonly reached: Promise<GitHubRequest>
  /** GitHub goes on as if nothing had been. */
  release(): void
  /** The connection is dropped; what was stalled before its effect never has one. */
  drop(): void
}

type CountedFault = Fault & { seen: number }

/** A script that strikes: the faults added to it, each with its own count. */
export function createFaults() {
  const faults: CountedFault[] = []
  const add = (fault: Fault) => {
    faults.push({ ...fault, seen: 0 })
  }
  return {
    add,
    stall: (fault: Omit<Fault, 'answer' | 'until' | 'reached'>): Stall => {
      const here = promiseInHand<GitHubRequest>()
      const order = promiseInHand<boolean>()
      add({ nth: 1, ...fault, answer: 'regular', until: order.promise, reached: here.settle })
      return { reached: here.promise, release: () => order.settle(true), drop: () => order.settle(false) }
    },
    wrap:
      (answer: GitHubHandler): GitHubHandler =>
      async (request) => {
        const struck = faults.filter((fault) => isFor(fault, request)).filter((fault) => isTurnOf(fault))
        const [fault] = struck
        return fault ? strike(fault, request, answer) : answer(request)
      },
  }
}

/** Answers that GitHub gives in trouble. Texts: its documentation, "Rate limits for the REST API" and "Troubleshooting". */
export const troubles = {
  badGateway: { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
  serverError: { status: 500, body: { message: 'Server Error' } },
  /** Right after creation a node may not be there yet: trstringer/manual-approval#208. */
  unresolvedNode: {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [
        {
          resource: 'IssueComment',
          code: 'unprocessable',
          field: 'data',
          message: "Could not resolve to a node with the global id of 'PR_kwDOABCDEF'.",
        },
      ],
      documentation_url: 'https://docs.github.com/rest',
      status: '422',
    },
  },
  /** The same of GraphQL. */
  unresolvedNodeInGraphQL: (field: string): GitHubAnswer => {
    const message = "Could not resolve to a node with the global id of 'PR_kwDOABCDEF'."
    return {
      status: 200,
      body: { data: { [field]: null }, errors: [{ type: 'NOT_FOUND', path: [field], message }] },
    }
  },
  secondaryLimit: (seconds?: number): GitHubAnswer => {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
    const headers = seconds === undefined ? {} : { 'retry-after': String(seconds) }
    return { status: 403, headers, body: { message, documentation_url: 'https://docs.github.com/rest' } }
  },
  /** Until that time. */
  primaryLimit: (reset: Date): GitHubAnswer => {
    const headers = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.floor(reset.getTime() / 1000)),
    }
    const message = 'API rate limit exceeded for installation ID 1.'
    return { status: 403, headers, body: { message, documentation_url: 'https://docs.github.com/rest' } }
  },
} as const

function promiseInHand<T>() {
  let settle: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => {
    settle = resolve
  })
  return { promise, settle }
}

function isFor({ match, operation, isWrite: mustWrite }: Fault, request: GitHubRequest): boolean {
  if (mustWrite === true && !isWrite(request)) return false
  if (match && !match(request)) return false
  if (operation === undefined) return true
  const name = nameOperation(request)
  return typeof operation === 'string' ? operation === name : operation.test(name)
}

function isTurnOf(fault: CountedFault): boolean {
  fault.seen += 1
  return fault.nth === undefined || fault.nth === fault.seen
}

async function strike(fault: Fault, request: GitHubRequest, answer: GitHubHandler) {
  const { when, until, reached, answer: instead } = fault
  if (when === 'before') {
    reached?.(request)
    if ((await until) === false) return undefined
    if (instead !== 'regular') return typeof instead === 'function' ? instead(undefined) : instead
  }
  const regular = await answer(request)
  if (when === 'after') {
    reached?.(request)
    if ((await until) === false) return undefined
  }
  if (instead === 'regular') return regular
  return typeof instead === 'function' ? instead(regular) : instead
}
