// Ten thousand YAML files, a thousand of them marked and changed: the whole of `apply --selections` but the printing,
// beside merely reading all files and writing those thousand, and beside parsing, printing and writing the marked ones.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMap, parseAllDocuments, visit } from 'yaml'
import { createWorktree } from '../../../lib/adapters/git/worktree.js'
import { applySelections } from '../../../lib/pipeline/apply-selections.js'
import { compare } from '../in-turn.mjs'

const folders = 100
const markedInFolder = 10
const othersInFolder = 90
const marked = folders * markedInFolder
const rounds = 9
let version = 0

const root = mkdtempSync(join(tmpdir(), 'image-bump-rewrite-'))
try {
  const [all, alone] = [join(root, 'all'), join(root, 'alone')]
  buildTree(all, othersInFolder)
  buildTree(alone, 0)
  process.stdout.write(`${filesBelow(all).length} files, ${marked} of them marked and changed\n`)
  await compare(
    [
      { name: 'read all, write the marked', run: () => readAndWrite(all) },
      { name: 'ours (aim: 2.00x)', run: () => ours(all) },
      { name: 'read all; parse, print, write the marked', run: () => parseAndPrint(all) },
    ],
    rounds,
  )
  process.stdout.write(`\n${marked} files, all of them marked and changed\n`)
  await compare(
    [
      { name: 'parse, print, write', run: () => parseAndPrint(alone) },
      { name: 'ours (aim: 0.50x)', run: () => ours(alone) },
      { name: 'read, write', run: () => readAndWrite(alone) },
    ],
    rounds,
  )
} finally {
  rmSync(root, { recursive: true, force: true })
}

function buildTree(tree, others) {
  for (let folder = 0; folder < folders; folder++) {
    const path = join(tree, 'apps', `team-${folder}`)
    mkdirSync(path, { recursive: true })
    for (let file = 0; file < markedInFolder + others; file++) {
      const name = `web-${folder}-${file}`
      writeFileSync(join(path, `${name}.yaml`), manifest(name, file < markedInFolder))
    }
  }
}

/** A deployment of 1.4 kB, as people write them. */
function manifest(name, isMarked) {
  const marker = isMarked ? ' # {"$imagepolicy": "bench:web"}' : ''
  const lines = [
    '---',
    `# ${name} is deployed by the team that owns it; ask there before you scale it.`,
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: ${name}`,
    '  namespace: shop',
    '  labels:',
    `    app.kubernetes.io/name: ${name}`,
    '    app.kubernetes.io/part-of: shop',
    'spec:',
    '  replicas: 3',
    '  revisionHistoryLimit: 5',
    '  selector:',
    '    matchLabels:',
    `      app.kubernetes.io/name: ${name}`,
    '  strategy:',
    '    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }',
    '  template:',
    '    metadata:',
    '      labels:',
    `        app.kubernetes.io/name: ${name}`,
    '        app.kubernetes.io/part-of: shop',
    '      annotations:',
    '        prometheus.io/scrape: "true"',
    "        prometheus.io/port: '9090'",
    '    spec:',
    '      serviceAccountName: shop',
    '      securityContext: { runAsNonRoot: true, runAsUser: 65532 }',
    '      containers:',
    `        - name: ${name}`,
    `          image: ghcr.io/acme/web:1.0.0${marker}`,
    '          imagePullPolicy: IfNotPresent',
    '          args: [serve, --port=8080, --metrics-port=9090]',
    '          ports:',
    '            - { name: http, containerPort: 8080 }',
    '            - { name: metrics, containerPort: 9090 }',
    '          env:',
    '            - name: LOG_LEVEL',
    '              value: info',
    '            - name: FEATURES',
    '              value: search,reviews',
    '          resources:',
    '            requests: { cpu: 100m, memory: 128Mi }',
    '            limits: { memory: 256Mi }',
    '          readinessProbe:',
    '            httpGet: { path: /ready, port: http }',
    '',
  ]
  return lines.join('\n')
}

/** A new tag each time, so that there is always something to change. */
function nextTag() {
  version++
  return `1.0.${version}`
}

async function ours(tree) {
  const selections = { 'bench:web': { name: 'ghcr.io/acme/web', tag: nextTag() } }
  const worktree = createWorktree(tree)
  const { changes, files, problems } = await applySelections(JSON.stringify(selections), worktree)
  await worktree.write(files.map(({ after }) => after))
  if (changes.length !== marked || problems.length > 0) throw new Error(`${changes.length} values changed`)
}

function readAndWrite(tree) {
  const found = filesBelow(tree).map((path) => ({ path, bytes: readFileSync(path) }))
  const chosen = found.filter(({ bytes }) => bytes.includes('"$imagepolicy"'))
  for (const { path, bytes } of chosen) writeFileSync(path, bytes)
  if (chosen.length !== marked) throw new Error(`${chosen.length} files written`)
}

function parseAndPrint(tree) {
  const image = `ghcr.io/acme/web:${nextTag()}`
  let changed = 0
  for (const path of filesBelow(tree)) {
    const text = readFileSync(path, 'utf8')
    if (!text.includes('"$imagepolicy"')) continue
    const documents = parseAllDocuments(text)
    for (const document of documents) changed += setImages(document, image)
    writeFileSync(path, documents.map(String).join(''))
  }
  if (changed !== marked) throw new Error(`${changed} values changed`)
}

function setImages(document, image) {
  let changed = 0
  visit(document, {
    Scalar(_, node, path) {
      if (isMap(path.at(-2)) && node.comment?.includes('"$imagepolicy"')) {
        node.value = image
        changed++
      }
    },
  })
  return changed
}

function filesBelow(tree) {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
