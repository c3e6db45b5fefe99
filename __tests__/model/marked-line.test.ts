import { describe, expect, test } from '@jest/globals'
import { bearsMarker, bearsValue } from '../../src/model/marked-line.ts'

describe('a line of the past', () => {
  test.each([
    ['tag: 1.1.0 # {"$imagepolicy": "dev:web:tag"}', true],
    [`  - tag: "1.1.0" # {"$imagepolicy": "dev:web:tag"}`, true],
    [`{ name: web, tag: '1.1.0' } # {"$imagepolicy": "dev:web:tag"}\r`, true],
    ['tag: 1.1.0 #{"$imagepolicy":"dev:web:tag"}', true],
    ['tag: 1.1.0-rc.1 # {"$imagepolicy": "dev:web:tag"}', false],
    ['tag: 1.1.0 # {"$imagepolicy": "dev:web"}', false],
    ['tag: 1.1.0 # {"$imagepolicy": "prod:dev:web:tag"}', false],
    ['tag: 1.1.0 # "dev:web:tag"', false],
    ['tag: 1.0.0 # {"$imagepolicy": "dev:web:tag"} not 1.1.0', false],
  ])('%s', (line, expected) => {
    expect(bearsValue(line, 'dev:web:tag', '1.1.0')).toBe(expected)
  })

  test('bears a whole image, with its alias, as one value', () => {
    const line = '  image: web=ghcr.io:443/acme/web:1.1.0@sha256:00ff # {"$imagepolicy": "dev:web"}'
    expect(bearsValue(line, 'dev:web', 'web=ghcr.io:443/acme/web:1.1.0@sha256:00ff')).toBe(true)
    expect(bearsValue(line, 'dev:web', 'web=ghcr.io:443/acme/web:1.1.0')).toBe(false)
  })

  test('bears the marker whatever its value is', () => {
    expect(bearsMarker('tag: any # {"$imagepolicy": "dev:web:tag"}', 'dev:web:tag')).toBe(true)
  })
})
