// Who is told what happens.

import { offer, organizationsOf } from './organizations.js';
import { call, complain, fail, showView, start, whyNot } from './session.js';
import { pagedTable } from './table.js';
import { $, badge, make, numberOf, say } from './words.js';

const chosen = () => $('webhooks-organization').value;
const whose = () => (chosen() ? { organization_id: chosen() } : {});

/** Sending the form again makes one subscription. */
let key = crypto.randomUUID();

const show = pagedTable('webhooks', () => ({ address: '/api/v1/admin/webhooks', query: whose() }), webhook => make('tr', {},
  make('th', { scope: 'row' }, make('a', { name: 'address', href: `/organize/webhooks/${webhook.id}`, text: webhook.url }), make('span', { name: 'muted small block', text: webhook.description ?? '' })),
  make('td', { text: (webhook.types ?? []).join(', ') || say('AllTypes') }),
  make('td', {}, badge('Hook', webhook.enabled ? 'enabled' : 'disabled')),
  make('td', { name: 'number', text: numberOf(webhook.waiting_events) })));

async function load() {
  const [all, wrong] = await organizationsOf('owner', 'manager');
  if (wrong) {
    return fail(wrong);
  }
  offer('webhooks-organization', all, say('Webhooks.All'));
  $('webhooks-whose').hidden = $('webhooks-organization').options.length < 2;
  return choose();
}

async function choose() {
  $('webhook-made').hidden = true;
  const answer = await show();
  return answer.status === 200 ? showView() : fail(answer);
}

async function create(submitted) {
  submitted.preventDefault();
  $('webhook-made').hidden = true;
  const url = $('webhook-url').value.trim();
  if (!url) {
    return complain('webhook-error', say('Webhooks.NeedsUrl'), $('webhook-url'));
  }
  const types = $('webhook-types').value.split(/[\s,]+/).filter(Boolean);
  const description = $('webhook-description').value.trim();
  const answer = await call('POST', '/api/v1/admin/webhooks', { body: { url, ...whose(), ...(types.length > 0 ? { types } : {}), ...(description ? { description } : {}) }, key });
  if (answer.status !== 201 && answer.status !== 200) {
    key = answer.status === 0 || answer.status >= 500 ? key : crypto.randomUUID();
    return complain('webhook-error', whyNot(answer), answer.body.errors?.types ? $('webhook-types') : $('webhook-url'));
  }
  key = crypto.randomUUID();
  complain('webhook-error');
  $('webhook-form').reset();
  $('webhook-made').replaceChildren(make('p', { text: say('Webhooks.Made') }), make('p', {}, make('code', { name: 'address', text: answer.body.secret })));
  $('webhook-made').hidden = false;
  await show();
}

$('webhooks-organization').addEventListener('change', choose);
$('webhook-form').addEventListener('submit', create);
start(load);
