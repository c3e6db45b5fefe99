import { describe, expect, test } from '@jest/globals'
import { namedBy } from '../../../src/pipeline/prove/names.ts'

describe('a glob for statuses and checks', () => {
  test.each([
    // notification-controller internal/notifier/util_test.go: kind, name, beginning of the provider's uid
    { glob: 'kustomization/*', name: 'kustomization/gitops-system/0c9c2e41', fits: true },
    { glob: 'kustomization/apps/*', name: 'kustomization/apps/0c9c2e41', fits: true },
    { glob: 'kustomization/apps/*', name: 'kustomization/infra/0c9c2e41', fits: false },
    { glob: 'smoke', name: 'smoke', fits: true },
    { glob: 'smoke', name: 'smoke test', fits: false },
    // What we say ourselves is no proof of anything.
    { glob: '*', name: 'image-bump/soak', fits: false },
  ])('$glob means $name: $fits', ({ glob, name, fits }) => {
    expect(namedBy(glob)(name)).toBe(fits)
    expect(namedBy('other', glob)(name)).toBe(fits)
  })
})
