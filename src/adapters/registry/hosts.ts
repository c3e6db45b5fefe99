/** Where a registry answers, and where it may send us: the rules that keep requests and logins off hosts nobody meant. */
import { BlockList, isIP } from 'node:net'
import type { RegistryAccess } from '../../model/policy.ts'
import { isDockerHub, type ImageName } from '../../model/reference.ts'
import { problemError } from '../../model/problem.ts'

/**
 * Where a registry's API may be, in the order of trying. That is https; on this very machine plain http, unless the host is
 * known to speak TLS, or found to (`own-tls.ts`); and both where Flux tries both: for an address of RFC 1918 and with `insecure`
 * (go-containerregistry pkg/name/registry.go, pkg/v1/remote/transport/ping.go).
 * Docker Hub's API lives on a host of its own. Throws `image-invalid` for a host that no URL can hold.
 */
export function apiRoots(
  name: ImageName,
  access: RegistryAccess = {},
  speaksTls = false,
): readonly [URL, ...URL[]] {
  const host = isDockerHub(name.registry) ? 'registry-1.docker.io' : name.registry
  if (!URL.canParse(`https://${host}/`))
    throw problemError('image-invalid', `"${host}" in ${name.text} is not a host and port`)
  const [root, plain] = [new URL(`https://${host}/`), new URL(`http://${host}/`)]
  if (speaksTls) return [root]
  if (isLoopback(root.hostname)) return [plain]
  return access.insecure === true || isIn(private4, root.hostname) ? [root, plain] : [root]
}

/** Does the host name mean this machine: localhost, a name below it, 127.0.0.0/8 or ::1? */
export function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(hostname) || isIn(loopback, hostname)
}

/**
 * May a redirect or a token service lead from one URL to the other? Never from https to http, over http only within
 * this machine or one host, and to an address of a private network only from such an address.
 */
export function mayLead(from: URL, to: URL): boolean {
  if (to.protocol === 'http:') {
    const staysHere = isLoopback(from.hostname) && isLoopback(to.hostname)
    return from.protocol === 'http:' && (staysHere || from.host === to.host)
  }
  return to.protocol === 'https:' && (!isLocal(to.hostname) || isLocal(from.hostname))
}

function isLocal(hostname: string): boolean {
  return isLoopback(hostname) || isIn(private4, hostname) || isIn(privateNetworks, hostname)
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

const private4 = new BlockList()
// RFC 1918.
private4.addSubnet('10.0.0.0', 8)
private4.addSubnet('172.16.0.0', 12)
private4.addSubnet('192.168.0.0', 16)

const privateNetworks = new BlockList()
// RFC 6598, RFC 3927 (link local, where clouds keep their metadata), RFC 4193, RFC 4291.
privateNetworks.addSubnet('0.0.0.0', 8)
privateNetworks.addSubnet('100.64.0.0', 10)
privateNetworks.addSubnet('169.254.0.0', 16)
privateNetworks.addAddress('::', 'ipv6')
privateNetworks.addSubnet('fc00::', 7, 'ipv6')
privateNetworks.addSubnet('fe80::', 10, 'ipv6')

function isIn(networks: BlockList, hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  return family !== 0 && networks.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
