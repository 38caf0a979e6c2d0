// Asks a proxy in front of the relay what docs/tls.md promises of it, and appends the results to the
// table. check.mjs NAME HTTP-PORT HTTPS-PORT
import { appendFileSync, readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'

const [name, httpPort, httpsPort] = process.argv.slice(2)
const host = 'relay.example.com'
const ca = readFileSync(`${process.env.INTEROP_RUN}/fullchain.pem`)

function ask(path, headers = {}, secure = true) {
  const options = {
    host: '127.0.0.1',
    port: secure ? httpsPort : httpPort,
    servername: host,
    ca,
    path,
    headers: { Host: host, ...headers },
    timeout: 20_000,
    agent: false,
  }
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request(options, (response) => {
      const parts = []
      response.on('data', (part) => parts.push(part))
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          location: response.headers.location,
          text: Buffer.concat(parts).toString(),
        })
      )
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 20 s')))
    request.on('error', reject)
    request.on('upgrade', (response, socket, head) => resolve({ status: 101, socket, head }))
    request.end()
  })
}

const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
}

function frame(text) {
  const payload = Buffer.from(text)
  if (payload.length > 125) throw new Error('too long for this frame')
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}

function expect(condition, sentence) {
  if (!condition) throw new Error(sentence)
}

const scenarios = {
  async wss() {
    const { status, socket, head } = await ask('/', upgrade)
    expect(status === 101, `the handshake is answered ${status}`)
    socket.write(frame('["REQ","s",{"limit":1}]'))
    const text = await new Promise((resolve, reject) => {
      let all = head.toString('latin1')
      const look = () => all.includes('"EOSE"') && resolve(all)
      socket.on('data', (part) => {
        all += part.toString('latin1')
        look()
      })
      socket.on('error', reject)
      socket.on('close', () => reject(new Error(`closed after ${all}`)))
      look()
    })
    expect(text.includes('"s"'), text)
    socket.destroy()
  },
  async information() {
    const { status, text } = await ask('/', { Accept: 'application/nostr+json' })
    expect(status === 200 && JSON.parse(text).supported_nips.includes(1), `${status} ${text}`)
    const page = await ask('/', { Accept: 'text/html' })
    expect(page.text.includes(`wss://${host}/`), 'the page does not name the public address')
  },
  async redirect() {
    const { status, location } = await ask('/some?x=1', {}, false)
    expect(status === 308 && location.startsWith(`https://${host}`), `${status} ${location}`)
  },
  async operators() {
    for (const path of ['/metrics', '/%6detrics', '//metrics', '/health', '/api/v1/admin/audit']) {
      const { status } = await ask(path)
      expect(status >= 400 && status < 500, `${path} is answered ${status}`)
    }
  },
  async address() {
    // 203.0.113.7 is denied by the relay's settings: whoever says to be it must not be believed.
    const { status, socket } = await ask('/', { ...upgrade, 'X-Forwarded-For': '203.0.113.7' })
    expect(status === 101, `a client can give itself an address: ${status}`)
    socket.destroy()
  },
}

let failed = false
for (const [scenario, play] of Object.entries(scenarios)) {
  const began = Date.now()
  let fault = ''
  try {
    await play()
  } catch (e) {
    fault = String(e.message ?? e).replaceAll(/\s+/g, ' ')
    failed = true
  }
  const line = ['proxies', name, scenario, fault ? 'failed' : 'ok', Date.now() - began, fault]
  appendFileSync(process.env.INTEROP_RESULTS, `${line.join('\t')}\n`)
}
process.exit(failed ? 1 : 0)
