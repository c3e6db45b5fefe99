// The relay on Deno: deno run --allow-net --allow-env --allow-read deno.mjs
// `relay/` beside this file is a copy of dist/relay; relay.yaml lies beside it too.
import { createRelay } from './relay/index.js'

const config = await Deno.readTextFile(new URL('relay.yaml', import.meta.url))
const app = createRelay({ config, environment: Deno.env.toObject(), isLasting: true })

Deno.serve({ port: 8080 }, (request) => app.fetch(request))
