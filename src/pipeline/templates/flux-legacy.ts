/** `.Updated` and `.Changed.ImageResult`, which the templates of Flux before 1.0 used (fluxcd/image-automation-controller pkg/update/result.go). */
import {
  getters,
  type GoMethods,
  type GoValue,
  list,
  listType,
  map,
  mapType,
  stringType,
  text,
} from '../../languages/gotemplate/gotemplate.ts'
import { imageType, imageValue } from './flux-image.ts'
import {
  distinct,
  type FluxName,
  type FluxObject,
  grouped,
  groupByObject,
  inOrder,
  nameValue,
  objectType,
  objectValue,
  structType,
} from './flux-object.ts'

/** An image that was written or confirmed, for the templates of Flux before 1.0. */
export interface FluxImage {
  readonly file: string
  readonly object: FluxObject
  /** The whole reference, whichever part of it the marker wanted. */
  readonly reference: string
  readonly policy: FluxName
}

/** Files and objects with the images in them, and each distinct image. */
export function imageResult(given: readonly FluxImage[]): GoValue {
  const images = inOrder(given)
  const objects = (): GoValue => imagesByObject(images)
  const files = [...grouped(images, ({ file }) => file)].map(([file, own]) => {
    const fields = [imagesByObject(own)]
    return [text(file), { kind: 'struct', type: fileResultType, fields } as const] as const
  })
  const type = structType(
    'update.ImageResult',
    [{ name: 'Files', type: filesType }],
    getters('Images', 'Objects'),
  )
  const methods: GoMethods = new Map([
    ['Images', () => list(distinct(images, imageKey).map(valueOfImage), listType(imageType))],
    ['Objects', objects],
  ])
  return { kind: 'struct', type, fields: [map(files, filesType)], methods }
}

const imagesType = mapType(objectType, listType(imageType))
const fileResultType = structType('update.FileResult', [{ name: 'Objects', type: imagesType }])
const filesType = mapType(stringType, fileResultType)

function imagesByObject(images: readonly FluxImage[]): GoValue {
  const objects = [...groupByObject(images)]
  return map(
    objects.map(([object, own]) => [
      objectValue(object),
      list(distinct(own, imageKey).map(valueOfImage), listType(imageType)),
    ]),
    imagesType,
  )
}

function valueOfImage({ reference, policy }: FluxImage): GoValue {
  return imageValue(reference, nameValue(policy))
}

function imageKey({ reference, policy }: FluxImage): string {
  return JSON.stringify([reference, policy.namespace, policy.name])
}
