/** Addresses that are never asked, whoever names them: there clouds answer whoever is inside with the keys of the machine. */
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { failure } from './failure.ts'

/** Is the host of a URL link-local, or the metadata service of a cloud, by name or address? */
export function isForbidden(hostname: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  const family = isIP(host)
  return family === 0 ? names.has(host) : addresses.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/** The same lookup, which fails for a name that leads to such an address. */
export function guardLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, address, family) => {
      const found = typeof address === 'string' ? [address] : (address ?? []).map((each) => each.address)
      const inside = error === null ? found.find(isForbidden) : undefined
      if (inside === undefined) callback(error, address, family)
      else callback(failure('ADDRESS_FORBIDDEN', `its name leads to ${inside}`), address, family)
    })
}

/** Where a proxy is in the way the name is all that we see. */
const names: ReadonlySet<string> = new Set([
  'instance-data',
  'instance-data.ec2.internal',
  'metadata',
  'metadata.goog',
  'metadata.google.internal',
  'metadata.tencentyun.com',
])

const addresses = new BlockList()
// RFC 3927, RFC 4291: AWS, Azure, Google, Oracle, DigitalOcean, Hetzner and others keep theirs there.
addresses.addSubnet('169.254.0.0', 16)
addresses.addSubnet('fe80::', 10, 'ipv6')
// The same through NAT64 (RFC 6052).
addresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
// AWS, Google.
addresses.addSubnet('fd00:ec2::', 32, 'ipv6')
addresses.addAddress('fd20:ce::254', 'ipv6')
// Alibaba, Azure, Oracle.
addresses.addAddress('100.100.100.200')
addresses.addAddress('168.63.129.16')
addresses.addAddress('192.0.0.192')
