// Accounts that may do nothing.

import { askReason } from './reason.js';
import { call, complain, fail, showView, start, whyNot } from './session.js';
import { pagedTable } from './table.js';
import { $, make, say, tell, timeOf } from './words.js';

const pathOf = (id, act) => `/api/v1/admin/customers/${encodeURIComponent(id)}/${act}`;

const show = pagedTable('blocked', () => ({ address: '/api/v1/admin/customers/blocked', query: {} }), blocked => {
  const button = make('button', { type: 'button', name: 'link', text: say('Unblock'), 'aria-label': say('UnblockWho', blocked.id) });
  button.addEventListener('click', () => askReason(
    { title: say('UnblockWho', blocked.id), text: say('Unblock.Text'), button: say('Unblock') },
    reason => call('PUT', pathOf(blocked.id, 'unblock'), { body: { reason } }),
    async () => {
      tell(say('Unblocked', blocked.id));
      await show();
    }));
  return make('tr', {},
    make('th', { scope: 'row', text: blocked.id }),
    make('td', { name: 'number', text: timeOf(blocked.since) }),
    make('td', { text: blocked.by }),
    make('td', { text: blocked.why ?? '' }),
    make('td', {}, button));
});

async function load() {
  const answer = await show();
  return answer.status === 200 ? showView() : fail(answer);
}

$('block-form').addEventListener('submit', async submitted => {
  submitted.preventDefault();
  const [account, reason] = [$('block-account').value.trim(), $('block-reason').value.trim()];
  if (!account) {
    return complain('block-error', say('Blocked.NeedsAccount'), $('block-account'));
  }
  if (!reason) {
    return complain('block-error', say('NeedsReason'), $('block-reason'));
  }
  const answer = await call('PUT', pathOf(account, 'block'), { body: { reason } });
  complain('block-error', answer.status === 200 ? '' : whyNot(answer));
  if (answer.status === 200) {
    $('block-form').reset();
    tell(say('Blocked', account));
    await show();
  }
});
start(load);
