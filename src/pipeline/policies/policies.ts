/** What a policy means, whatever asks: which tag it takes of a listing, how it orders two, and what about it may surprise its writer. */
export { choose, type Choice, footgunsOf } from './choose.ts'
export type { Footgun, FootgunKind } from './footguns.ts'
export { pinned, suspended } from './by-hand.ts'
export { sharedWork, type SharedWork } from './shared-work.ts'
export { compareBytes } from './tags.ts'
export { weighWith } from './weigh.ts'
export { type Stage, whyNot } from './why-not.ts'
