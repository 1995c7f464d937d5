// The programs that call the API for an organization; for admins, also for the platform.

import { offer, organizationsOf } from './organizations.js';
import { call, complain, fail, showView, start, whyNot } from './session.js';
import { pagedTable } from './table.js';
import { $, make, say, tell, timeOf } from './words.js';

/** The key that a dialog is about. */
let about = null;

const chosen = () => $('keys-organization').value;
const boxes = () => [...$('key-scopes').querySelectorAll('input')];

const show = pagedTable('keys', () => ({ address: '/api/v1/keys', query: chosen() ? { organization_id: chosen() } : {} }), key => make('tr', {},
  make('th', { scope: 'row' }, make('span', { text: key.name }), make('span', { name: 'muted small block', text: `tk_${key.key_id}_…` })),
  make('td', { text: key.scopes.join(', ') }),
  make('td', { name: 'number', text: key.expires_at ? (new Date(key.expires_at) <= new Date() ? say('Keys.Over') : timeOf(key.expires_at)) : say('Keys.NoEnd') }),
  make('td', { name: 'number', text: key.last_used_at ? timeOf(key.last_used_at) : say('Keys.Never') }),
  make('td', {}, act(key, 'Rename', rename), ' ', act(key, 'Revoke', revoke))));

function act(key, name, open) {
  const button = make('button', { type: 'button', name: 'link', text: say(`Keys.${name}`), 'aria-label': say(`Keys.${name}Which`, key.name) });
  button.addEventListener('click', () => {
    about = key;
    open();
  });
  return button;
}

function rename() {
  $('key-new-name').value = about.name;
  complain('key-rename-error');
  $('key-rename').showModal();
}

function revoke() {
  $('key-revoke-text').textContent = say('Keys.RevokeText', about.name);
  complain('key-revoke-error');
  $('key-revoke').showModal();
}

async function sendName(submitted) {
  submitted.preventDefault();
  const name = $('key-new-name').value.trim();
  if (!name) {
    return complain('key-rename-error', say('Keys.NeedsName'), $('key-new-name'));
  }
  const answer = await call('PUT', `/api/v1/keys/${about.key_id}`, { body: { name } });
  if (answer.status !== 200) {
    return complain('key-rename-error', whyNot(answer), $('key-new-name'));
  }
  $('key-rename').close();
  tell(say('Keys.Renamed', name));
  await show();
}

async function sendEnd(submitted) {
  submitted.preventDefault();
  const answer = await call('DELETE', `/api/v1/keys/${about.key_id}`);
  if (answer.status !== 204 && answer.status !== 404) {
    return complain('key-revoke-error', whyNot(answer));
  }
  $('key-revoke').close();
  $('key-made').hidden = true;
  tell(say('Keys.Revoked', about.name));
  await show();
}

async function create(submitted) {
  submitted.preventDefault();
  $('key-made').hidden = true;
  const [name, until] = [$('key-name').value.trim(), $('key-until').value];
  const scopes = boxes().filter(box => box.checked).map(box => box.value);
  if (!name) {
    return complain('key-error', say('Keys.NeedsName'), $('key-name'));
  }
  if (scopes.length === 0) {
    return complain('key-error', say('Keys.NeedsScope'), boxes()[0]);
  }
  const body = { name, scopes, ...(chosen() ? { organization_id: chosen() } : {}), ...(until ? { expires_at: new Date(until).toISOString() } : {}) };
  const answer = await call('POST', '/api/v1/keys', { body });
  if (answer.status !== 201) {
    return complain('key-error', whyNot(answer), answer.body.errors?.expires_at ? $('key-until') : $('key-name'));
  }
  complain('key-error');
  $('keys-form').reset();
  $('key-made').replaceChildren(make('p', { text: say('Keys.Made') }), make('p', {}, make('code', { name: 'address', text: answer.body.key })));
  $('key-made').hidden = false;
  $('key-made').focus();
  await show();
}

async function load() {
  const [all, wrong] = await organizationsOf('owner');
  if (wrong) {
    return fail(wrong);
  }
  offer('keys-organization', all, say('Keys.Platform'));
  $('keys-whose').hidden = $('keys-organization').options.length < 2;
  return choose();
}

async function choose() {
  $('key-made').hidden = true;
  const answer = await show();
  return answer.status === 200 ? showView() : fail(answer);
}

$('keys-organization').addEventListener('change', choose);
$('keys-form').addEventListener('submit', create);
$('key-rename-form').addEventListener('submit', sendName);
$('key-revoke-form').addEventListener('submit', sendEnd);
start(load);
