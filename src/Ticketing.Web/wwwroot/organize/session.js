// Who is signed in, the calls of the API, and what every page does first.

import { ask, claimsOf } from '../staff/calls.js';
import { $, complain, say } from './words.js';

export { complain } from './words.js';

const place = 'ticketing-organizer';
const patience = 15000;
const open = $('organize').dataset.open === 'yes';

let token = sessionStorage.getItem(place);

export const session = {
  get claims() {
    return token && claimsOf(token);
  },
  get isAdmin() {
    return this.claims?.roles.includes('admin') ?? false;
  },
  get isStaff() {
    return this.isAdmin || (this.claims?.roles.includes('organizer') ?? false);
  },
};

/** A call. Status 0: no answer. A key makes sending it again the same as once. */
export async function call(method, path, { body, ifMatch, key, as = 'json' } = {}) {
  const headers = {};
  if (ifMatch) {
    headers['If-Match'] = ifMatch;
  }
  if (key) {
    headers['Idempotency-Key'] = key;
  }
  const answer = await ask(method, path, { token, headers, body, as, timeout: patience });
  return { status: answer.status, etag: answer.headers.get('ETag'), body: answer.body };
}

/** What went wrong, in words: the API's own where it has some. */
export function whyNot({ status, body }) {
  if (status === 0 || status >= 500) {
    return say('NoAnswer');
  }
  if (status === 401) {
    return say(session.claims?.expires && session.claims.expires <= Date.now() ? 'Token.Expired' : 'Token.Refused');
  }
  if (status === 403) {
    return say('NotAllowed');
  }
  if (status === 412) {
    return say('Stale');
  }
  const errors = Object.values(body.errors ?? {}).flat();
  return errors.length > 0 ? errors.join(' ') : body.detail ?? body.title ?? say('NoAnswer');
}

/** The whole page can't be shown. Who is not known is asked to sign in. */
export function fail(answer) {
  $('loading').hidden = true;
  if (answer.status === 401 || (answer.status === 403 && !session.isStaff)) {
    return askToSignIn(token ? whyNot(answer) : '');
  }
  $('problem').textContent = answer.status === 404 ? say('NotFound') : whyNot(answer);
  $('problem').hidden = false;
  return false;
}

export function showView() {
  $('loading').hidden = true;
  $('problem').hidden = true;
  $('view').hidden = false;
}

/** Saves what the API sent as a file. */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function askToSignIn(text = '') {
  $('loading').hidden = true;
  $('view').hidden = true;
  $('sign-in').hidden = false;
  complain('sign-in-problem', text);
  $('sign-in-title').focus();
  return false;
}

function keep(text) {
  const claims = claimsOf(text);
  if (!claims) {
    return say('Token.Malformed');
  }
  if (claims.expires !== null && claims.expires <= Date.now()) {
    return say('Token.Expired');
  }
  if (!claims.roles.some(role => role === 'organizer' || role === 'admin')) {
    return say('NotAllowed');
  }
  token = text;
  sessionStorage.setItem(place, text);
  return '';
}

async function signIn(event) {
  event.preventDefault();
  const before = token;
  const wrong = keep($('token').value.trim());
  if (wrong) {
    return complain('sign-in-problem', wrong, $('token'));
  }

  // Public pages pass over a token that is not good; this one does not.
  const answer = await call('GET', '/api/v1/customers/me');
  if (answer.status === 401 || answer.status === 0 || answer.status >= 500) {
    const why = whyNot(answer);
    token = before;
    sessionStorage.removeItem(place);
    return complain('sign-in-problem', why, $('token'));
  }
  location.hash = '';
  location.reload();
}

function signOut() {
  token = null;
  sessionStorage.removeItem(place);
  location.assign('/organize');
}

/** Runs a page once somebody is signed in, or everybody may. */
export function start(page) {
  const shown = new URLSearchParams(location.hash.slice(1)).get('token');
  if (shown) {
    // A link that signs in: the token leaves the address at once.
    history.replaceState(null, '', location.pathname + location.search);
    complain('sign-in-problem', keep(shown));
  }
  $('sign-in-form').addEventListener('submit', signIn);
  $('sign-out').addEventListener('click', signOut);
  $('go-without')?.addEventListener('click', () => {
    $('sign-in').hidden = true;
    $('loading').hidden = false;
    void page();
  });
  document.body.classList.toggle('is-staff', session.isStaff);
  document.body.classList.toggle('is-admin', session.isAdmin);
  $('who').textContent = session.claims ? session.claims.subject : '';
  $('sign-out').hidden = !session.claims;
  $('sign-in-link').hidden = session.claims !== null;
  $('sign-in-link').addEventListener('click', event => {
    event.preventDefault();
    askToSignIn();
  });
  for (const dialog of document.querySelectorAll('dialog')) {
    dialog.querySelector('[data-act="close"]')?.addEventListener('click', () => dialog.close());
  }
  if (!session.isStaff && !open) {
    return askToSignIn(shown ? $('sign-in-problem').textContent : '');
  }
  if (location.hash === '#sign-in') {
    return askToSignIn();
  }
  return page();
}
