// A client that swallows every error: it does the task once, in the order that works
// when nothing goes wrong, and never looks at a status.
const env = process.env
const api = process.argv[2]
const graph = `${env.SIM_META_URL}/v23.0/`
const pool = `${env.SIM_360DIALOG_URL}/api/v2/partners/${env.SIM_PARTNER_ID}/preverified-numbers`
const words = (name) => (env[name] ? env[name].split(',') : [])
const headers = { Authorization: `Bearer ${env.SIM_META_TOKEN}`, 'X-API-Key': env.SIM_360DIALOG_API_KEY, 'Content-Type': 'application/json' }
if (api === '360dialog') delete headers.Authorization

const send = async (method, url, body) => {
  try {
    return await (await fetch(url, { method, headers, body: body && JSON.stringify(body) })).json()
  } catch {}
}
const ids = {}
const list = await send('GET', api === 'meta' ? `${graph}${env.SIM_BUSINESS_ID}/preverified_numbers?fields=id,phone_number` : pool)
for (const n of list?.data ?? list ?? []) ids[n.phone_number.replace(/\D/g, '')] = n.id ?? n.preverified_phone_number_id

for (const phone of words('SIM_TASK_ADD')) {
  const added = await send('POST', api === 'meta' ? `${graph}${env.SIM_BUSINESS_ID}/add_phone_numbers` : pool, { phone_number: phone })
  ids[phone] ??= added?.id ?? added?.preverified_phone_number_id
}
for (const phone of words('SIM_TASK_VERIFY')) {
  const [ask, enter] = api === 'meta' ? [`${graph}${ids[phone]}/request_code`, `${graph}${ids[phone]}/verify_code`] : [`${pool}/${ids[phone]}/request-otp`, `${pool}/${ids[phone]}/verify-otp`]
  await send('POST', ask, { code_method: api === 'meta' ? 'SMS' : 'sms', language: 'en_US' })
  const message = await send('GET', `${env.SIM_URL}/_sim/v1/codes/latest?phone_number=${phone}`)
  await send('POST', enter, { code: message?.code })
}
for (const phone of words('SIM_TASK_DELETE')) await send('DELETE', graph + ids[phone])
for (const pair of words('SIM_TASK_SHARE')) {
  const [phone, business] = pair.split('=')
  await send('POST', `${graph}${env.SIM_BUSINESS_ID}/share_preverified_numbers`, { preverified_id: ids[phone], partner_business_id: business })
}
