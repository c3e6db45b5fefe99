/** What the resolvers of one repository share. */
import type { Call } from './call.ts'

export type GraphQLCall = Pick<Call, 'store' | 'repository' | 'request' | 'account'>

/** Before a repository is known. */
export type Unplaced = Omit<GraphQLCall, 'repository'> & {
  readonly isReached: (repository: GraphQLCall['repository']) => boolean
}
