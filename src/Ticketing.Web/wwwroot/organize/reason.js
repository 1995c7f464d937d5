// Asks why, before something is done that is noted with its reason.

import { complain, whyNot } from './session.js';
import { $, say } from './words.js';

let act = null;
let done = null;

/**
 * @param words The title and the text of the question, and the word on its button.
 * @param send Does it, for that reason: the API's answer.
 * @param whenDone What is next.
 */
export function askReason({ title, text, button }, send, whenDone) {
  [act, done] = [send, whenDone];
  $('reason-title').textContent = title;
  $('reason-text').textContent = text;
  $('reason-send').textContent = button;
  $('reason').value = '';
  complain('reason-error');
  $('reason-dialog').showModal();
}

$('reason-form').addEventListener('submit', async submitted => {
  submitted.preventDefault();
  const reason = $('reason').value.trim();
  if (!reason) {
    return complain('reason-error', say('NeedsReason'), $('reason'));
  }
  $('reason-send').disabled = true;
  const answer = await act(reason);
  $('reason-send').disabled = false;
  if (answer.status !== 200) {
    return complain('reason-error', whyNot(answer));
  }
  $('reason-dialog').close();
  await done();
});
