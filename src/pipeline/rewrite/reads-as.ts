/** What one scalar says to a reader of YAML 1.1 that is not ours. */
import { isScalar, parseDocument, type Tags } from 'yaml'

/** Is this the source of one scalar that YAML 1.1 reads as that text? */
export function readsAs(text: string, source: string): boolean {
  const { errors, warnings, contents } = parseDocument(source, {
    version: '1.1',
    customTags,
    logLevel: 'silent',
  })
  if (errors.length > 0 || !isScalar(contents) || contents.value !== text) return false
  // A tag of YAML's own that does not fit the text is a warning; what a tag of somebody else's means is not known here.
  return warnings.length === 0 || !contents.tag?.startsWith('tag:yaml.org,2002:')
}

/** The reader's own tags, but that dates are text (one that takes the place of a date stays plain) and that `e1` is no number. */
function customTags(tags: Tags): Tags {
  return tags
    .filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:timestamp')
    .map(withDigits)
}

function withDigits(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.collection !== undefined || tag.format !== 'EXP') return tag
  return { ...tag, test: exponent }
}

/** YAML 1.1, yaml.org/type/float: there is a digit before the exponent. */
const exponent = /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)[eE][-+]?\d+$/
