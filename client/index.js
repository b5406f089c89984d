/** The runtime of the client: one function that calls, and one per operation that knows where. */
import { operations } from './operations.js';

export class LiukeError extends Error {
  constructor(status, { code, detail, fields }, retryAfter) {
    super(detail ?? code ?? `HTTP ${status}`);
    this.name = 'LiukeError';
    this.status = status;
    this.code = code ?? `http.${status}`;
    this.fields = fields ?? [];
    this.retryAfter = retryAfter;
  }
}

export function createClient({ baseUrl, apiKey, fetch: ask = globalThis.fetch, language }) {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(language && { 'accept-language': language }),
  };
  const root = String(baseUrl).replace(/\/+$/, '');
  const send = (operation) => (input) => call(ask, root, headers, operation, input ?? {});
  return Object.fromEntries(
    Object.entries(operations).map(([module, own]) => [
      module,
      Object.fromEntries(Object.entries(own).map(([name, operation]) => [name, send(operation)])),
    ]),
  );
}

/** Rows of all pages of a list, one after the other. */
export async function* pages(list, input = {}) {
  let after;
  do {
    const { rows, next } = await list({ ...input, query: { ...input.query, ...(after && { after }) } });
    yield* rows;
    after = next;
  } while (after);
}

async function call(
  ask,
  root,
  headers,
  { method, path, body: kind, answer },
  { params = {}, query = {}, body, signal },
) {
  const response = await ask(root + addressOf(path, params, query), {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': contentTypes[kind] }) },
    ...(body !== undefined && { body: kind === 'stream' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
    ...(kind === 'stream' && { duplex: 'half' }),
  });
  if (!response.ok) throw await errorOf(response);
  return answer === 'file' ? response.blob() : response.json();
}

const contentTypes = { json: 'application/json', stream: 'application/octet-stream' };

function addressOf(path, params, query) {
  const filled = path.replace(/:(\w+)/g, (_, name) => {
    if (params[name] === undefined) throw new TypeError(`${path} needs params.${name}`);
    return encodeURIComponent(params[name]);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) search.append(name, String(one));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

async function errorOf(response) {
  const problem = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get('retry-after'));
  return new LiukeError(response.status, problem, wait > 0 ? wait : null);
}
