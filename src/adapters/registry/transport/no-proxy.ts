/** The rule of NO_PROXY, as Go's programs have it, Flux and Docker among them (golang.org/x/net/http/httpproxy). */
import { BlockList, isIP } from 'node:net'
import { isLoopback } from '../hosts.ts'

/**
 * Which addresses are reached without a proxy: this machine; all with `*`; and those that the list names, by commas or
 * spaces, each with a port or without. A name stands for itself and what is below it, with a dot (or `*.`) in front only
 * for what is below; an IP address for itself, or for a network (`10.0.0.0/8`). An entry that is none of these is passed over.
 */
export function parseNoProxy(text: string): (url: URL) => boolean {
  const entries = text.toLowerCase().split(/[\s,]+/)
  const rules = entries.map(readEntry)
  return (url) => {
    const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    return isLoopback(url.hostname) || rules.some((matches) => matches(host, port))
  }
}

type Rule = (host: string, port: string) => boolean

function readEntry(entry: string): Rule {
  if (entry === '') return () => false
  if (entry === '*') return () => true
  const network = /^([^/]+)\/(\d+)$/.exec(entry)
  if (network !== null) return inNetwork(network[1] ?? '', Number(network[2]))
  const [, bracketed, plain, wanted] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? []
  // An IPv6 address may stand there without brackets, and then has no port.
  const name = bracketed ?? plain ?? entry
  const matches = isIP(name) === 0 ? below(name) : inNetwork(name, isIP(name) === 4 ? 32 : 128)
  return (host, port) => (wanted === undefined || wanted === port) && matches(host, port)
}

function below(name: string): Rule {
  const suffix = name.replace(/^\*(?=\.)/, '').replace(/(?<=.)\.$/, '')
  if (suffix.startsWith('.')) return (host) => host.endsWith(suffix)
  return (host) => host === suffix || host.endsWith(`.${suffix}`)
}

function inNetwork(address: string, bits: number): Rule {
  const family = isIP(address)
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return () => false
  const network = new BlockList()
  network.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6')
  return (host) => isIP(host) !== 0 && network.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6')
}
