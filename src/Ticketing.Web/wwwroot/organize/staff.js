// Who works for an organization; for admins, all organizations.

import { offer, organizationsOf } from './organizations.js';
import { call, complain, fail, session, showView, start, whyNot } from './session.js';
import { pagedTable } from './table.js';
import { $, make, named, say, tell, timeOf } from './words.js';

/** Sending the form again makes one organization. */
let key = crypto.randomUUID();
let owns = () => false;

const chosen = () => $('staff-organization').value;

const show = pagedTable('staff', () => ({ address: `/api/v1/organizations/${chosen()}/staff`, query: {} }), member => {
  const name = member.email ?? member.subject;
  const row = make('tr', {},
    make('th', { scope: 'row', text: name }),
    make('td', { text: named('Role', member.role) }),
    make('td', { name: 'number', text: timeOf(member.since) }));
  const acts = make('td');
  if (owns()) {
    const button = make('button', { type: 'button', name: 'link', text: say('Staff.Remove'), 'aria-label': say('Staff.RemoveWho', name) });
    button.addEventListener('click', () => remove(member, name));
    acts.append(button);
  }
  row.append(acts);
  return row;
});

async function remove(member, name) {
  const answer = await call('DELETE', `/api/v1/organizations/${chosen()}/staff/${encodeURIComponent(member.subject)}`);
  complain('staff-error', answer.status === 204 ? '' : whyNot(answer));
  if (answer.status === 204) {
    tell(say('Staff.Removed', name));
    await show();
  }
}

async function add(submitted) {
  submitted.preventDefault();
  const email = $('staff-email').value.trim();
  if (!email) {
    return complain('staff-error', say('SignIn.NeedsEmail'), $('staff-email'));
  }
  if (!$('staff-email').checkValidity()) {
    return complain('staff-error', say('Email.Wrong'), $('staff-email'));
  }
  const answer = await call('POST', `/api/v1/organizations/${chosen()}/staff`, { body: { email, role: $('staff-role').value } });
  complain('staff-error', answer.status === 200 ? '' : whyNot(answer), $('staff-email'));
  if (answer.status === 200) {
    $('staff-email').value = '';
    tell(say('Staff.Added', email));
    await show();
  }
}

async function create(submitted) {
  submitted.preventDefault();
  const [name, owner] = [$('organization-name').value.trim(), $('organization-owner').value.trim()];
  if (!name || !owner) {
    return complain('organization-error', say('Staff.NeedsBoth'), name ? $('organization-owner') : $('organization-name'));
  }
  if (!$('organization-owner').checkValidity()) {
    return complain('organization-error', say('Email.Wrong'), $('organization-owner'));
  }
  const answer = await call('POST', '/api/v1/organizations', { body: { name, owner_email: owner }, key });
  if (answer.status !== 201 && answer.status !== 200) {
    key = answer.status === 0 || answer.status >= 500 ? key : crypto.randomUUID();
    return complain('organization-error', whyNot(answer), $('organization-owner'));
  }
  key = crypto.randomUUID();
  complain('organization-error');
  $('organization-form').reset();
  tell(say('Staff.Created', name));
  await load(answer.body.organization_id);
}

async function load(wanted = '') {
  const [all, wrong] = await organizationsOf('owner', 'manager');
  if (wrong) {
    return fail(wrong);
  }
  owns = () => session.isAdmin || all.find(one => one.organization_id === chosen())?.role === 'owner';
  offer('staff-organization', all, '', wanted);
  $('staff-whose').hidden = all.length === 0;
  $('staff-nothing').hidden = all.length > 0;
  return all.length === 0 ? showView() : choose();
}

async function choose() {
  $('staff-form').hidden = !owns();
  const answer = await show();
  return answer.status === 200 ? showView() : fail(answer);
}

$('staff-organization').addEventListener('change', choose);
$('staff-form').addEventListener('submit', add);
$('organization-form').addEventListener('submit', create);
start(() => load());
