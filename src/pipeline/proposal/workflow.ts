/** The workflow that runs the Action: README's. */

/** The text of `.github/workflows/image-bump.yaml`. */
export function formatWorkflow(): string {
  return workflow
}

const workflow = `name: Image Bump
on:
  schedule:
    - cron: '7,27,47 * * * *' # every twenty minutes, away from the full hour, when GitHub is busiest
  repository_dispatch:
    types: [image-pushed] # your build or registry says: look at this image now
  workflow_dispatch: # by hand, or by the relay
    inputs:
      environments: { description: 'Environments, separated by commas; empty means all' }
      only: { description: 'Images, separated by commas; empty means all' }
      dry-run: { description: 'Write nothing', type: boolean, default: false }
permissions:
  contents: write
  pull-requests: write
  packages: read
concurrency: image-bump
jobs:
  bump:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0.1
      - uses: image-bump/image-bump@main # pin a full commit SHA
        with:
          environments: \${{ inputs.environments }}
          dry-run: \${{ inputs.dry-run || false }}
          only: \${{ inputs.only }}
          suspend: \${{ vars.IMAGE_BUMP_SUSPEND || false }}
`
