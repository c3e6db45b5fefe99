/** All that the relay asks of the world. */
import type { Sender, Target } from './sender.ts'

/** An event to start: *look at these images now*. */
export interface Dispatch {
  readonly target: Target
  /** `host/path` each. No tag: what runs lists them itself. */
  readonly images: readonly string[]
  /** The latest announcement behind it. */
  readonly source: Source
}

/** Who announced it, and when; for the log of the run. */
export interface Source {
  readonly kind: Sender['kind']
  /** The sender's own, where it gives one. */
  readonly id?: string
  readonly time: Date
}

/** The world, as the relay sees it; each adapter is in `adapters/relay`. */
export interface RelayPorts {
  /** Settles when the event is safe: sent to GitHub, or kept by a process that will. Throws a ProblemError when it is lost. */
  forward(dispatch: Dispatch): Promise<void>
  /** Notes an id; false when it was noted before and is not forgotten yet. */
  remember(id: string): boolean
  /** Takes a note back. */
  forget(id: string): void
  /** The public keys by which Google signs, one of them with this id if there is any. Throws where they cannot be read. */
  keys(id: string): Promise<readonly PublicKey[]>
  now(): Date
  /** Aborts after so many milliseconds. */
  timeout(milliseconds: number): AbortSignal
  log(line: LogLine): void
  /** False while the process ends. */
  isReady(): boolean
}

/** An RSA key as a JSON Web Key (RFC 7517). */
export interface PublicKey {
  readonly kid: string
  readonly kty: 'RSA'
  readonly n: string
  readonly e: string
}

/** A line of the log: no secret, no path, no query, nothing of a payload but image and tags. */
export interface LogLine {
  readonly level: 'error' | 'warning' | 'info'
  /** What happened, in a few words. */
  readonly message: string
  readonly sender?: string
  readonly kind?: Sender['kind']
  readonly status?: number
  readonly id?: string
  readonly images?: readonly string[]
  readonly tags?: readonly string[]
  readonly starts?: readonly Started[]
}

/** What is started where, as senders and logs are told. */
export interface Started {
  readonly repository: string
  readonly workflow?: string
  readonly ref?: string
  readonly event?: string
}
