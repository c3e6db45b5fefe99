/** A real bare repository, served by the double, with the two ways to deliver to it. */
import { createDelivery, type Delivery } from '../../src/adapters/github/deliver.ts'
import type { GitHubOptions } from '../../src/adapters/github/github.ts'
import type { Actor, GitHubDouble } from './github-double.ts'
import { createRealRepository, type RealRepository } from './real-repository.ts'
import type { FileTree } from './repository.ts'

export interface DeliveryOnDouble {
  readonly delivery: Delivery
  readonly repository: RealRepository
  /** `owner/name`, unlike that of any other test. */
  readonly name: string
}

let count = 0

export interface DeliveryDetails {
  readonly actor?: Actor
  /** Those of the adapter. */
  readonly options?: Partial<GitHubOptions>
}

/** Without an actor the token is that of an App which may do everything. */
export async function createDeliveryOnDouble(
  double: GitHubDouble,
  files: FileTree,
  { actor, options = {} }: DeliveryDetails = {},
): Promise<DeliveryOnDouble> {
  const repository = await createRealRepository(files)
  count += 1
  const name = `acme/delivery-${count}`
  double.addRepository({ owner: 'acme', name: `delivery-${count}`, directory: repository.bare })
  const delivery = createDelivery({
    repository: name,
    token: double.token(actor),
    apiUrl: double.apiUrl,
    graphqlUrl: double.graphqlUrl,
    userAgent: 'image-bump/test',
    ...options,
  })
  return { delivery, repository, name }
}
