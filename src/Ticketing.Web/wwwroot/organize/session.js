// Who is signed in, the calls of the API, and what every page does first.

import { ask, claimsOf } from '../staff/calls.js';
import { $, complain, say } from './words.js';

export { complain } from './words.js';

const place = 'ticketing-organizer';
const patience = 15000;
const open = $('organize').dataset.open === 'yes';

let token = sessionStorage.getItem(place);

/** Who is signed in by the browser's session, which no script reads. Null: nobody, or a token says it. */
let signedIn = null;

/** The organizations that whoever signed in works for. What they may there the API decides; pages only leave out what it would refuse. */
let organizations = [];

const has = role => session.claims?.roles.includes(role) ?? false;
const worksAs = (...roles) => organizations.some(one => roles.includes(one.role));

export const session = {
  get claims() {
    return token ? claimsOf(token) : signedIn;
  },
  get organizations() {
    return organizations;
  },

  /** Of the platform's own admins. */
  get isAdmin() {
    return has('admin');
  },

  /** Sees bookings, and acts for who has them. */
  get seesBookings() {
    return this.isAdmin || worksAs('owner', 'manager', 'box_office');
  },

  /** Says who works for an organization, and which programs. */
  get isOwner() {
    return this.isAdmin || worksAs('owner');
  },

  /** Pays back, cancels. */
  get mayCancel() {
    return this.isAdmin || worksAs('owner', 'manager');
  },

  /** Runs events. */
  get isManager() {
    return this.isAdmin || has('organizer') || worksAs('owner', 'manager');
  },

  /** Sells. */
  get isStaff() {
    return this.isManager || worksAs('box_office');
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
    return say(!token ? 'Session.Over' : session.claims?.expires && session.claims.expires <= Date.now() ? 'Token.Expired' : 'Token.Refused');
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
  if (answer.status === 401 || (answer.status === 403 && !session.isStaff && organizations.length === 0)) {
    return askToSignIn(session.claims ? whyNot(answer) : '');
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
  const answer = await call('GET', '/api/v1/me');
  const isNobody = answer.status === 200 && !session.isManager && answer.body.organizations.length === 0;
  if (answer.status !== 200 || isNobody) {
    const why = isNobody ? say('NotAllowed') : whyNot(answer);
    token = before;
    sessionStorage.removeItem(place);
    return complain('sign-in-problem', why, $('token'));
  }
  location.hash = '';
  location.reload();
}

/** Has a link mailed. */
async function sendLink(event) {
  event.preventDefault();
  const email = $('link-email').value.trim();
  $('link-sent').hidden = true;
  if (!email) {
    return complain('link-problem', say('SignIn.NeedsEmail'), $('link-email'));
  }
  const answer = await call('POST', '/api/v1/sign-in/links', { body: { email, locale: document.documentElement.lang } });
  complain('link-problem', answer.status === 202 ? '' : whyNot(answer), $('link-email'));
  if (answer.status === 202) {
    $('link-sent').textContent = say('SignIn.Sent', email);
    $('link-sent').hidden = false;
  }
}

async function signOut() {
  if (token) {
    token = null;
    sessionStorage.removeItem(place);
  } else {
    await call('DELETE', '/api/v1/session');
  }
  location.assign('/organize');
}

/** Who is signed in, and what a token does not say: the organizations of who has it. What went wrong: an answer. */
async function learn() {
  if (token && (has('admin') || has('organizer'))) {
    return null;
  }
  const answer = await call('GET', '/api/v1/me');
  if (answer.status !== 200) {
    // Who is signed in no more is asked to sign in, as who never was.
    return !token && answer.status === 401 ? null : answer;
  }
  organizations = answer.body.organizations;
  signedIn = !token && answer.body.subject ? { subject: answer.body.subject, roles: answer.body.roles, expires: null } : null;
  return null;
}

/** Runs a page once somebody is signed in, or everybody may. */
export async function start(page) {
  const shown = new URLSearchParams(location.hash.slice(1)).get('token');
  if (shown) {
    // It leaves the address at once.
    history.replaceState(null, '', location.pathname + location.search);
    complain('sign-in-problem', keep(shown));
  }
  const unknown = await learn();
  window.addEventListener('hashchange', () => {
    if (/^#token=/.test(location.hash)) {
      location.reload();
    }
  });
  $('sign-in-form').addEventListener('submit', signIn);
  $('link-form')?.addEventListener('submit', sendLink);
  $('to-door').addEventListener('click', event => {
    if (token && organizations.length > 0) {
      event.preventDefault();
      location.assign(`/door#token=${token}`);
    }
  });
  $('sign-out').addEventListener('click', signOut);
  $('go-without')?.addEventListener('click', () => {
    $('sign-in').hidden = true;
    $('loading').hidden = false;
    void page();
  });
  document.body.classList.toggle('is-staff', session.isStaff);
  document.body.classList.toggle('is-admin', session.isAdmin);
  document.body.classList.toggle('is-owner', session.isOwner);
  document.body.classList.toggle('is-manager', session.isManager);
  document.body.classList.toggle('sees-bookings', session.seesBookings);
  document.body.classList.toggle('may-cancel', session.mayCancel);
  document.body.classList.toggle('only-sells', organizations.length > 0 && !session.isManager);
  $('who').textContent = organizations.map(one => one.name).join(', ') || (session.claims?.subject ?? '');
  $('sign-out').hidden = !session.claims;
  $('sign-in-link').hidden = session.claims !== null;
  if ($('open-banner')) {
    $('open-banner').hidden = session.claims !== null;
  }
  $('sign-in-link').addEventListener('click', event => {
    event.preventDefault();
    askToSignIn();
  });
  for (const dialog of document.querySelectorAll('dialog')) {
    dialog.querySelector('[data-act="close"]')?.addEventListener('click', () => dialog.close());
  }
  if (unknown) {
    return fail(unknown);
  }
  if (!session.isStaff && !open && organizations.length === 0) {
    return askToSignIn(shown && $('sign-in-problem').textContent ? $('sign-in-problem').textContent : session.claims ? say('NotAllowed') : '');
  }
  if (location.hash === '#sign-in') {
    return askToSignIn();
  }
  return page();
}
