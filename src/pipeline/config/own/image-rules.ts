/** Rules on images: their names, their exclusion lists, and that a policy's image is one of them. */
import { findCloud } from '../../../model/cloud.ts'
import { ProblemError } from '../../../model/problem.ts'
import { unlessProblem } from '../../../model/thrown.ts'
import { parseImageName } from '../../../model/reference.ts'
import { parseRegex } from '../../../languages/regex/regex.ts'
import { visibleNames, type Draft, type CommonRule } from './draft.ts'
import { wrongKey, wrongValue, type Finding, type Path } from './finding.ts'
import { hint, quote } from './wording.ts'
import { allWrittenUses, imageOf, star } from './uses.ts'

/** All rules on images. */
export const imageRules: readonly CommonRule[] = [
  imageNamesParse,
  providersHaveHosts,
  exclusionsParse,
  imagesAreKnown,
  starNamesNoImage,
]

function imageNamesParse({ images }: Draft): readonly Finding[] {
  return [...images].flatMap(([name, image]) =>
    typeof image === 'string'
      ? checkImageName(['images', name], image)
      : checkImageName(['images', name, 'image'], image.image),
  )
}

function checkImageName(path: Path, text: string): readonly Finding[] {
  try {
    parseImageName(text)
    return []
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown
    return thrown.problems.map(({ code, message }) => wrongValue(path, message, code))
  }
}

/** No login is ever sent to such a host, so the image could not be read. */
function providersHaveHosts({ images }: Draft): readonly Finding[] {
  return [...images].flatMap(([name, image]) => {
    if (typeof image === 'string' || image.provider === undefined) return []
    // A name that is wrong is told by another rule.
    const host = unlessProblem(() => parseImageName(image.image))?.registry
    if (host === undefined || findCloud(host) === image.provider) return []
    const message = `${quote(host)} is no registry of the cloud ${quote(image.provider)}; wanted one of its own, or no \`provider\``
    return [wrongValue(['images', name, 'provider'], message, 'provider-host-mismatch')]
  })
}

function exclusionsParse({ images }: Draft): readonly Finding[] {
  return [...images].flatMap(([name, image]) =>
    typeof image === 'string'
      ? []
      : (image.exclusionList ?? []).flatMap((pattern, position) =>
          checkPattern(['images', name, 'exclusionList', position], pattern),
        ),
  )
}

/** Objects to a pattern that is not RE2. */
export function checkPattern(path: Path, pattern: string): readonly Finding[] {
  const read = parseRegex(pattern)
  if (read.kind !== 'invalid') return []
  return [
    wrongValue(path, `${quote(pattern)} is not a regular expression: ${read.message}`, 'pattern-invalid'),
  ]
}

function imagesAreKnown(draft: Draft): readonly Finding[] {
  const images = visibleNames(draft, 'images')
  if (images === undefined) return []
  return allWrittenUses(draft)
    .filter(({ name, written }) => name !== star && !images.includes(imageOf(name, written)))
    .map(({ name, path, written }) => {
      const image = imageOf(name, written)
      const message = `there is no image ${quote(image)} in \`images\`${hint(image, images)}`
      const isNamed = typeof written !== 'string' && written.image !== undefined
      return isNamed ? wrongValue([...path, 'image'], message) : wrongKey(path, message)
    })
}

function starNamesNoImage(draft: Draft): readonly Finding[] {
  return allWrittenUses(draft)
    .filter(
      ({ name, written }) => name === star && typeof written !== 'string' && written.image !== undefined,
    )
    .map(({ path }) => wrongKey([...path, 'image'], "`'*'` stands for every image; wanted no `image` in it"))
}
