/** A registry whose answers are kept, for a plan that another process delivers. */
import { problemsOf } from '../../model/problem.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
import type { RegistryAccess } from '../../model/policy.ts'
import { questionKey, type RegistryAnswer, type RegistryQuestion } from '../../model/registry-answer.ts'
import type { Registry } from '../../ports.ts'

export interface Recording {
  /** The same registry. */
  readonly registry: Registry
  /** All answers so far, in an order that does not depend on which came first; failures are answers, too. */
  readonly answers: () => readonly RegistryAnswer[]
}

/** Keeps the latest answer to each question of the line. */
export function recordAnswers(registry: Registry): Recording {
  const known = new Map<string, RegistryAnswer>()
  const kept = async <Value>(
    question: RegistryQuestion,
    asked: Promise<Value>,
    told: (value: Value) => RegistryAnswer,
  ): Promise<Value> => {
    try {
      const value = await asked
      known.set(questionKey(question), told(value))
      return value
    } catch (thrown) {
      known.set(questionKey(question), { ...question, problems: problemsOf(thrown) })
      throw thrown
    }
  }
  return {
    answers: () => [...known].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each),
    registry: {
      ...registry,
      listTags: (name, access) => {
        const question = { ask: 'tags', ...about(name, access) } as const
        return kept(question, registry.listTags(name, access), (answer) => ({ ...question, answer }))
      },
      resolveDigest: (name, reference, access) => {
        const question = { ask: 'digest', ...about(name, access), reference } as const
        const asked = registry.resolveDigest(name, reference, access)
        return kept(question, asked, (answer) => ({ ...question, answer }))
      },
      inspect: (name, reference, access) => {
        const question = { ask: 'inspection', ...about(name, access), reference } as const
        const asked = registry.inspect(name, reference, access)
        return kept(question, asked, (answer) => ({ ...question, answer }))
      },
    },
  }
}

function about(
  name: ImageName,
  access: RegistryAccess | undefined,
): Pick<RegistryQuestion, 'image' | 'access'> {
  return { image: formatImageName(name), ...(access && { access }) }
}
