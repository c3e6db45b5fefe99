/** Go templates of the configuration: what they are given, what they say, and what is wrong with them before anything is to be said. */

export { findWrongFlux, findWrongOwn, type WrongTemplate } from './check.ts'
export type { FluxChange, FluxData, FluxImage, FluxName } from './flux-data.ts'
export { fluxFailure, fluxMessage } from './flux-message.ts'
export type { OwnBump, OwnData } from './own-data.ts'
export { ownWords, type TemplateField } from './own-words.ts'
