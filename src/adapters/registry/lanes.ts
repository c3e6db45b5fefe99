/** How many requests one host may be asked at once. */

export interface Lanes {
  /** Runs the task when its host has a free lane. */
  run<T>(host: string, task: () => Promise<T>): Promise<T>
  /** From now on one request at a time for this host: it has complained. */
  narrow(host: string): void
}

/** Makes lanes, `width` of them for each host. */
export function createLanes(width: number): Lanes {
  const roads = new Map<string, Road>()
  const road = (host: string): Road => {
    const known = roads.get(host) ?? { width, busy: 0, waiting: [] }
    roads.set(host, known)
    return known
  }
  return {
    run: async (host, task) => {
      await enter(road(host))
      try {
        return await task()
      } finally {
        leave(road(host))
      }
    },
    narrow: (host) => {
      road(host).width = 1
    },
  }
}

interface Road {
  width: number
  busy: number
  readonly waiting: (() => void)[]
}

async function enter(road: Road): Promise<void> {
  if (road.busy >= road.width) await new Promise<void>((resolve) => road.waiting.push(resolve))
  else road.busy++
}

/** Hands the lane on to the next who waits, unless the road has become narrower. */
function leave(road: Road): void {
  const next = road.busy <= road.width ? road.waiting.shift() : undefined
  if (next === undefined) road.busy--
  else next()
}
