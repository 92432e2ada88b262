// A pool manager as it should be, for exec --all: it does the task that SIM_TASK_…
// tells, through the API of its first argument, meta or 360dialog. It lists before
// it adds, reads before it repeats a change whose answer was lost, pauses longer
// each time with full jitter, and gives up on what stays refused. Time passes on
// the simulator's clock.
import http from 'node:http' // fetch takes longer to load than all requests of a scenario
const env = process.env
const api = process.argv[2] ?? 'meta'
const graph = `${env.SIM_META_URL}/v23.0/`
const pool = `${env.SIM_360DIALOG_URL}/api/v2/partners/${env.SIM_PARTNER_ID}/preverified-numbers`
const control = `${env.SIM_URL}/_sim/v1`
const tokens = [env.SIM_META_TOKEN, env.RENEWED_TOKEN].filter(Boolean)
const words = (name) => (env[name] ? env[name].split(',') : [])

class Refused extends Error {}
class Gone extends Error {}

const steer = (method, path, body) => send(method, control + path, body, 10_000)
const now = async () => Date.parse((await steer('GET', '/clock')).body.now)
const sleep = (seconds) => steer('POST', '/clock', { advance: `${Math.max(1, Math.round(seconds * 1000))}ms` })

const agent = new http.Agent({ keepAlive: true })

// send makes one request and never fails: no answer is a status of 0.
const send = (method, url, body, patience = 700) => new Promise((resolve) => {
  const headers = api === 'meta' ? { Authorization: `Bearer ${tokens[0]}` } : { 'X-API-Key': env.SIM_360DIALOG_API_KEY }
  if (body) headers['Content-Type'] = 'application/json'
  const lost = () => resolve({ status: 0 })
  const request = http.request(url, { method, headers, agent, signal: AbortSignal.timeout(patience) }, (answer) => {
    let text = ''
    answer.on('data', (part) => (text += part)).on('error', lost).on('end', () => {
      try {
        resolve({ status: answer.statusCode, header: answer.headers, body: text ? JSON.parse(text) : null })
      } catch {
        lost() // a page of a proxy says nothing about the change
      }
    })
  })
  request.on('error', lost).end(body && JSON.stringify(body))
})

// kind tells what an answer means: ok, lost (unknown whether it was done), later,
// login, gone or refused. The code counts, since Meta's statuses vary.
function kind({ status, body }) {
  const e = body?.error ?? body?.meta?.details?.error
  if (status >= 200 && status < 400) return 'ok'
  if (status === 429 || [4, 17, 613, 80007, 80008].includes(e?.code) || [2388091, 2388367].includes(e?.error_subcode)) return 'later'
  if (status === 0 || status >= 500 || e?.is_transient || e?.code === 1 || e?.code === 2) return 'lost'
  if (status === 401 || e?.code === 190) return 'login'
  return status === 404 || e?.error_subcode === 33 ? 'gone' : 'refused'
}

// wanted is how long an answer asks to wait, in seconds.
function wanted({ header }) {
  const after = Number(header?.['retry-after'])
  if (after > 0) return after
  try {
    return 60 * Math.max(...Object.values(JSON.parse(header['x-business-use-case-usage'])).flat().map((u) => u.estimated_time_to_regain_access ?? 0))
  } catch {
    return 0
  }
}

// ask repeats a request until it is answered; done tells whether a change whose
// answer was lost was made, stale that a repetition makes no sense any more.
async function ask(method, url, body, { done, stale } = {}) {
  for (let attempt = 1, pause = 4; ; attempt++, pause = Math.min(pause * 2, 1800)) {
    const answer = await send(method, url, body)
    const what = kind(answer)
    if (what === 'ok') return answer.body
    if (what === 'login' && api === 'meta' && tokens.length > 1) {
      tokens.shift()
      continue
    }
    if (what === 'gone') throw new Gone(JSON.stringify(answer.body))
    if (what === 'refused' || what === 'login') throw new Refused(JSON.stringify(answer.body))
    if (attempt === 14) throw new Error('gave up')
    await sleep((what === 'later' && wanted(answer)) || Math.max(2, pause * Math.random()) + 2)
    if (what === 'lost' && done && (await done())) return null
    if (stale && (await stale())) return null
  }
}

// list has every number as {id, phone, status}.
async function list() {
  if (api === '360dialog') {
    return (await ask('GET', pool)).map((n) => ({ id: n.preverified_phone_number_id, phone: n.phone_number, status: n.code_verification_status }))
  }
  const all = []
  let next = `${graph}${env.SIM_BUSINESS_ID}/preverified_numbers?fields=id,phone_number,code_verification_status&limit=100`
  while (next) {
    const page = await ask('GET', next)
    all.push(...page.data.map((n) => ({ id: n.id, phone: n.phone_number, status: n.code_verification_status })))
    next = page.paging?.next
  }
  return all
}

const digits = (text) => String(text).replace(/\D/g, '')
const find = async (phone) => (await list()).find((n) => digits(n.phone) === phone)

