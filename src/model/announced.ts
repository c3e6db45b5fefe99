/** What an event may say of a registry: that somebody pushed to an image. */
import type { ImageName, Tag } from './reference.ts'

/** An image that shall be looked at now. Which tag it gets is no matter of the event's. */
export interface Announced {
  readonly image: ImageName
  /** Tags that the event names, without those of attachments: the listing is not whole before it has them. */
  readonly tags: readonly Tag[]
}
