/** By what each kind of sender can prove itself. What signs is asked for its signature: nothing weaker is taken from it. */
import type { Proof, SenderKind } from '../sender.ts'
import type { WrittenSender } from './written.ts'

type Word = Proof['kind']

/** The first is meant where none is written. */
export const proofsOfKind: Readonly<Record<SenderKind, readonly [Word, ...Word[]]>> = {
  acr: ['header', 'bearer', 'basic', 'path'],
  artifactory: ['signature', 'header'],
  cdevents: ['signature', 'bearer', 'header', 'path'],
  distribution: ['bearer', 'header', 'basic', 'path'],
  'docker-hub': ['path'],
  ecr: ['header', 'bearer', 'basic'],
  generic: ['signature', 'bearer'],
  ghcr: ['signature'],
  gitlab: ['header'],
  google: ['id-token'],
  harbor: ['header', 'path'],
  nexus: ['signature'],
  quay: ['path'],
}

/** The proof that is written, or meant. */
export function proofOf({ kind, proof, header, audience = '', email = '' }: WrittenSender): Proof {
  const word = proof ?? proofsOfKind[kind][0]
  switch (word) {
    case 'path':
    case 'bearer':
    case 'basic':
      return { kind: word }
    case 'header':
      return { kind: word, header: (header ?? headers[kind] ?? 'authorization').toLowerCase() }
    case 'id-token':
      return { kind: word, audience, email }
    case 'signature':
      return { kind: word, ...(signatures[kind] ?? usual) }
  }
}

/** The headers that registries name themselves. */
const headers: Partial<Record<SenderKind, string>> = {
  artifactory: 'x-jfrog-event-auth',
  gitlab: 'x-gitlab-token',
}

type Signature = Omit<Extract<Proof, { readonly kind: 'signature' }>, 'kind'>

/** As Flux's Receiver of type generic-hmac has it. */
const usual: Signature = { header: 'x-signature', prefix: 'sha256=', hash: 'SHA-256' }

/** docs.github.com, "Validating webhook deliveries"; help.sonatype.com, "Webhooks"; jfrog.com, "Webhooks". */
const signatures: Partial<Record<SenderKind, Signature>> = {
  artifactory: { header: 'x-jfrog-event-auth', prefix: '', hash: 'SHA-256' },
  ghcr: { header: 'x-hub-signature-256', prefix: 'sha256=', hash: 'SHA-256' },
  nexus: { header: 'x-nexus-webhook-signature', prefix: '', hash: 'SHA-1' },
}
