/** Where an image says that it comes from. Labels are claims of whoever built it: what becomes a link is put together anew from parts that were checked. */
import type { ImageInspection } from '../../model/inspection.ts'

export type Source =
  | {
      readonly kind: 'repository'
      /** Root of the host's pages, as in `https://github.com`. */
      readonly server: string
      /** `owner/name`. */
      readonly name: string
    }
  /** Somewhere else: no more than an address. */
  | { readonly kind: 'page'; readonly url: string; readonly shown: string }

/** Undefined for text that is no address of a page. `server` is where our own repository lives; github.com is known everywhere. */
export function findSource(label: string, server: string): Source | undefined {
  const url = parseUrl(asHttps(label.trim()))
  if (url === undefined) return undefined
  const known = [server, gitHub].find((each) => parseUrl(each)?.host === url.host)
  if (known === undefined) return label.trim().startsWith('http:') ? undefined : pageAt(url)
  const [owner = '', name = ''] = url.pathname.slice(1).split('/')
  const plain = name.replace(/\.git$/, '')
  if (!isOwner(owner) || !isRepositoryName(plain)) return undefined
  return { kind: 'repository', server: known.replace(/\/+$/, ''), name: `${owner}/${plain}` }
}

/** A commit's id, or enough of it. */
export function findRevision({ revision = '' }: Pick<ImageInspection, 'revision'>): string | undefined {
  return /^[0-9a-f]{7,64}$/i.test(revision) ? revision.toLowerCase() : undefined
}

const gitHub = 'https://github.com'

/** Other ways to write where a Git repository lies: for SSH, Git's own protocol, and tools that put a word before the scheme. */
function asHttps(text: string): string {
  const plain = text.replace(/^(?:scm:)?git[+:](?=\w+:\/\/|\w+@)/, '')
  const scp = /^\w+@([\w.-]+):(?!\/)(.+)$/.exec(plain)
  if (scp !== null) return `https://${scp[1]}/${scp[2]}`
  return plain.replace(
    /^(?:(?:git|ssh):\/\/(?:\w+@)?([\w.-]+)(?::\d+)?|http:\/\/([\w.-]+))(?=\/)/,
    'https://$1$2',
  )
}

/** https alone, without a login; and no address longer than anybody would write. */
function parseUrl(text: string): URL | undefined {
  if (text.length > 300 || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const isPlain = url.protocol === 'https:' && url.username === '' && url.password === ''
  return isPlain && url.hostname.includes('.') ? url : undefined
}

/** Without query and fragment. The address stands between angle brackets, which a URL holds none of. */
function pageAt({ origin, host, pathname }: URL): Source {
  const path = pathname.replaceAll('@', '%40')
  return { kind: 'page', url: `${origin}${path}`, shown: `${host}${pathname === '/' ? '' : pathname}` }
}

/** GitHub: letters, digits and single hyphens; names of enterprises' managed users have an underscore. */
function isOwner(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(text)
}

function isRepositoryName(text: string): boolean {
  return /^[\w.-]{1,100}$/.test(text) && !/^\.+$/.test(text)
}
