// Commit messages by Go templates, beside Handlebars with templates that say the same, in the same run.
// "Read and run" begins with the text each time, as one message of one commit does; "run" has the template read already.
// Warm is the best of rounds that take turns; cold the best of first messages, each in a process of its own. Handlebars compiles to
// JavaScript; ours walks a tree, counts its steps, and makes Flux's data as values of Go for each message. The aim is a ratio of times.
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const [side] = process.argv.slice(2)

// Whether the types are right is told elsewhere.
if (side === undefined)
  spawnSync(path('../../../node_modules/.bin/tsc'), ['-p', path('../../../src/tsconfig.json')])
const go = side === 'theirs' ? undefined : await import('../../../lib/languages/gotemplate/gotemplate.js')
const { fluxData } = go === undefined ? {} : await import('../../../lib/pipeline/templates/flux-data.js')
const handlebars = side === 'ours' ? undefined : (await import('handlebars')).default

/** The template of Flux's guide, a long list, and next to nothing. */
const kinds = {
  'the guide, 3 files of 4': {
    files: 3,
    aims: ['<= 2', '<= 6'],
    ours: `Automated image update

Automation name: {{ .AutomationObject }}

Files:
{{ range $filename, $_ := .Changed.FileChanges -}}
- {{ $filename }}
{{ end -}}
Objects:
{{ range $resource, $changes := .Changed.Objects -}}
- {{ $resource.Kind }} {{ $resource.Name }}
  Changes:
{{- range $_, $change := $changes }}
    - {{ $change.OldValue }} -> {{ $change.NewValue }}
{{ end -}}
{{ end -}}
`,
    theirs: `Automated image update

Automation name: {{automation}}

Files:
{{#each files}}
- {{@key}}
{{/each}}
Objects:
{{#each objects}}
- {{kind}} {{name}}
  Changes:
{{#each changes}}
    - {{oldValue}} -> {{newValue}}
{{/each}}
{{/each}}
`,
  },
  'a line a change, 40 files': {
    files: 40,
    aims: ['<= 2', '<= 6'],
    ours: '{{ range .Changed.Changes }}{{ .Setter }}: {{ .OldValue }} -> {{ .NewValue }}\n{{ end }}',
    theirs: '{{#each objects}}{{#each changes}}{{setter}}: {{oldValue}} -> {{newValue}}\n{{/each}}{{/each}}',
  },
  'no data but two names': {
    files: 0,
    aims: ['<= 2', '<= 10'],
    ours: 'Update by {{ .AutomationObject.Name }} in {{ .AutomationObject.Namespace }}',
    theirs: 'Update by {{automationName}} in {{automationNamespace}}',
  },
}

function changesOf(files) {
  return Array.from({ length: files * 4 }, (_, index) => ({
    file: `apps/team-${Math.floor(index / 4)}/values.yaml`,
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apps', name: `web-${index >> 2}` },
    oldValue: `ghcr.io/acme/web-${index}:1.0.0`,
    newValue: `ghcr.io/acme/web-${index}:1.1.0`,
    setter: `flux-system:web-${index}`,
  }))
}

/** What Flux hands over, made anew for each message as the line does; and the same as plain objects. */
function ourData(changes) {
  const automation = { namespace: 'flux-system', name: 'fleet' }
  return fluxData({ automation, changes, images: [], values: {} }, 'strict')
}

function theirData(changes) {
  const objects = new Map()
  for (const { object, ...change } of changes) {
    const known = objects.get(object.name) ?? { ...object, changes: [] }
    known.changes.push(change)
    objects.set(object.name, known)
  }
  return {
    automation: 'flux-system/fleet',
    automationName: 'fleet',
    automationNamespace: 'flux-system',
    files: Object.fromEntries(changes.map(({ file }) => [file, true])),
    objects: [...objects.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

const read = (text) => go.parseTemplate(text, { name: 'commit message', functions: go.sprig })

/** Each gives functions that make one message. */
function contestants({ ours, theirs, files }) {
  const changes = changesOf(files)
  const ourTemplate = go && read(ours)
  const options = { noEscape: true }
  const theirTemplate = handlebars?.compile(theirs, options)
  return {
    'read and run': {
      ours: () => go.executeTemplate(read(ours), ourData(changes)).text,
      theirs: () => handlebars.compile(theirs, options)(theirData(changes)),
    },
    run: {
      ours: () => go.executeTemplate(ourTemplate, ourData(changes)).text,
      theirs: () => theirTemplate(theirData(changes)),
    },
  }
}

function time(work, times) {
  const start = performance.now()
  for (let turn = 0; turn < times; turn++) work()
  return (performance.now() - start) / times
}

/** Templates per second. */
function warm({ ours, theirs }) {
  const times = Math.max(1, Math.round(5 / time(ours, 1)))
  const rounds = Array.from({ length: 80 }, () => [time(ours, times), time(theirs, times)]).slice(20)
  return [rounds.map(([a]) => a), rounds.map(([, b]) => b)].map((all) => 1000 / Math.min(...all))
}

function cold() {
  const once = (which) => Number(execFileSync(process.execPath, [path('templates.mjs'), which]))
  const rounds = Array.from({ length: 9 }, () => [once('ours'), once('theirs')])
  return [rounds.map(([a]) => a), rounds.map(([, b]) => b)].map((all) => 1000 / Math.min(...all))
}

function line(cells) {
  return cells.map((cell, at) => (at < 2 ? `${cell}`.padEnd(28) : `${cell}`.padStart(12))).join('')
}

function report(name, what, [mine, other], aim) {
  const numbers = [mine, other].map((each) => Math.round(each))
  console.log(line([name, what, ...numbers, (other / mine).toFixed(2), aim]))
}

const [[guideName, guide]] = Object.entries(kinds)
if (side === undefined) {
  console.log(line(['template', 'work', 'ours /s', 'theirs /s', 'ratio', 'aim']))
  for (const [name, kind] of Object.entries(kinds)) {
    const works = contestants(kind)
    if (works.run.ours().replaceAll(/\s+/g, ' ') !== works.run.theirs().replaceAll(/\s+/g, ' '))
      throw new Error(`${name}: the two say different things`)
    for (const [index, [what, work]] of Object.entries(works).entries())
      report(name, `${what}, warm`, warm(work), kind.aims[index])
  }
  report(guideName, 'read and run, cold', cold(), guide.aims[0])
} else console.log(time(contestants(guide)['read and run'][side], 1))
