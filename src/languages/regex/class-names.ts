/** Unicode classes as Go names them since 1.25, in the short names that the engine knows: `\p{Letter}` is `\p{L}`, `\p{greek}` is `\p{Greek}`. */

/**
 * Rewrites the names of all Unicode classes in a piece of a pattern. `isKnown` says whether the engine takes a class, as in `\p{L}`. One
 * that it takes under no name stays as it is written, for the error message; one that it takes by its written name alone does not, as
 * Go has lost these: it finds no script with an underscore in its name, `\p{Old_Italic}` being `\p{Olditalic}` to it.
 */
export function shortenClassNames(piece: string, isKnown: (unicodeClass: string) => boolean): string {
  if (!/\\[pP]/.test(piece) || isQuotation(piece)) return piece
  const shorten = (written: string, ...groups: readonly (string | undefined)[]): string => {
    const [sign, not = '', inBraces, letter = ''] = groups
    const shortened = `\\${sign}{${not}${shortName(inBraces ?? letter)}}`
    return sign !== undefined && (isKnown(shortened) || isKnown(written)) ? shortened : written
  }
  return piece.replaceAll(escapes, shorten)
}

const escapes = /\\([pP])(?:\{(\^?)([^{}]*)\}|([^{]))|\\[^]/g

function isQuotation(piece: string): boolean {
  return piece.startsWith(String.raw`\Q`)
}

/** Go: regexp/syntax parse.go `canonicalName` and `unicodeTable`: case, blanks, hyphens and underscores do not count. */
function shortName(name: string): string {
  const plain = name.replaceAll(/[-_ ]/g, '').replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return aliases.get(plain) ?? plain.replace(/^[a-z]/, (letter) => letter.toUpperCase())
}

/** Go: unicode.CategoryAliases, from Unicode's PropertyValueAliases.txt. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['casedletter', 'LC'],
  ['closepunctuation', 'Pe'],
  ['cntrl', 'Cc'],
  ['combiningmark', 'M'],
  ['connectorpunctuation', 'Pc'],
  ['control', 'Cc'],
  ['currencysymbol', 'Sc'],
  ['dashpunctuation', 'Pd'],
  ['decimalnumber', 'Nd'],
  ['digit', 'Nd'],
  ['enclosingmark', 'Me'],
  ['finalpunctuation', 'Pf'],
  ['format', 'Cf'],
  ['initialpunctuation', 'Pi'],
  ['letter', 'L'],
  ['letternumber', 'Nl'],
  ['lineseparator', 'Zl'],
  ['lowercaseletter', 'Ll'],
  ['mark', 'M'],
  ['mathsymbol', 'Sm'],
  ['modifierletter', 'Lm'],
  ['modifiersymbol', 'Sk'],
  ['nonspacingmark', 'Mn'],
  ['number', 'N'],
  ['openpunctuation', 'Ps'],
  ['other', 'C'],
  ['otherletter', 'Lo'],
  ['othernumber', 'No'],
  ['otherpunctuation', 'Po'],
  ['othersymbol', 'So'],
  ['paragraphseparator', 'Zp'],
  ['privateuse', 'Co'],
  ['punct', 'P'],
  ['punctuation', 'P'],
  ['separator', 'Z'],
  ['spaceseparator', 'Zs'],
  ['spacingmark', 'Mc'],
  ['surrogate', 'Cs'],
  ['symbol', 'S'],
  ['titlecaseletter', 'Lt'],
  ['unassigned', 'Cn'],
  ['uppercaseletter', 'Lu'],
])
