// Node.js: axios, fetch of undici through its ProxyAgent, or Meta's SDK.
import assert from 'node:assert'
import diagnostics from 'node:diagnostics_channel'

const [, , library, version] = process.argv
const env = process.env
const business = '506914307656634'
const graph = 'https://graph.facebook.com/v23.0/'
const pool = 'https://hub.360dialog.io/api/v2/partners/simul8PA/preverified-numbers'

const code = async () => (await (await fetch(`${env.SIM_URL}/_sim/v1/codes/latest`, { headers: { 'X-Sim-World': env.WORLD } })).json()).code

// work does what every client here does; send makes a request and returns its body.
async function work(send) {
  const { id } = await send('POST', `${graph}${business}/add_phone_numbers`, { phone_number: '15550783881' })
  await send('POST', `${graph}${id}/request_code`, { code_method: 'SMS', language: 'en_US' })
  await send('POST', `${graph}${id}/verify_code`, { code: await code() })
  const { data } = await send('GET', `${graph}${business}/preverified_numbers?code_verification_status=VERIFIED`)
  assert.deepEqual(data.map((n) => n.id), [id])
  assert.deepEqual(await send('GET', pool), [])
}

const headersFor = (url) => url === pool ? { 'X-API-Key': 'sim-api-key' } : { Authorization: 'Bearer EAAJBsimulator', 'Content-Type': 'application/json' }

const clients = {
  async axios() {
    const { default: axios } = await import('axios')
    await work(async (method, url, data) => (await axios({ method, url, data, headers: headersFor(url) })).data)
  },
  async fetch() {
    const { fetch, ProxyAgent } = await import('undici')
    const spoken = new Set()
    diagnostics.subscribe('undici:client:connected', ({ connectParams: c }) => { if (c.protocol === 'https:') spoken.add(c.version) })
    const dispatcher = new ProxyAgent({ uri: env.HTTPS_PROXY, allowH2: version === 'h2', requestTls: { allowH2: version === 'h2' } })
    await work(async (method, url, data) => {
      const answer = await fetch(url, { method, body: data && JSON.stringify(data), headers: headersFor(url), dispatcher })
      assert.equal(answer.status, 200)
      return answer.json()
    })
    assert.deepEqual([...spoken], [version])
  },
  async sdk() {
    const { default: sdk } = await import('facebook-nodejs-business-sdk')
    sdk.FacebookAdsApi.init('EAAJBsimulator')
    const owner = new sdk.Business(business)
    const { id } = await owner.createAddPhoneNumber([], { phone_number: '15550783881' })
    const number = () => new sdk.WhatsAppBusinessPreVerifiedPhoneNumber(id) // which takes one answer only
    await number().createRequestCode([], { code_method: 'SMS', language: 'en_US' })
    await number().createVerifyCode([], { code: await code() })
    const list = await owner.getPreVerifiedNumbers(['id', 'code_verification_status'], { code_verification_status: 'VERIFIED' })
    assert.deepEqual(list.map((n) => n.id), [id])
    await number().delete()
    assert.equal((await owner.getPreVerifiedNumbers(['id'])).length, 0)
  },
}
await clients[library]()
