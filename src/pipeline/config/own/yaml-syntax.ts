/** Our own sentences for what the YAML parser finds wrong. */
import type { ErrorCode, YAMLError } from 'yaml'

/** What is wrong with the YAML at the error's place, and what was wanted. */
export function describeSyntax(error: Pick<YAMLError, 'code'>): string {
  return `the file is not valid YAML here: ${sentences[error.code]}`
}

const sentences: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (`*name`) cannot have an anchor or a tag',
  BAD_ALIAS: 'the name of an alias or an anchor is missing or ends with a colon',
  BAD_COLLECTION_TYPE: 'the tag does not fit what stands behind it',
  BAD_DIRECTIVE: 'this directive (a line that begins with `%`) is not known',
  BAD_DQ_ESCAPE:
    'this escape is not known in double quotes; write `\\\\` for a backslash, or use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above, or a bracket above is not closed',
  BAD_PROP_ORDER: 'anchors and tags stand behind the `-`, `?` or `:` that they belong to',
  BAD_SCALAR_START: 'text cannot begin with this character; put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second `key:` stands on one line; begin a new line, or put the value in quotes',
  BLOCK_IN_FLOW: 'a list or map by indentation cannot stand between brackets',
  DUPLICATE_KEY: 'the key stands twice',
  IMPOSSIBLE: 'the parser cannot make sense of it',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a quote, a bracket, a colon or a comma is missing',
  MULTILINE_IMPLICIT_KEY: 'a key runs over several lines; a quote or a colon may be missing above',
  MULTIPLE_ANCHORS: 'a value has two anchors',
  MULTIPLE_DOCS: 'a second document begins; wanted one',
  MULTIPLE_TAGS: 'a value has two tags',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab is used for indentation; wanted spaces',
  TAG_RESOLVE_FAILED:
    'this tag (a word that begins with `!`) is not known; leave it out, or put the value in quotes',
  UNEXPECTED_TOKEN:
    'something stands here that does not belong to the lines above; check indentation and quotes',
}
