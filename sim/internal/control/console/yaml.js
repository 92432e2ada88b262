// Writes a scenario as YAML for the editor. Every text that could be read as
// something else is quoted; JSON's quotes are YAML's too.

const plain = /^[A-Za-z_][\w .+()/-]*$/;
const taken = /^(true|false|null|yes|no|on|off|y|n)$/i;

const scalar = (v) => (typeof v === 'string' && plain.test(v) && !taken.test(v) && v.trim() === v ? v : JSON.stringify(v));
const simple = (v) => v === null || typeof v !== 'object';
const flow = (v) => (simple(v) ? scalar(v).replace(/^[^"].*[,[\]{}].*$/, (s) => JSON.stringify(s)) : Array.isArray(v) ? `[${v.map(flow).join(', ')}]` : `{${Object.entries(v).map(([k, x]) => `${k}: ${flow(x)}`).join(', ')}}`);

/** The text of a document: a line for every member, and for every entry of a list. */
export const yaml = (document) => Object.entries(document).map(([key, v]) => {
  if (Array.isArray(v) && v.some((x) => !simple(x))) return `${key}:\n${v.map((x) => `  - ${flow(x)}`).join('\n')}`;
  return `${key}: ${flow(v)}`;
}).join('\n') + '\n';
