// Node.js: axios, fetch of undici through its ProxyAgent, or Meta's SDK, with the pool
// or with what a customer claims of it.
import assert from 'node:assert'
import diagnostics from 'node:diagnostics_channel'

const [, , library, version] = process.argv
const env = process.env
const business = '506914307656634'
const graph = 'https://graph.facebook.com/v23.0/'
const pool = 'https://hub.360dialog.io/api/v2/partners/simul8PA/preverified-numbers'

const control = async (path, body) => (await fetch(`${env.SIM_URL}/_sim/v1/${path}`, {
  method: body ? 'POST' : 'GET', body: body && JSON.stringify(body), headers: { 'X-Sim-World': env.WORLD, 'Content-Type': 'application/json' },
})).json()
const code = async () => (await control('codes/latest')).code

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
  async claim() {
    const { default: sdk } = await import('facebook-nodejs-business-sdk')
    const partner = sdk.FacebookAdsApi.init('EAAJBsimulator')
    const owner = new sdk.Business(business)
    const ids = []
    for (const phone_number of ['15550783881', '15550783882']) ids.push((await control('numbers', { phone_number, business, status: 'VERIFIED' })).id)

    // One number goes by Embedded Signup, the other over Graph.
    const signup = await control('signups', { ids: [ids[0]], outcome: 'finish' })
    const bare = await control('signups', { outcome: 'only_waba' })
    const { access_token } = await partner.call('GET', ['oauth', 'access_token'], { client_id: env.SIM_APP_ID, client_secret: env.SIM_APP_SECRET, code: signup.code })
    const customer = new sdk.FacebookAdsApi(access_token)
    const { data: token } = await partner.call('GET', ['debug_token'], { input_token: access_token })
    assert.deepEqual(token.granular_scopes[0].target_ids, [signup.waba_id])

    const waba = (id, api) => new sdk.WhatsAppBusinessAccount(id, {}, null, api)
    const mine = waba(signup.waba_id, customer)
    assert.equal((await mine.get(['message_template_namespace', 'on_behalf_of_business_info'])).on_behalf_of_business_info.id, signup.business_id)
    await waba(signup.waba_id, partner).createAssignedUser([], { user: '1972555232742222', tasks: ['MANAGE'] })
    const [line] = await owner.getExtendedCredits(['id'])
    const share = await line.createWhatsAppCreditSharingAndAttach([], { waba_id: signup.waba_id, waba_currency: 'USD' })
    assert.ok(share.allocation_config_id)
    await waba(signup.waba_id, customer).createSubscribedApp([], {})
    const [subscribed] = await mine.getSubscribedApps([])
    assert.equal(subscribed.whatsapp_business_api_data.id, env.SIM_APP_ID)
    const added = await waba(bare.waba_id, partner).createPhoneNumber([], { cc: '1', phone_number: '5550783882', verified_name: 'Wind & Wool', preverified_id: ids[1] })
    const [[claimed], [second]] = await Promise.all([mine.getPhoneNumbers(['id', 'is_preverified_number']), waba(bare.waba_id, partner).getPhoneNumbers(['id'])])
    assert.deepEqual([claimed.id, claimed.is_preverified_number, second.id], [signup.phone_number_id, true, added.id])

    // This version of the SDK has no class for phone numbers.
    for (const [api, id] of [[customer, claimed.id], [partner, second.id]]) {
      assert.ok((await api.call('POST', [id, 'register'], { messaging_product: 'whatsapp', pin: '581063' })).success)
      assert.equal((await api.call('GET', [id], { fields: 'status' })).status, 'CONNECTED')
    }
    assert.equal((await owner.getPreVerifiedNumbers(['id'])).length, 0)
    const clients = await owner.getClientWhatsAppBusinessAccounts(['id'])
    assert.deepEqual(clients.map((c) => c.id), [signup.waba_id, bare.waba_id])
  },
}
await clients[library]()
