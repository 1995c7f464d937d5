// What the staff of an event write to those who have booked: how many get it first, then the letters, and how far they are.

import { call, complain, whyNot } from './session.js';
import { $, count, make, numberOf, say, tell, timeOf } from './words.js';

let path = '';
let key = crypto.randomUUID();
let waiting = null;
let shown = '';

/** Shows them, once the event is known. */
export async function showMessages(event) {
  path = `/api/v1/events/${event.event_id}/messages`;
  $('message-for').replaceChildren(new Option(say('Messages.All'), ''), ...event.sections.map(section => new Option(section.name || section.id, section.id)));
  await list();
}

async function list() {
  clearTimeout(waiting);
  const answer = await call('GET', path);
  $('messages-error').hidden = answer.status === 200;
  if (answer.status !== 200) {
    $('messages-error').textContent = whyNot(answer);
    waiting = setTimeout(list, 15000);
    return;
  }
  const items = answer.body.items;
  if (shown !== JSON.stringify(items)) {
    shown = JSON.stringify(items);
    const open = new Set([...$('messages').querySelectorAll('details[open]')].map(details => details.dataset.message));
    $('messages').replaceChildren(...items.map(message => row(message, open.has(message.message_id))));
  }
  if (items.some(one => one.status === 'running')) {
    waiting = setTimeout(list, 5000);
  }
}

function row(message, isOpen) {
  const parts = [say(message.status === 'running' ? 'Messages.Running' : 'Messages.Done', count('Bookings', message.sent))];
  if (message.waiting > 0) {
    parts.push(say('TellAgain', count('Bookings', message.waiting)));
  }
  if (message.no_address > 0) {
    parts.push(say('Messages.NoAddress', count('Bookings', message.no_address)));
  }
  if (message.refused > 0) {
    parts.push(say('TellFailed', count('Bookings', message.refused)));
  }
  return make('li', { name: 'card stack' },
    make('h3', { text: message.subject }),
    make('p', { name: 'muted small', text: `${timeOf(message.started_at)} · ${message.by}` }),
    make('p', { text: parts.join(' ') }),
    make('details', { 'data-message': message.message_id, ...(isOpen ? { open: '' } : {}) }, make('summary', { text: say('Messages.Show') }), ...paragraphs(message.text)));
}

const paragraphs = text => text.split(/\n{2,}/).map(part => make('p', {}, ...part.split('\n').flatMap((line, at) => (at === 0 ? [line] : [make('br'), line]))));

function read() {
  const body = { subject: $('message-subject').value.trim(), text: $('message-text').value.trim() };
  if ($('message-reply').value.trim()) {
    body.reply_to = $('message-reply').value.trim();
  }
  if ($('message-for').value) {
    body.sections = [$('message-for').value];
  }
  return body;
}

/** Nothing is sent before it was said how many get it. */
async function preview(submitted) {
  submitted.preventDefault();
  const body = read();
  const missing = body.subject ? body.text ? null : 'message-text' : 'message-subject';
  if (missing) {
    return complain('message-error', say('Messages.NeedsText'), $(missing));
  }
  const answer = await call('POST', path, { body: { ...body, dry_run: true } });
  if (answer.status !== 200) {
    return complain('message-error', whyNot(answer));
  }
  complain('message-error');
  complain('message-send-error');
  const { letters, bookings, no_address: unknown, more } = answer.body;
  $('message-title').textContent = body.subject;
  $('message-what').textContent = [say(more ? 'Messages.WhatAtLeast' : 'Messages.What', count('Letters', letters), count('Bookings', bookings)), unknown > 0 ? say('Messages.NoAddress', count('Bookings', unknown)) : ''].join(' ').trim();
  $('message-preview').replaceChildren(...paragraphs(body.text));
  $('message-send').disabled = letters === 0 && !more;
  $('message-dialog').showModal();
}

async function send(submitted) {
  submitted.preventDefault();
  $('message-send').disabled = true;
  const answer = await call('POST', path, { body: read(), key });
  $('message-send').disabled = false;

  // What is put right is another request; where no answer came, it is the same.
  key = answer.status === 0 || answer.status >= 500 ? key : crypto.randomUUID();
  if (answer.status !== 202) {
    complain('message-send-error', whyNot(answer));

    // Where no answer came, it may be among them.
    return list();
  }
  $('message-dialog').close();
  $('message-form').reset();
  tell(say('Messages.Sent'));
  await list();
}

$('message-form').addEventListener('submit', preview);
$('message-send-form').addEventListener('submit', send);
