// One receiver: what it gets, what came of that, and sending it again.

import { call, complain, fail, showView, start, whyNot } from './session.js';
import { pagedTable } from './table.js';
import { $, badge, make, named, numberOf, say, timeOf } from './words.js';

const id = location.pathname.split('/')[3];
const path = `/api/v1/admin/webhooks/${id}`;
let webhook = null;
let ifMatch = null;

const showDeliveries = pagedTable('deliveries', () => ({ address: `${path}/deliveries`, query: {} }), delivery => {
  const again = make('button', { type: 'button', name: 'link', text: say('Replay.Here'), 'aria-label': say('Replay.HereOf', delivery.type, timeOf(delivery.at)) });
  again.addEventListener('click', () => replay({ event_id: delivery.event_id }));
  return make('tr', {},
    make('th', { scope: 'row', name: 'number', text: timeOf(delivery.at) }),
    make('td', {}, make('span', { text: delivery.type }), make('span', { name: 'muted small block address', text: delivery.subject })),
    make('td', { name: 'number', text: numberOf(delivery.attempt) }),
    make('td', {}, make('span', { name: 'row' }, badge('Delivery', delivery.outcome), make('span', { name: 'muted', text: [delivery.status || '', delivery.error ?? '', delivery.next_at ? say('Delivery.Next', timeOf(delivery.next_at)) : ''].filter(Boolean).join(' · ') }))),
    make('td', {}, ...(delivery.type === 'webhook.test' ? [] : [again])));
});

function show({ body, etag }) {
  webhook = body;
  ifMatch = etag;
  $('webhook-url').textContent = webhook.url;
  $('webhook-state').replaceChildren(badge('Hook', webhook.enabled ? 'enabled' : 'disabled'));
  $('webhook-switch').textContent = say(webhook.enabled ? 'Webhooks.Pause' : 'Webhooks.Resume');
  const facts = [
    [say('Webhooks.About'), webhook.description ?? '–'],
    [say('Webhooks.Types'), (webhook.types ?? []).join(', ') || say('AllTypes')],
    [say('Webhooks.Waiting'), numberOf(webhook.waiting_events)],
    [say('Webhooks.Missed'), numberOf(webhook.missed_events + webhook.given_up_events)],
    ...(webhook.disabled_reason ? [[say('Webhooks.Why'), named('HookWhy', webhook.disabled_reason)]] : []),
    ...(webhook.failing_since ? [[say('Webhooks.Failing'), timeOf(webhook.failing_since)]] : []),
  ];
  $('webhook-facts').replaceChildren(...facts.map(([name, value]) => make('div', {}, make('dt', { text: name }), make('dd', { text: value }))));
}

function done(text, isGood = true) {
  $('webhook-done').textContent = text;
  $('webhook-done').className = `notice ${isGood ? 'good' : 'bad'}`;
  $('webhook-done').hidden = false;
}

async function look() {
  const answer = await call('GET', path);
  if (answer.status === 200) {
    show(answer);
  }
  return answer;
}

async function load() {
  const answer = await look();
  if (answer.status !== 200) {
    return fail(answer);
  }
  await showDeliveries();
  showView();
}

async function turn() {
  const answer = await call('PUT', path, { body: { ...webhook, enabled: !webhook.enabled }, ifMatch });
  if (answer.status !== 200) {
    done(whyNot(answer), false);
    await look();
    return;
  }
  show(answer);
  done(say(webhook.enabled ? 'Webhooks.Resumed' : 'Webhooks.Paused'));
}

async function test() {
  $('webhook-test').disabled = true;
  const answer = await call('POST', `${path}/test`);
  $('webhook-test').disabled = false;
  const isGood = answer.status === 200 && answer.body.outcome === 'delivered';
  done(answer.status !== 200 ? whyNot(answer) : isGood ? say('Webhooks.Tested', numberOf(answer.body.duration_ms)) : say('Webhooks.TestFailed', answer.body.error ?? answer.body.status), isGood);
  await showDeliveries();
}

async function replay(from) {
  const answer = await call('POST', `${path}/replay`, { body: from });
  if (answer.status !== 202) {
    return done(whyNot(answer), false);
  }
  show(answer);
  done(say('Replay.Done'));
  await showDeliveries();
}

async function replayFrom(submitted) {
  submitted.preventDefault();
  const from = $('replay-from').value;
  if (!from) {
    return complain('replay-error', say('Replay.NeedsTime'), $('replay-from'));
  }
  complain('replay-error');
  await replay({ from: new Date(from).toISOString() });
}

/** Draws another secret, which is shown once. */
async function rotate(submitted) {
  submitted.preventDefault();
  const hours = $('rotate-hours').valueAsNumber;
  if (!(Number.isInteger(hours) && hours >= 0 && hours <= 168)) {
    return complain('rotate-error', say('Webhooks.NeedsHours'), $('rotate-hours'));
  }
  const answer = await call('POST', `${path}/rotate`, { body: { overlap_seconds: hours * 3600 } });
  if (answer.status !== 200) {
    return complain('rotate-error', whyNot(answer));
  }
  $('rotate-dialog').close();
  show(answer);
  done('');
  $('webhook-done').replaceChildren(
    make('p', { text: hours > 0 ? say('Webhooks.Rotated', timeOf(webhook.old_secret_until)) : say('Webhooks.RotatedAtOnce') }),
    make('p', {}, make('code', { name: 'address', text: answer.body.secret })));
}

async function remove(submitted) {
  submitted.preventDefault();
  const answer = await call('DELETE', path);
  if (answer.status !== 200) {
    return complain('delete-error', whyNot(answer));
  }
  location.assign('/organize/webhooks');
}

$('webhook-switch').addEventListener('click', turn);
$('webhook-test').addEventListener('click', test);
$('webhook-delete').addEventListener('click', () => {
  complain('delete-error');
  $('delete-dialog').showModal();
});
$('webhook-rotate').addEventListener('click', () => {
  complain('rotate-error');
  $('rotate-dialog').showModal();
});
$('rotate-form').addEventListener('submit', rotate);
$('delete-form').addEventListener('submit', remove);
$('replay-form').addEventListener('submit', replayFrom);
$('deliveries-again').addEventListener('click', async () => {
  await look();
  await showDeliveries();
});
start(load);
