// The organizations of whoever signed in.

import { call, session } from './session.js';
import { $, make, say } from './words.js';

/** Those that they own or manage; for admins, all. Or null, and an answer that says what went wrong. */
export async function managed() {
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const answer = await call('GET', `/api/v1/organizations?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (answer.status !== 200) {
      return [null, answer];
    }
    all.push(...answer.body.items);
    cursor = answer.body.next_cursor;
  }
  return [all.filter(one => session.isAdmin || one.role === 'owner' || one.role === 'manager'), null];
}

/** A list to choose one from. */
export function choices(select, all, wanted) {
  select.replaceChildren(...all.map(one => new Option(one.name, one.organization_id, false, one.organization_id === wanted)));
}

/** Tells whoever runs an organization that nobody can pay for its events, where it sells by an account of its own. */
export async function warnOfAccounts(place) {
  const run = $('organize').dataset.accounts ? session.organizations.filter(one => one.role === 'owner' || one.role === 'manager') : [];
  for (const { organization_id: id, name } of run) {
    const answer = await call('GET', `/api/v1/organizations/${id}/payment-account`);
    if (answer.status === 200 && !answer.body.takes_payments) {
      place.append(make('p', {}, say('Payouts.Stopped', name), ' ', make('a', { href: `/organize/payouts?organization=${id}`, text: say('Payouts.See') })));
      place.hidden = false;
    }
  }
}
