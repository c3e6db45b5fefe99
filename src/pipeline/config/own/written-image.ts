/** What a person may write for an image: its name, or a map with its name and how its registry may be asked. */
import { z } from 'zod'
import { flag, map, secretName, text, texts } from './scalars.ts'

/** A part of the written form. */
export const writtenImage = z
  .union([
    text,
    map({
      image: text.describe('Host and path without scheme and tag, as in ghcr.io/acme/web'),
      exclusionList: texts
        .exactOptional()
        .describe('RE2 patterns of tags to leave out, besides signatures, attestations and SBOMs'),
      suspend: flag
        .exactOptional()
        .meta({ description: 'Do not ask for tags of this image for now', default: false }),
      insecure: flag.exactOptional().meta({
        description: 'Plain http will do where its registry speaks no https; no login is ever sent over it',
        default: false,
      }),
      provider: z
        .enum(['aws', 'azure', 'gcp'])
        .exactOptional()
        .describe('The cloud that its registry belongs to, whose login is wanted'),
      secretRef: map({
        name: secretName.describe(
          'The name under which the workflow gives a login, with or without namespace/',
        ),
      })
        .exactOptional()
        .describe('A login among those of the input registry-credentials'),
    }),
  ])
  .describe('An image whose tags are listed: its name, or a map with its name in `image`')
