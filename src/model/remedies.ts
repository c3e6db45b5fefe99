/** The codes of all problems, and what to do about each. */

/** What to do about each problem, in one sentence. PROBLEMS.md says more under a heading of the same name. */
export const remedies = {
  'access-proposed': 'Nothing to do: the way that is proposed is taken once the change is merged.',
  'actions-may-not-open':
    'Turn on "Allow GitHub Actions to create and approve pull requests" in the settings, or use the token of a GitHub App.',
  'address-refused':
    'Write the address of the registry itself: metadata services and link-local addresses are never asked.',
  'allowed-registries':
    'Add the host to the input allowed-registries, or remove the image from the configuration.',
  'arguments-invalid':
    'Correct the inputs or arguments named; `image-bump --help` and action.yml list them all.',
  'assignees-refused': 'Name people who may read the repository, or assign somebody by hand.',
  'auto-merge-refused':
    'Allow auto-merge in the settings of the repository, and let the branch ask for a review or a check.',
  'base-moved':
    'Bring the pull request up to date with its base to see a preview without what others merged.',
  'base-unusable':
    'Correct the configuration of the base branch; a preview looks up only what stands there already.',
  'branch-moved':
    'Nothing to do: the next run starts from the new head. If it happens often, give the workflow a concurrency group.',
  'branch-not-found': 'Create the branch, or correct `branch` of the environment.',
  'branch-unprotected':
    'Protect the branch by a rule that asks for a review or a check, or take `requireProtection` away.',
  'choice-missing': 'Give the policy one of semver, alphabetical or numerical.',
  'cloud-login-failed':
    'Read what the cloud said; check `id-token: write`, the inputs of the cloud, and whom its role or identity trusts.',
  'commits-unverified':
    'Give the input token that of a GitHub App, whose commits GitHub signs; or nothing, where nobody asks for signed commits.',
  'config-invalid': 'Correct the configuration at the place named.',
  'config-not-found':
    'Create .github/image-bump.yaml (`image-bump init` proposes one), or name the file with the input or option `config`.',
  'credential-helper-failed':
    'Run `docker login` again, or check that the helper named works on this machine.',
  'digest-dropped':
    'Set `digestReflectionPolicy` of the policy to Always or IfNotPresent if values shall stay pinned; else nothing.',
  'digest-not-found': 'Check that the tag still exists in the registry and that the login may read it.',
  downgrade:
    'Find out why the policy does not choose the newer tag any more, before you merge; `downgrade: refuse` holds such changes.',
  'downgrade-held':
    'Find out why the policy does not choose the newer tag any more; to go back on purpose, edit the file by hand.',
  'draft-refused': 'Take `draft` away: this repository has no drafts.',
  'edit-refused': 'Edit the file by hand at the place named, for the reason given.',
  'environment-unknown': 'Use the name of an environment in the configuration.',
  'event-idle': 'Nothing to do: the event tells of something else than a push of an image.',
  'event-refused':
    'Start the workflow by an event of merged files that strangers cannot cause, such as schedule or workflow_dispatch; previews are for pull_request, by the Action.',
  'event-unreadable':
    'Correct what sends the event, as TRIGGERS.md has it; the input on-bad-event says whether such a run looks at everything or fails.',
  'file-not-objects':
    'Move the marked value to a file of objects: every document a map, without directives before it; or write this one so.',
  'file-not-yaml': 'Correct the YAML, or move the value and its marker out of the template.',
  'files-failed': 'Check that the path exists, and that this user may read and write there.',
  'flux-access-assumed':
    "Put the Namespace's manifest into the repository, so that its labels are known; or nothing, if the use is meant.",
  'flux-access-denied':
    "Allow the policy's namespace in `accessFrom` of the ImageRepository, or give the policy an ImageRepository of its own.",
  'flux-branch-unusable':
    'Let the automation check out a branch, and push to that branch or to one that is for it alone.',
  'flux-field-unused':
    'Nothing to do if the workflow gives what the field stands for: logins, certificates, proxies and signing keys come from there.',
  'flux-object-incomplete':
    'Give the rendered manifests (`render: kustomize` at the root in `flux:`, or --manifests), or write the field out in the file named.',
  'flux-object-invalid': 'Correct the object at the place named; Flux would refuse it too.',
  'flux-object-twice':
    'Keep one of the two objects, or name the clusters they belong to as roots in `flux:`.',
  'flux-object-unreached':
    'Nothing to do if the file is no part of a cluster; else let a Flux Kustomization reach it, or name its cluster in `flux:`.',
  'flux-reference-unknown':
    'Correct the name or the namespace, or put the object that is meant into the repository.',
  'flux-root-empty': 'Correct the path of the root in `flux:`.',
  'gate-bypassed': 'Give each environment a value of its own to mark, or let this one go by pull request.',
  'flux-run-fails': 'Correct what is named: Flux writes nothing for this automation until then.',
  'flux-source-elsewhere':
    'Nothing to do: let Image Bump run in that repository, too, if it shall be looked after.',
  'footgun-refused': 'Make the policy tighter, or add the word named to `allow` of the environment or root.',
  'fragment-left-out': 'Correct the errors of the fragment: until then nothing below its folder changes.',
  'fragment-refused': 'Move the key to the configuration itself: a fragment has images and policies only.',
  'gates-not-required':
    'Add the checks named to those that the branch requires; until then a request can be merged before its gates are open.',
  'git-failed':
    'Read what git said; check that this is a checkout, that it has a remote and that the token may read it.',
  'github-failed': 'Read what GitHub said; try again when it answers.',
  'github-refused': 'Check the permissions of the token: contents and pull-requests need write.',
  'history-unreadable':
    'Let the checkout reach further back (fetch-depth: 0), and look at what git or GitHub said.',
  'history-unknown':
    'Nothing to do; if somebody took this version out on purpose, close the request, or take it out again.',
  'image-added': 'Nothing to do: it is looked up once the change is merged.',
  'image-invalid': 'Write the image as host/path without scheme and tag, as in ghcr.io/acme/web.',
  'image-outdated': 'Push the image again with a current tool, or keep the tag out with a filter.',
  'image-unknown':
    'Nothing to do if the image is none of this repository; else write it as in the configuration.',
  'init-refused':
    'Do what the message says, or write the configuration by hand as CONFIG.md tells; nothing was changed.',
  'ip-not-allowed': 'Add the runner to the IP allow list of the organization, or use a runner that is on it.',
  'labels-refused': 'Correct the name in `labels` (at most 50 characters), or add the label by hand.',
  'include-empty': 'Correct the pattern, or remove it: no file of the repository fits it.',
  'ledger-begins': 'Nothing to do: from now on it is known since when each tag is there.',
  'ledger-unreadable':
    'Read what git said. If the ledger is there in another form, a new one begins once it is deleted (git push origin :refs/image-bump/ledger).',
  'login-needs-tls':
    'Let the registry speak https (the input registry-tls takes its CA), or let the image be read without a login.',
  'login-refused':
    'Log in again in an earlier step, or correct the secret that the login named comes from: it may have expired.',
  'marker-ambiguous': 'Let one environment own the file: correct `paths` or `exclude`.',
  'marker-malformed':
    'Write the marker as # {"$imagepolicy": "namespace:name"}, or with :tag, :name, :digest, :registry or :repository.',
  'marker-misplaced':
    'Move the marker to the end of the line on which the value stands; move the value of a template to its values file.',
  'marker-unsuited':
    'Give the marker the suffix that fits the key: :tag, :name, :digest, :registry, :repository, or none for a whole image.',
  'milestone-unknown': 'Create or reopen the milestone, or correct `milestone`.',
  'namespace-guessed':
    'Write `metadata.namespace` into the object, or `namespace` into the kustomization that lists its file.',
  'not-in-plan':
    'Nothing to do: the next plan asks for it. If it stays, make the plan with the same inputs as the jobs that deliver it.',
  'not-proved':
    'Nothing to do: it is proposed once it has run where `from` says. A label named in `from.bypass` opens the gate of a request.',
  'no-tag-fits': 'Widen the range or the filter, or push a tag that fits.',
  'no-tags': 'Push a tag, or check the filter and the exclusion list: nothing was left to choose from.',
  'not-a-registry':
    'Check host and port of the image: what answered does not speak the distribution protocol.',
  'order-invalid': 'Write the order as asc or desc.',
  'pattern-invalid': 'Correct the regular expression; the syntax is RE2 as in Go.',
  'permission-missing':
    'Grant the permission named: under `permissions` of the workflow, or in the settings of the App or the token.',
  'pin-not-listed': 'Correct the tag of the `pin`, or push it; without the pin the policy chooses again.',
  'plan-overtaken': 'Nothing to do: the next plan looks at what is there now, and decides again.',
  'plan-refused':
    'Deliver the plan file that the same workflow run made, from the same checkout; or make the plan anew.',
  'policy-unknown': 'Name a policy of the environment in the marker, as in "namespace:name".',
  'provider-host-mismatch':
    'Remove `provider` from the image, or correct its host: a cloud gives logins for its own registries only.',
  'promotion-cycle': 'Take one `from` out of the circle.',
  'promotion-waits': 'Nothing to do: it goes on by itself once the time is over and the status is green.',
  'proxy-failed':
    'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the job, and that the proxy lets this host through.',
  'pull-request-approved':
    'Merge the request, or close it; `whenApproved: refresh` changes it where new commits take approvals away.',
  'pull-request-edited':
    'Remove the extra commits, or delete the branch once its request is merged or closed; the next run makes it anew.',
  'pull-request-waits': 'Nothing to do: the next run that can decide all policies of the request updates it.',
  'pull-requests-enough': 'Merge or close an open request, or raise `maxOpen`.',
  'push-options-differ':
    'Give the automations of one branch the same push options, or let them push to branches of their own.',
  'push-refused':
    'Read what the remote said; the branch may be protected or the token may lack contents: write.',
  'range-invalid': 'Correct the range; the syntax is that of Masterminds semver, as in >=1.2.0 <2.0.0.',
  'rate-limited': 'Wait until the time named, or log in to get a higher limit.',
  'registry-failed': 'Look at the registry; the next run tries again.',
  'registry-listing-incomplete':
    'Look at the registry: a listing that cannot be read to its end is never chosen from.',
  'registry-name-unknown': 'Correct the host of the image, or look up why this machine cannot find its name.',
  'registry-refused':
    'Check the image name; log in to the registry in an earlier step, with a login that may read this image.',
  'registry-unreachable':
    'Check the host and port and that the runner can reach them; the next run tries again.',
  'render-failed': 'Run `kustomize build` on the folder named, and correct what it says.',
  'render-remote': 'Copy what the address holds into the repository, or give rendered `manifests`.',
  'render-unavailable': 'Install kustomize before this step, or give rendered `manifests`.',
  'repository-archived': 'Unarchive the repository, or take the workflow away.',
  'repository-not-found': 'Check the image name; a private image also answers so when there is no login.',
  'reviewers-refused':
    'Name people and teams with access to the repository, other than the owner of the token.',
  'rewrite-not-exact': 'Nothing was written to this file. Please report it with the lines around the marker.',
  'sso-required':
    'Authorize the token for the organization (Configure SSO), or use the token of a GitHub App.',
  'signing-failed':
    'Read what gpg or ssh-keygen said; give one private key in signing-key, and its passphrase.',
  suspended: 'Remove `suspend`, or set the input suspend to false.',
  'tag-moved':
    'Look at who pushed the tag again. To take it, choose another tag, or let a person put the label of `from.bypass` on the request.',
  'tag-invalid': 'Keep the tag out with a filter or exclusionList, or remove it from the registry.',
  'teams-unreadable':
    'Use the token of a GitHub App with `members: read` of the organization, or name people.',
  'tag-not-listed': 'Nothing to do: the next run sees the tag once the registry lists it.',
  'take-over-needed':
    'Suspend Flux’s automation, then set the input take-over to true; until then this run shows what it would do.',
  'template-failed': 'Correct the template; where it is one of Flux, Flux fails at it too.',
  'template-invalid':
    'Correct the template at the place named; it is a Go template with the functions of Sprig.',
  'tests-invalid': 'Correct the file of policy tests at the place named; CONTRACTS.md has its form.',
  'tls-failed':
    'Give the registry’s CA, or the certificate that it wants from us, in the input registry-tls; a registry without TLS needs `insecure: true`.',
  'token-refused': 'Make a new token; those of GitHub Apps live for an hour, so create them in the same job.',
  'value-not-a-number': 'Add filterTags with an extract that leaves numbers only.',
  'version-declined': 'Nothing to do: a newer version is proposed. `hold: ignore` proposes this one again.',
  'window-closed': 'Nothing to do: it goes on by itself when the window opens, or the freeze ends.',
  'workflows-wait':
    'Give the input token that of a GitHub App (actions/create-github-app-token) if workflows shall start by themselves.',
} as const satisfies Record<string, string>

export type ProblemCode = keyof typeof remedies
