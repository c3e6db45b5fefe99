/** The failure of a request whose time is used up: told from other failures, since another try would only use more. */
import { z } from 'zod'

/** To be thrown, or to end a request with. */
export function outOfTime(message: string): Error {
  return Object.assign(new Error(message), { code: usedUp })
}

/** Was it thrown because time is used up? */
export function isOutOfTime(thrown: unknown): boolean {
  return failure.safeParse(thrown).success
}

const usedUp = 'OUT_OF_TIME'
const failure = z.object({ code: z.literal(usedUp) })