async function add(phone) {
  if (await find(phone)) return
  const url = api === 'meta' ? `${graph}${env.SIM_BUSINESS_ID}/add_phone_numbers` : pool
  try {
    await ask('POST', url, { phone_number: phone }, { done: () => find(phone) })
  } catch (refusal) {
    if (!(await find(phone))) throw refusal
  }
}

// message waits five minutes for a text message, and tells its code.
async function message(phone, since) {
  for (let look = 0; look < 11; look++, await sleep(30)) {
    const { status, body } = await steer('GET', `/codes/latest?phone_number=${phone}&since=${new Date(since).toISOString()}`)
    if (status === 200) return digits(body.code)
  }
}

const verified = async (phone) => (await find(phone))?.status === 'VERIFIED'

async function verify(phone) {
  for (let round = 0; round < 8 && !(await verified(phone)); round++) {
    if (!(await find(phone))) await add(phone) // it was dropped meanwhile
    try {
      await enterCode(phone, (await find(phone)).id)
    } catch (refusal) {
      if (/OAuth|nauthorized|ermission/.test(refusal.message) && !/code/i.test(refusal.message)) throw refusal
    }
    if (await verified(phone)) return
    await sleep(61 * 2 ** round)
  }
  if (!(await verified(phone))) throw new Error(`${phone} is not verified`)
}

async function enterCode(phone, id) {
  const at = (path) => (api === 'meta' ? `${graph}${id}/${path}` : `${pool}/${id}/${path.replace('code', 'otp').replace('_', '-')}`)
  const since = await now()
  let code
  await ask('POST', at('request_code'), { code_method: api === 'meta' ? 'SMS' : 'sms', language: 'en_US' }, { done: async () => (code = await message(phone, since)) })
  code ??= await message(phone, since)
  const stale = async () => (await now()) - since > 9 * 60_000
  if (code) await ask('POST', at('verify_code'), { code }, { done: () => verified(phone), stale })
}

async function remove(phone) {
  const number = await find(phone)
  if (!number) return
  const url = api === 'meta' ? graph + number.id : `${pool}/${number.id}`
  await ask('DELETE', url, undefined, { done: async () => !(await find(phone)) }).catch((e) => {
    if (!(e instanceof Gone)) throw e
  })
}

// share verifies again what has expired by the time it can be shared.
async function share(phone, business) {
  for (let round = 0; round < 3; round++) {
    const { id, status } = await find(phone)
    const shared = async () => (await ask('GET', `${graph}${id}/partners`)).data.some((b) => b.id === business)
    const expired = async () => (await find(phone)).status === 'EXPIRED'
    if (await shared()) return
    if (status === 'EXPIRED') await verify(phone)
    await ask('POST', `${graph}${env.SIM_BUSINESS_ID}/share_preverified_numbers`, { preverified_id: id, partner_business_id: business }, { done: shared, stale: expired })
  }
}

// claim takes a number to its registration on a customer's WABA. The signup is the
// customer's part; a code that is used up or late needs another.
async function claim(phone, waba) {
  let node = await onWABA(phone, waba)
  if (!node) {
    const number = await find(phone)
    if (!number) throw new Gone(`${phone} is not in the pool`)
    let code = await signUp({ ids: [number.id], waba, outcome: 'finish' })
    const exchange = () => ask('GET', `${graph}oauth/access_token?client_id=${env.SIM_APP_ID}&client_secret=${env.SIM_APP_SECRET}&code=${code}`)
    await exchange().catch(async () => {
      code = await signUp({ waba, outcome: 'only_waba' })
      return exchange()
    })
    node = await onWABA(phone, waba)
  }
  await ask('POST', `${graph}${waba}/subscribed_apps`)
  if (node.code_verification_status !== 'VERIFIED') await enterCode(phone, node.id)
  const done = async () => (await ask('GET', `${graph}${node.id}?fields=status`)).status === 'CONNECTED'
  await ask('POST', `${graph}${node.id}/register`, { messaging_product: 'whatsapp', pin: '581063' }, { done })
}

async function signUp(request) {
  const { status, body } = await steer('POST', '/signups', request)
  if (status !== 201 || body.state !== 'finished') throw new Refused(JSON.stringify(body))
  return body.code
}

async function onWABA(phone, waba) {
  const numbers = await ask('GET', `${graph}${waba}/phone_numbers`).catch(() => null) // not ours before the signup
  return numbers?.data.find((n) => digits(n.display_phone_number) === phone)
}

let failures = 0
async function step(act, ...what) {
  try {
    await act(...what)
  } catch (failure) {
    failures++
    console.error(`${act.name} ${what.join(' ')}: ${failure.message}`)
  }
}

await step(list)
for (const phone of words('SIM_TASK_ADD')) await step(add, phone)
for (const phone of words('SIM_TASK_VERIFY')) await step(verify, phone)
for (const phone of words('SIM_TASK_DELETE')) await step(remove, phone)
for (const pair of words('SIM_TASK_SHARE')) await step(share, ...pair.split('='))
for (const pair of words('SIM_TASK_CLAIM')) await step(claim, ...pair.split('='))
process.exitCode = failures ? 1 : 0
