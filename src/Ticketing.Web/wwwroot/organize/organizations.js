// The organizations that whoever is signed in has a say in.

import { call, session } from './session.js';
import { $, make, say } from './words.js';

/** Those in which they are one of these; for admins, all. Null, and an answer that says what went wrong. */
export async function organizationsOf(...roles) {
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const answer = await call('GET', `/api/v1/organizations?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (answer.status !== 200) {
      return [null, answer];
    }
    all.push(...answer.body.items);
    cursor = answer.body.next_cursor;
  }
  return [all.filter(one => session.isAdmin || roles.includes(one.role)), null];
}

/** Has one of them chosen; for admins there is the platform, too. */
export function offer(select, all, platform = '', wanted = '') {
  const options = all.map(one => new Option(one.name, one.organization_id, false, one.organization_id === wanted));
  $(select).replaceChildren(...(platform && session.isAdmin ? [new Option(platform, '')] : []), ...options);
}

/** Tells whoever runs an organization that nobody can pay for its events, where it sells by an account of its own. */
export async function warnOfAccounts(place) {
  const run = $('organize').dataset.accounts ? session.organizations.filter(one => one.role === 'owner' || one.role === 'manager') : [];
  await Promise.all(run.map(async ({ organization_id: id, name }) => {
    const answer = await call('GET', `/api/v1/organizations/${id}/payment-account`);
    if (answer.status === 200 && !answer.body.takes_payments) {
      place.append(make('p', {}, say('Payouts.Stopped', name), ' ', make('a', { href: `/organize/payouts?organization=${id}`, text: say('Payouts.See') })));
      place.hidden = false;
    }
  }));
}
