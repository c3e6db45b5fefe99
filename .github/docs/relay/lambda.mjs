// The relay on AWS Lambda, behind a function URL or an API Gateway (payload 2.0). `relay/` beside this file is a copy of dist/relay;
// relay.yaml lies beside it too. Handler: lambda.handler, runtime: nodejs24.x.
import { readFileSync } from 'node:fs'
import { createRelay, onLambda } from './relay/index.js'

const config = readFileSync(new URL('relay.yaml', import.meta.url), 'utf8')
// A Lambda sleeps after its answer, so GitHub is asked before.
const app = createRelay({ config, environment: process.env, isLasting: false })

export const handler = onLambda(app)
