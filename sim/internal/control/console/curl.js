// A command that asks the same again.
import { baseURL } from './api.js';

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const UNSENT = /^(host|content-length|connection|accept-encoding|transfer-encoding|x-sim-world)$/i;

/**
 * The command for a record, and a note on what it lacks. Masked secrets are
 * filled in where the scenario holds one with that end.
 */
export function curlOf(r, secrets) {
  let missing = false;
  const fill = (text) => text.replace(/(?:\*|%2A){4}([^\s*&"',;}]{0,4})/gi, (masked, end) => {
    const secret = end && secrets.find((s) => s.endsWith(end));
    missing ||= !secret;
    return secret || masked;
  });
  const lines = [`curl -X ${r.method} ${quote(baseURL() + r.path + (r.request.query ? `?${fill(r.request.query)}` : ''))}`];
  for (const [name, values] of Object.entries(r.request.headers)) {
    if (!UNSENT.test(name)) for (const v of values) lines.push(`-H ${quote(`${name}: ${fill(v)}`)}`);
  }
  let command;
  if (r.request.body && r.request.encoding === 'base64') {
    command = `printf %s ${quote(r.request.body)} | base64 -d | ${[...lines, '--data-binary @-'].join(' \\\n  ')}`;
  } else {
    if (r.request.body) lines.push(`--data-raw ${quote(fill(r.request.body))}`);
    command = lines.join(' \\\n  ');
  }
  const notes = [missing && 'A secret is masked in the journal: put yours in the place of ****.', r.request.truncated && 'Only the beginning of the body is kept.'];
  return { command, note: notes.filter(Boolean).join(' ') };
}
