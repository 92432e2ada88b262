// The tests of the page share a simulator on a free port, a browser, and
// watchers that fail a test when the page misbehaves.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const BUSINESS = '506914307656634';
export const TOKEN = 'EAAJBsimulator';
export const PARTNER = 'simul8PA';

export const text = (locator) => locator.innerText();
export const visible = (locator) => locator.waitFor();
export const gone = (locator) => locator.waitFor({ state: 'hidden' });
export const row = (region, words) => region.getByRole('row').filter({ hasText: words });

let own = null, chromiumOfAll = null, worlds = 0;
/** One simulator and one browser for all tests of a file. */
export function shared(args) {
  before(async () => [own, chromiumOfAll] = await Promise.all([startSim(args), launch()]));
  after(() => Promise.all([chromiumOfAll?.close(), own?.stop()]));
  return { sim: () => own, browser: () => chromiumOfAll };
}

/** A console on a world of its own, and that world's clients. */
export async function fresh(options) {
  const world = `page-${++worlds}`;
  const c = await openConsole(chromiumOfAll, own.url, `/_world/${world}/_sim/`, options);
  await visible(c.page.getByText('Live', { exact: true }));
  return { ...c, world, ...clients(own.url, world) };
}

/** Starts bin/preverified-sim and answers once it listens. */
export async function startSim(args = [], addr = '127.0.0.1:0') {
  const dir = await mkdtemp(join(tmpdir(), 'page-'));
  const file = join(dir, 'addr');
  const child = spawn(join(root, 'bin/preverified-sim'), ['serve', '--addr', addr, '--addr-file', file, '--log-level', 'error', ...args], { stdio: 'inherit' });
  const ended = new Promise((done) => child.once('exit', done));
  let url;
  await until('the simulator listens', async () => {
    assert.equal(child.exitCode, null, 'the simulator ended');
    url = (await readFile(file, 'utf8').catch(() => '')).trim();
    return url;
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Waits for a condition, at most ten seconds. */
export async function until(what, condition) {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  assert.fail(`not in ten seconds: ${what}`);
}

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/**
 * Opens the page of a world. Every request and every complaint of the browser is
 * kept; check() fails on a request that leaves the origin and on any complaint.
 */
export async function openConsole(browser, url, path = '/_sim/', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const seen = { requests: [], complaints: [] };
  page.on('request', (r) => seen.requests.push({ url: r.url(), at: Date.now() }));
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && seen.complaints.push(m.text()));
  page.on('pageerror', (e) => seen.complaints.push(String(e.stack ?? e)));
  await page.goto(url + path);
  const region = (name) => page.getByRole('region', { name, exact: true });
  return {
    page, seen, region, context,
    check(expected = /^$/) {
      const away = seen.requests.filter((r) => !r.url.startsWith(url + '/') && !r.url.startsWith('data:'));
      assert.deepEqual(away, [], 'requests that leave the origin');
      assert.deepEqual(seen.complaints.filter((c) => !expected.test(c)), [], 'complaints of the browser');
    },
    async close(expected) {
      this.check(expected);
      await context.close();
    },
  };
}

/** Runs axe-core in the page; the policy forbids a script tag, so it is evaluated. */
export async function accessible(page, where) {
  await page.evaluate(`${axe}; 0`);
  const found = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(' ')}`), [], `axe, ${where}`);
}

/** Clients of one world: the control API and both vendors. */
export function clients(url, world = 'default') {
  const base = url + (world === 'default' ? '' : `/_world/${world}`);
  const json = async (method, path, value, headers) => {
    const response = await fetch(base + path, { method, headers: { 'Content-Type': 'application/json', ...headers }, body: value === undefined ? undefined : JSON.stringify(value) });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  };
  return {
    control: async (method, path, value, headers) => {
      const answer = await json(method, `/_sim/v1/${path}`, value, headers);
      assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer)}`);
      return answer.body;
    },
    scenario: (yaml) => fetch(`${base}/_sim/v1/scenario`, { method: 'PUT', headers: { 'Content-Type': 'application/yaml' }, body: yaml })
      .then(async (r) => assert.equal(r.status, 200, await r.text())),
    graph: async (method, path, form, headers = {}) => {
      const response = await fetch(`${base}/v23.0/${path}`, { method, headers: { Authorization: `Bearer ${TOKEN}`, ...headers }, body: form && new URLSearchParams(form) });
      return { status: response.status, body: await response.json() };
    },
    dialog360: (method, path, value) => json(method, `/api/v2/partners/${PARTNER}/preverified-numbers${path}`, value, { 'X-API-Key': 'sim-api-key' }),
  };
}
