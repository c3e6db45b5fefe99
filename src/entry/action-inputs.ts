/** What the workflow gives the Action, and what the runner says of itself. */
import { resolve } from 'node:path'
import * as core from '@actions/core'
import { context } from '@actions/github'
import { defaults } from '@actions/github/lib/utils'
import { type Inputs, parseInputs } from './inputs.ts'
import { checkoutRoot, type World } from './wiring.ts'

/** Throws a ProblemError with a problem for each wrong input. */
export function readInputs(): Inputs {
  return parseInputs({
    config: core.getInput('config'),
    environments: core.getInput('environments'),
    only: core.getInput('only'),
    'on-bad-event': core.getInput('on-bad-event'),
    'dry-run': core.getInput('dry-run'),
    suspend: core.getInput('suspend'),
    freeze: core.getInput('freeze'),
    'take-over': core.getInput('take-over'),
    strict: core.getInput('strict'),
    'pull-requests': core.getInput('pull-requests'),
    'allowed-registries': core.getInput('allowed-registries'),
    'changelog-repositories': core.getInput('changelog-repositories') || repositoryName(),
    'preview-comment': core.getInput('preview-comment'),
    commits: core.getInput('commits'),
    'update-workspace': core.getInput('update-workspace'),
    'signing-key': core.getInput('signing-key'),
    'signing-key-passphrase': core.getInput('signing-key-passphrase', { trimWhitespace: false }),
    'signing-keys': core.getInput('signing-keys'),
    'registry-credentials': core.getInput('registry-credentials'),
    'registry-tls': core.getInput('registry-tls'),
    'aws-role-arn': core.getInput('aws-role-arn'),
    'gcp-workload-identity-provider': core.getInput('gcp-workload-identity-provider'),
    'gcp-service-account': core.getInput('gcp-service-account'),
    'azure-client-id': core.getInput('azure-client-id'),
    'azure-tenant-id': core.getInput('azure-tenant-id'),
  })
}

/** All that the ports need of this run. */
export function worldOf({ allowed, registries, delivery }: Inputs): World {
  return {
    directory: checkoutRoot(resolve(core.getInput('working-directory') || '.')),
    env: process.env,
    token: core.getInput('token'),
    repository: repositoryName(),
    urls: { server: context.serverUrl, api: context.apiUrl, graphql: context.graphqlUrl },
    allowed,
    registries,
    delivery,
    mask: core.setSecret,
    ...proxiedFetch(),
  }
}

/** Octokit's global `fetch` knows no proxy; the one of `@actions/github` does. */
function proxiedFetch(): Pick<World, 'fetch'> {
  const fetch = defaults.request?.fetch
  return fetch === undefined ? {} : { fetch }
}

/** `owner/name`; empty where the runner does not say. */
export function repositoryName(): string {
  return process.env['GITHUB_REPOSITORY'] ?? ''
}
