/** What a person may write in `.github/image-bump.yaml`: the one source of its types, its checks and its JSON Schema. */
import { z } from 'zod'
import { exactly, flag, map, name, nameOrStar, text, texts } from './scalars.ts'
import {
  allowed,
  automationSettings,
  delivery,
  downgrade,
  fluxSettings,
  hold,
  olderTag,
  personsNo,
} from './written-delivery.ts'
import { writtenImage } from './written-image.ts'
import { namedPolicy, policyUse } from './written-policy.ts'
import { writtenPromotion } from './written-promotion.ts'
import { writtenWindows } from './written-windows.ts'

/** An environment, whose keys but for `policies` are for the configuration alone. */
export const environmentForm = map({
  branch: text.exactOptional().describe("Where changes go; default: the repository's default branch"),
  namespace: name
    .exactOptional()
    .describe("The word before the colon in markers; default: the environment's name"),
  paths: texts
    .exactOptional()
    .describe(
      'Files, folders and globs, required where environments share a branch; default: the whole repository',
    ),
  exclude: texts.exactOptional().describe('Files, folders and globs to leave out'),
  delivery: delivery.exactOptional().meta({ default: 'commit' }),
  from: writtenPromotion.exactOptional(),
  windows: writtenWindows.exactOptional(),
  downgrade: downgrade.exactOptional().meta({ description: olderTag, default: 'propose' }),
  hold: hold.exactOptional().meta({ description: personsNo, default: 'respect' }),
  suspend: flag.exactOptional().meta({ description: 'Change nothing here for now', default: false }),
  policies: z
    .record(nameOrStar, policyUse)
    .exactOptional()
    .describe("Names in markers and their policies; '*' stands for every image not named here"),
  allow: z
    .array(allowed)
    .exactOptional()
    .describe('Risks that are taken on purpose where changes go by pull request'),
}).describe('A branch, paths on it, the policies of its markers, and a delivery')

const commit = map({
  message: text.exactOptional().describe('Go template of the message; default: our own words'),
  author: map({
    name: text.describe('The name in the commit'),
    email: text.describe('The address in the commit'),
  })
    .exactOptional()
    .describe("Who makes the commits, by Git then; default: the owner of the token, by GitHub's API"),
})

const root = map({
  name: text.describe('The name of the cluster; those of its environments begin with it'),
  path: text.describe('The folder where it begins'),
  ...fluxSettings,
  automations: z
    .record(text, automationSettings)
    .exactOptional()
    .describe('Settings for one ImageUpdateAutomation, by its namespace/name'),
  render: z
    .enum(['kustomize'])
    .exactOptional()
    .describe('Build the objects with kustomize first, as Flux does; default: read them as they are written'),
})

/** The whole file. */
export const written = map({
  version: exactly(1).describe('The version of this format'),
  images: z.record(name, writtenImage).exactOptional().describe('The images, by names that policies use'),
  policies: z.record(name, namedPolicy).exactOptional().describe('Policies that environments use by name'),
  environments: z.record(name, environmentForm).exactOptional().describe('Where tags go and how'),
  commit: commit.exactOptional().describe('How commits look'),
  include: texts
    .exactOptional()
    .describe('Files and globs: fragments, with images and policies for what is below their own folders'),
  flux: z.array(root).exactOptional().describe("Folders with Flux's objects"),
})

/** The parts that rules look across, and who commits. */
export const writtenParts = written.pick({
  images: true,
  policies: true,
  environments: true,
  flux: true,
  include: true,
  commit: true,
})

/** An image, a named policy, a policy as an environment uses it, an environment, a footgun that is allowed: each as it was written. */
export type WrittenImage = z.output<typeof writtenImage>
export type WrittenPolicy = z.output<typeof namedPolicy>
export type WrittenUse = z.output<typeof policyUse>
export type WrittenEnvironment = z.output<typeof environmentForm>
export type Allowed = z.output<typeof allowed>
/** A root of Flux's objects. */
export type WrittenRoot = z.output<typeof root>
