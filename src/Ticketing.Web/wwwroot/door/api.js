// Calls of the service's API. What comes back is `{ status, body }`; status 0: no answer, the network is away or the service is.

import { ask } from '../staff/calls.js';

export { claimsOf } from '../staff/calls.js';

const patience = 5000;

/** Thinks of the service's clock: how far this device's is behind it, in milliseconds, by its last answer. */
export const clock = {
  offset: 0,
  now: () => Date.now() + clock.offset,

  learn(date) {
    const difference = Date.parse(date) - Date.now();

    // The header has whole seconds, and the answer was on its way: less than that is no difference.
    if (!Number.isNaN(difference)) {
      clock.offset = Math.abs(difference) > 2500 ? difference : 0;
    }
  },
};

let token = null;

/** The token that every call shows from now on; null: none. */
export function use(value) {
  token = value;
}

export async function call(method, path, { body = undefined, type = 'application/json', timeout = patience, headers: sent = {} } = {}) {
  const { status, headers, body: told } = await ask(method, path, { token, headers: sent, body, type, timeout });
  if (status !== 0) {
    clock.learn(headers.get('Date'));
  }
  return { status, body: told, etag: headers.get('ETag'), retryAfter: Number(headers.get('Retry-After')) || 0 };
}

/** The service said nothing about what was asked: it is away, or too busy. */
export const isAway = ({ status }) => status === 0 || status === 429 || status >= 500;

export const get = (path, options = {}) => call('GET', path, options);
export const post = (path, body, options = {}) => call('POST', path, { body, ...options });

/** Every item of a list, page by page; what went wrong instead, as an answer. */
export async function list(path, most = 2000) {
  const items = [];
  for (let cursor = null; ;) {
    const answer = await get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    if (answer.status !== 200) {
      return answer;
    }
    items.push(...answer.body.items);
    cursor = answer.body.next_cursor;
    if (!cursor || items.length >= most) {
      return { status: 200, body: items };
    }
  }
}
