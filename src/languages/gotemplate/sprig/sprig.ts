/**
 * The functions of Sprig v3.3.0, the set that asks neither clock nor environment nor network (`HermeticTxtFuncMap`) as Flux has it.
 * What is left to chance there is settled here: `randInt` gives its lowest number, `shuffle` the text as it is, `keys` and `values`
 * are sorted. `ago` and `durationRound` of a date would ask the clock, and fail. The local time zone is UTC.
 */
import { anything, type Functions, takesMany, type TemplateFunction } from '../evaluate/function.ts'
import { nil } from '../values/make.ts'
import { dates } from './dates.ts'
import { decimals } from './decimals.ts'
import { dicts } from './dicts.ts'
import { defaults } from './empty.ts'
import { encodings } from './encodings.ts'
import { json } from './json.ts'
import { letters } from './letters.ts'
import { lists } from './lists.ts'
import { numbers } from './numbers.ts'
import { paths } from './paths.ts'
import { reflection } from './reflection.ts'
import { regexes } from './regexes.ts'
import { semvers } from './semvers.ts'
import { texts } from './strings.ts'
import { urls } from './urls.ts'

/** Keys, certificates and passwords: most differ on every run, and none belongs in a message. */
const unsupported = [
  'bcrypt',
  'buildCustomCert',
  'decryptAES',
  'derivePassword',
  'encryptAES',
  'genCA',
  'genCAWithKey',
  'genPrivateKey',
  'genSelfSignedCert',
  'genSelfSignedCertWithKey',
  'genSignedCert',
  'genSignedCertWithKey',
  'htpasswd',
]

const refused: TemplateFunction = { ...takesMany([], anything, () => nil), isUnsupported: true }

export const sprig: Functions = new Map([
  ...dates,
  ...decimals,
  ...defaults,
  ...dicts,
  ...encodings,
  ...json,
  ...letters,
  ...lists,
  ...numbers,
  ...paths,
  ...reflection,
  ...regexes,
  ...semvers,
  ...texts,
  ...urls,
  ...unsupported.map((name) => [name, refused] as const),
])
