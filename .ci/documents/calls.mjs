// Writes calls.yaml as a program for the types that openapi-typescript makes of the
// three documents. The compiler holds every path, parameter and body against them.
import { readFileSync, writeFileSync } from 'node:fs'
import yaml from 'js-yaml'

const read = (file) => yaml.load(readFileSync(file, 'utf8'))
const specs = process.argv[2]
const operations = {}
const examples = {}
for (const name of ['meta', '360dialog', 'control']) {
  const { paths, components } = read(`${specs}/${name}.yaml`)
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, { operationId }] of Object.entries(item)) operations[`${name} ${operationId}`] = [method.toUpperCase(), path]
  }
  for (const p of Object.values(components.parameters)) if (p.in === 'path') examples[`${name} ${p.name}`] = p.example
}

// literal writes a value of calls.yaml as an expression.
function literal(v) {
  if (typeof v === 'string' && /^\$\w+$/.test(v)) return `saved.${v.slice(1)}`
  if (typeof v === 'string' && v.includes('$')) return '`' + v.replace(/\$(\w+)/g, '${saved.$1}') + '`'
  if (Array.isArray(v)) return `[${v.map(literal).join(', ')}]`
  if (v && typeof v === 'object') return `{ ${Object.entries(v).map(([k, x]) => `${JSON.stringify(k)}: ${literal(x)}`).join(', ')} }`
  return JSON.stringify(v)
}

const lines = read('calls.yaml').map((row) => {
  const name = Object.keys(row)[0]
  const [method, path] = operations[`${name} ${row[name]}`]
  const within = Object.fromEntries([...path.matchAll(/{([^}]+)}/g)].map(([, p]) => [p, row.path?.[p] ?? examples[`${name} ${p}`]]))
  const options = { ...(row.body && { body: row.body }) }
  if (path.includes('{') || row.query) options.params = { ...(path.includes('{') && { path: within }), ...(row.query && { query: row.query }) }
  if (row.raw || row.stream) options.parseAs = row.stream ? 'stream' : 'text'
  const kept = Object.entries(row.save ?? {}).map(([k, p]) => `  saved.${k} = member(data, ${JSON.stringify(p)})\n`).join('')
  return `{
  const { data, error, response } = await clients[${JSON.stringify(name)}].${method}(${JSON.stringify(path)}, ${literal(options)})
  check(${JSON.stringify(row[name])}, response, ${row.status ?? 200}, data ?? error)
${kept}}`
})
writeFileSync('generated/calls.ts', `import createClient from 'openapi-fetch'
import type { paths as Meta } from './meta.js'
import type { paths as Dialog360 } from './360dialog.js'
import type { paths as Control } from './control.js'

const baseUrl = process.argv[2]!
const clients = {
  meta: createClient<Meta>({ baseUrl, headers: { Authorization: 'Bearer EAAJBsimulator' } }),
  '360dialog': createClient<Dialog360>({ baseUrl, headers: { 'X-API-Key': 'sim-api-key' } }),
  control: createClient<Control>({ baseUrl: baseUrl + '/_sim/v1' }),
}
const saved: Record<string, any> = {}
const member = (data: any, path: string) => path.split('.').filter(Boolean).reduce((v, step) => v[step], data)
function check(name: string, response: Response, status: number, answer: unknown) {
  if (response.status === status && (answer !== undefined || status === 204)) return
  throw new Error(\`\${name}: \${response.status}, want \${status}: \${JSON.stringify(answer)?.slice(0, 500)}\`)
}

${lines.join('\n')}
console.log('TypeScript: ${lines.length} requests')
process.exit()
`)
