// The relay as a Cloudflare Worker. `relay/` beside this file is a copy of dist/relay; wrangler.toml says the rest.
import { createRelay } from './relay/index.js'

let app

// oxlint-disable-next-line import/no-default-export -- Workers ask for it.
export default {
  fetch(request, env) {
    // A Worker may be gone after its answer, so GitHub is asked before.
    app ??= createRelay({ config: env.RELAY_CONFIG, environment: env, isLasting: false })
    return app.fetch(request)
  },
}
