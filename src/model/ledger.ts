/** What was seen first when: the one thing that neither files nor registries can tell, kept in Git on a ref of its own. */
import { z } from 'zod'
import { type Digest, isDigest, type Tag } from './reference.ts'

/** The ref that holds it. */
export const ledgerRef = 'refs/image-bump/ledger'

/** The one file of its commit, and what that commit says. */
export const ledgerFile = 'ledger.ndjson'
export const ledgerMessage = 'Remember what was seen first\n'

/** By the canonical name of the image, the latest first. */
export type Ledger = ReadonlyMap<string, readonly LedgerEntry[]>

/** One digest of an image, and the tags that were seen to point to it. */
export interface LedgerEntry {
  readonly digest: Digest
  /** Milliseconds since 1970, in whole seconds. */
  readonly firstSeen: number
  readonly tags: readonly Tag[]
}

/** A digest that was seen under a tag. */
export interface Sighting {
  readonly image: string
  readonly tag: Tag
  readonly digest: Digest
  readonly at: number
}

/**
 * So many digests of an image are kept, and more where they came within so many days before the latest: what is forgotten is not old enough when it comes again,
 * which errs on the safe side, and what is built often must not be forgotten before it is old enough.
 */
const [kept, keptOften, often] = [30, 100, 14 * 86_400_000]

/** Both together: of a digest that both know, the earlier time. In whatever order runs are joined, the same comes of it. */
export function joined(one: Ledger, other: Ledger): Ledger {
  const names = [...new Set([...one.keys(), ...other.keys()])].toSorted()
  return new Map(
    names.map((name) => [name, joinedEntries([...(one.get(name) ?? []), ...(other.get(name) ?? [])])]),
  )
}

/** With what was seen now. */
export function withSightings(ledger: Ledger, sightings: readonly Sighting[]): Ledger {
  const seen = new Map<string, LedgerEntry[]>()
  for (const { image, tag, digest, at } of sightings) {
    const entry = { digest, firstSeen: Math.floor(at / 1000) * 1000, tags: [tag] }
    seen.set(image, [...(seen.get(image) ?? []), entry])
  }
  return joined(ledger, seen)
}

function joinedEntries(all: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const byDigest = new Map<Digest, LedgerEntry>()
  for (const entry of all) {
    const known = byDigest.get(entry.digest)
    if (known === undefined) byDigest.set(entry.digest, entry)
    else {
      const tags = [...new Set([...known.tags, ...entry.tags])].toSorted()
      byDigest.set(entry.digest, { ...entry, firstSeen: Math.min(known.firstSeen, entry.firstSeen), tags })
    }
  }
  const sorted = [...byDigest.values()].toSorted(byAge)
  const begin = (sorted[0]?.firstSeen ?? 0) - often
  return sorted.filter(({ firstSeen }, place) => place < kept || (place < keptOften && firstSeen >= begin))
}

function byAge(one: LedgerEntry, other: LedgerEntry): number {
  return other.firstSeen - one.firstSeen || (one.digest < other.digest ? -1 : 1)
}

/** What the ledger knows of this digest. */
export function findEntry(ledger: Ledger, image: string, digest: Digest): LedgerEntry | undefined {
  return ledger.get(image)?.find((entry) => entry.digest === digest)
}

/** The digest that the tag was first seen with, if that was another one. */
export function movedFrom(ledger: Ledger, { image, tag, digest }: Omit<Sighting, 'at'>): Digest | undefined {
  const entries = (ledger.get(image) ?? []).filter(({ tags }) => tags.includes(tag))
  const first = entries.at(-1)
  return first === undefined || first.digest === digest ? undefined : first.digest
}

const row = z.tuple([
  z.string(),
  z.array(z.tuple([z.string().refine(isDigest), z.int(), z.array(z.string())])),
])

/** One line an image, `["name", [["digest", seconds, ["tag"]]]]`: a change of one changes one line. */
export function formatLedger(ledger: Ledger): string {
  const rows = [...ledger].map(([name, entries]) =>
    JSON.stringify([name, entries.map(({ digest, firstSeen, tags }) => [digest, firstSeen / 1000, tags])]),
  )
  return [JSON.stringify({ version: 1 }), ...rows].map((line) => `${line}\n`).join('')
}

/** Undefined for a text that is no ledger of this version. */
export function readLedger(text: string): Ledger | undefined {
  const [head = '', ...lines] = text.split('\n')
  try {
    if (!z.object({ version: z.literal(1) }).safeParse(JSON.parse(head)).success) return undefined
    const rows = lines.filter((line) => line !== '').map((line) => row.parse(JSON.parse(line)))
    return new Map(
      rows.map(([name, entries]) => [
        name,
        entries.map(([digest, seconds, tags]) => ({ digest, firstSeen: seconds * 1000, tags })),
      ]),
    )
  } catch {
    return undefined
  }
}
