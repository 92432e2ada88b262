// The page's only way to the world: the control API of its own origin.

const place = /^(.*?)(?:\/_world\/([^/]*))?\/_sim\//.exec(location.pathname) ?? ['', '', ''];
const root = place[1];
const TOKEN = 'preverified-sim control token';

export const state = { world: decode(place[2] || 'default') };

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where clients of a world point their base URLs. */
export const prefixOf = (world) => root + (world === 'default' ? '' : `/_world/${encodeURIComponent(world)}`);
export const baseURL = () => location.origin + prefixOf(state.world);
export const pageOf = (world) => `${prefixOf(world)}/_sim/`;

/** A failure of a call: an RFC 9457 problem, or a server that does not answer. */
export class Problem extends Error {
  constructor(body, status) {
    super(body.detail ?? '');
    Object.assign(this, { title: body.title, detail: body.detail, errors: body.errors, status, type: body.type });
  }
}

const gone = () => new Problem({ title: 'The server does not answer.', detail: 'What you typed is still here; try again once it is back.' }, 0);

const watchers = { answered: () => {}, silent: () => {}, refused: () => Promise.resolve(false) };
/** Tells of a server that answers or not, and asks for a token. */
export const watch = (w) => Object.assign(watchers, w);

export const useToken = (token) => sessionStorage.setItem(TOKEN, token);

async function send(path, { headers = {}, ...options }) {
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  try {
    const response = await fetch(`${prefixOf(state.world)}/_sim/v1/${path}`, { cache: 'no-store', ...options, headers });
    watchers.answered();
    return response;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    watchers.silent();
    throw gone();
  }
}

async function problemOf(response) {
  try {
    return new Problem(await response.json(), response.status);
  } catch {
    return new Problem({ title: `The server answered ${response.status}.`, detail: response.statusText }, response.status);
  }
}

/** Sends, asks for a token where one is needed, and throws a Problem unless it went well. */
async function ask(path, options) {
  for (;;) {
    const used = sessionStorage.getItem(TOKEN);
    const response = await send(path, options);
    if (response.ok || response.status === 304) return response;
    const problem = await problemOf(response);
    if (response.status !== 401 || sessionStorage.getItem(TOKEN) === used && !(await watchers.refused(problem, used))) throw problem;
  }
}

/** Makes a call; value is sent as JSON. Resolves to what is answered, null for nothing. */
export async function call(method, path, value) {
  return callText(method, path, value === undefined ? undefined : JSON.stringify(value), 'application/json');
}

/** Makes a call with a body of another type. */
export async function callText(method, path, body, type) {
  const response = await ask(path, { method, body, headers: body === undefined ? {} : { 'Content-Type': type } });
  return response.status === 204 ? null : response.json();
}

export const get = (path) => call('GET', path);
export const getText = async (path) => (await ask(path, { method: 'GET' })).text();

/** Reads what may have changed: null while it is what last, an object of the caller's, has seen. */
export async function poll(path, last) {
  const known = last.path === path && last.tag || '"-"';
  const response = await ask(path, { method: 'GET', headers: { 'If-None-Match': known } });
  if (response.status === 304) return null;
  const value = await response.json();
  Object.assign(last, { path, tag: response.headers.get('ETag') });
  return value;
}

/**
 * Follows server-sent events until the stream ends, by fetch, since an
 * EventSource cannot send the token.
 */
export async function follow(path, { signal, opened, event }) {
  const response = await send(path, { signal, headers: { Accept: 'text/event-stream' } });
  if (!response.ok) throw await problemOf(response);
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = {};
      for (const line of block.split('\n')) {
        const colon = line.indexOf(': ');
        if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
      }
      if (fields.event) event(fields.event, fields.data);
    }
  }
}

/** A query without its empty parameters. */
export function query(parameters) {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) q.set(name, value);
  const text = q.toString();
  return text ? `?${text}` : '';
}

/**
 * The newest entries of a list that the server gives oldest first. What is too old to be
 * shown is not asked for again.
 */
export function newest(path, most = 100) {
  let last = {}, after = '', older = 0;
  function clear() {
    last = {};
    after = '';
    older = 0;
  }

  /** Reads {shown, total}, the newest first; null while nothing has changed. */
  async function read() {
    let page;
    do {
      try {
        page = await poll(path + query({ limit: 10_000, after }), last);
      } catch (error) {
        if (error.status !== 400 || !after) throw error;
        clear(); // the list has begun anew
        continue;
      }
      if (!page) return null;
      const old = page.data.length - most;
      if (page.next || old > most) {
        after = page.data[old - 1].id;
        older += old;
        page.data = page.data.slice(-most);
      }
    } while (!page || page.next);
    return { shown: page.data.slice(-most).reverse(), total: older + page.data.length };
  }
  return { read, clear };
}
