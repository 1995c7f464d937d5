// An organization's account at the provider of payments: connecting it, what is missing there, and what it pays out.

import { offer, organizationsOf } from './organizations.js';
import { call, complain, fail, session, showView, start, whyNot } from './session.js';
import { $, badge, make, moneyOf, say, tell, timeOf } from './words.js';

const asked = new URLSearchParams(location.search);
let owns = () => false;

const path = () => `/api/v1/organizations/${$('payouts-organization').value}/payment-account`;

/** What went wrong; nothing clears it. */
function warn(text) {
  $('payouts-error').textContent = text;
  $('payouts-error').hidden = !text;
}

/** Where the account is, the tone of that, and what its owner is to do. */
function stateOf(account) {
  return !account ? ['None', '', 'Connect']
    : account.revoked_at ? ['Revoked', 'bad', 'Connect']
    : !account.takes_payments ? ['Incomplete', 'warn', 'GoOn']
    : !account.pays_out ? ['NotPaidOut', 'warn', 'GoOn']
    : account.missing.length > 0 ? ['Soon', 'warn', 'GoOn']
    : ['Ready', 'good', null];
}

function showAccount(account) {
  const [state, tone, act] = stateOf(account);
  $('payouts-state').textContent = say(`Payouts.${state}`);
  $('payouts-state').className = `notice ${tone}`;
  const missing = account && !account.revoked_at ? account.missing : [];
  $('payouts-missing').hidden = missing.length === 0;
  $('payouts-missing').querySelector('ul').replaceChildren(...missing.map(one => make('li', {}, make('code', { text: one }))));
  $('payouts-facts').replaceChildren(...(account ? [
    make('div', {}, make('dt', { text: say('Payouts.Name') }), make('dd', {}, make('code', { text: account.account }))),
    make('div', {}, make('dt', { text: say('Payouts.Since') }), make('dd', { text: timeOf(account.connected_at) })),
  ] : []));
  $('payouts-connect').hidden = !owns() || !act;
  $('payouts-connect').textContent = act ? say(`Payouts.${act}`) : '';
  $('payouts-dashboard').hidden = account?.provider !== 'stripe';
  $('payouts-disconnect').hidden = !owns() || !account;
  $('payouts-acts').hidden = [...$('payouts-acts').children].every(one => one.hidden);
  warn(account?.trouble ? say('Payouts.Trouble') : '');
  $('payouts-account').hidden = false;
}

function showMoney({ balance, items }) {
  $('payouts-balance').replaceChildren(...balance.map(sum => make('div', {},
    make('dt', { text: sum.currency }),
    make('dd', { text: say('Payouts.Sum', moneyOf(sum.available, sum.currency), moneyOf(sum.pending, sum.currency)) }))));
  $('payouts').querySelector('tbody').replaceChildren(...items.map(one => make('tr', {},
    make('th', { scope: 'row', name: 'number', text: timeOf(one.arrives_at) }),
    make('td', { name: 'number', text: moneyOf(one.amount, one.currency) }),
    make('td', {}, badge('Payout', one.status), ...(one.why ? [make('span', { name: 'small', text: ` ${one.why}` })] : [])),
    make('td', {}, make('code', { name: 'small', text: one.reference })))));
  $('payouts').hidden = items.length === 0;
  $('payouts-none').hidden = items.length > 0;
  $('payouts-money').hidden = false;
}

async function show() {
  $('payouts-money').hidden = true;
  const answer = await call('GET', path());
  const isNone = answer.status === 404 && answer.body.code === 'payment_account_not_found';
  if (answer.status !== 200 && !isNone) {
    return fail(answer);
  }
  const account = isNone ? null : answer.body;
  showAccount(account);
  showView();
  if (account && !account.revoked_at && owns()) {
    const money = await call('GET', `${path()}/payouts`);
    if (money.status === 200) {
      showMoney(money.body);
    } else {
      warn(whyNot(money));
    }
  }
  return true;
}

/** The provider asks on a page of its own, and sends whoever answered back here. */
async function connect() {
  $('payouts-connect').disabled = true;
  const answer = await call('POST', path());
  $('payouts-connect').disabled = false;
  if (answer.status !== 200 || !answer.body.url) {
    return warn(whyNot(answer));
  }
  return location.assign(answer.body.url);
}

async function disconnect(submitted) {
  submitted.preventDefault();
  const answer = await call('DELETE', path());
  complain('disconnect-error', answer.status === 204 ? '' : whyNot(answer));
  if (answer.status === 204) {
    $('disconnect-dialog').close();
    tell(say('Payouts.None'));
    await show();
  }
}

async function load() {
  const [all, wrong] = await organizationsOf('owner', 'manager');
  if (wrong) {
    return fail(wrong);
  }
  owns = () => session.isAdmin || all.find(one => one.organization_id === $('payouts-organization').value)?.role === 'owner';
  offer('payouts-organization', all, '', asked.get('organization'));
  $('payouts-whose').hidden = all.length === 0;
  $('payouts-nothing').hidden = all.length > 0;
  if (all.length === 0) {
    return showView();
  }
  const isShown = await show();
  if (isShown && asked.get('again')) {
    warn(say('Payouts.TooOld'));
  }
  return isShown;
}

$('payouts-organization').addEventListener('change', show);
$('payouts-connect').addEventListener('click', connect);
$('payouts-disconnect').addEventListener('click', () => {
  complain('disconnect-error');
  $('disconnect-dialog').showModal();
});
$('disconnect-form').addEventListener('submit', disconnect);
start(load);
