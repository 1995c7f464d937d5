// What the page shows: texts, views, the verdict, lists. Nothing here asks the service or keeps anything.

import { $, count, knows, language, make, say } from '../staff/page.js';

export { $, complain, count, say } from '../staff/page.js';

const times = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutes = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of a scan, with its day unless that is today. */
export const timeOf = at => (new Date(at).toDateString() === new Date().toDateString() ? times : days).format(at);
export const dateOf = at => dates.format(new Date(at));

const icon = kind => $(`icon-${kind}`).content.cloneNode(true);

/** Shows one part of the page; the others are not there. */
export function show(view, focus = true) {
  document.body.dataset.view = view;
  for (const part of document.querySelectorAll('[data-part]')) {
    part.hidden = part.dataset.part !== view;
  }
  if (focus) {
    $(`${view}-title`).focus();
  }
}

/** What has no words of its own was not decided. */
const named = code => knows(`${code}.Word`) ? code : 'http_error';

export const wordOf = verdict => say(`${named(verdict.code)}.Word`);

/** Why, in words. */
export function whyOf({ code, admission, offline }) {
  if (code === 'admitted') {
    return offline ? say('admitted.Offline') : '';
  }
  if (code === 'already_admitted' && admission) {
    return say(admission.here ? 'already_admitted.Here' : 'already_admitted.There', admission.gate, timeOf(admission.at));
  }
  return say(`${named(code)}.Why`);
}

/** The verdict over the whole screen, and as a sentence for who listens. */
export function showVerdict(verdict) {
  const pane = $('verdict');
  pane.dataset.tone = verdict.tone;
  pane.dataset.code = verdict.code;
  $('verdict-icon').replaceChildren(icon(verdict.tone));
  $('verdict-word').textContent = wordOf(verdict);
  $('verdict-seat').textContent = verdict.seat ?? '';
  $('verdict-why').textContent = whyOf(verdict);
  $('said').textContent = [wordOf(verdict), verdict.seat, whyOf(verdict)].filter(Boolean).join('. ');
  if (pane.hidden) {
    pane.hidden = false;
    behind(true);
    $('verdict-next').focus();
  }
}

export function hideVerdict() {
  $('verdict').hidden = true;
  $('said').textContent = '';
  behind(false);
}

/** What is behind the verdict can be neither reached nor heard. */
function behind(isCovered) {
  for (const part of [document.querySelector('header'), document.querySelector('main')]) {
    part.inert = isCovered;
  }
}

export function showRecent(verdicts, { mayUndo, undo }) {
  $('recent-none').hidden = verdicts.length > 0;
  $('recent').replaceChildren(...verdicts.map(verdict => {
    const item = make('li', { 'data-tone': verdict.undone ? 'ask' : verdict.tone },
      make('span', { name: 'mark' }, icon(verdict.undone ? 'ask' : verdict.tone)),
      make('span', { name: 'what' },
        make('strong', { text: verdict.undone ? say('Undone') : wordOf(verdict) }),
        make('span', { text: verdict.seat ?? '' })),
      make('time', { text: timeOf(verdict.at), datetime: new Date(verdict.at).toISOString() }));
    if (mayUndo && verdict.code === 'admitted' && !verdict.undone) {
      const button = make('button', { text: say('Undo'), type: 'button', name: 'button quiet small', 'aria-label': say('UndoSeat', verdict.seat) });
      button.addEventListener('click', () => undo(verdict));
      item.append(button);
    }
    return item;
  }));
}

export function showConflicts(conflicts, seen) {
  $('conflicts').hidden = conflicts.length === 0;
  $('conflicts-list').replaceChildren(...conflicts.map(conflict => {
    const button = make('button', { text: say('Seen'), type: 'button', name: 'button quiet small', 'aria-label': say('SeenSeat', conflict.seat) });
    button.addEventListener('click', () => seen(conflict));
    return make('li', {},
      make('p', {}, make('strong', { text: conflict.seat })),
      make('p', { text: say('Conflict.Here', conflict.gate, timeOf(conflict.at)) }),
      make('p', { text: conflict.other ? say('Conflict.There', conflict.other.gate, timeOf(conflict.other.at)) : whyOf(conflict) }),
      button);
  }));
}

/** Why the camera shows nothing; nothing: it does. */
export function showCameraOff(why = '', mayTry = true) {
  $('camera-off').hidden = !why;
  $('camera-why').textContent = why;
  $('camera-again').hidden = !mayTry;
}

/** How many are in: by gate for who may know, else by this device. */
export function showCounts({ own, gates, total }) {
  $('count-own').textContent = own;
  $('gates').hidden = !gates;
  if (gates) {
    $('gates-total').textContent = total;
    $('gates-list').replaceChildren(...gates.map(gate =>
      make('tr', {}, make('th', { text: gate.gate, scope: 'row' }), make('td', { text: gate.admitted }))));
  }
}

/** Online or not, what waits to be reported, and since when the lists are known. */
export function showStatus({ isOnline, waiting, prepared, problem }) {
  const line = $('status');
  line.dataset.state = isOnline ? 'online' : 'offline';
  $('status-word').textContent = say(isOnline ? 'Online' : 'Offline');
  $('waiting').hidden = waiting === 0;
  $('waiting').textContent = count('Waiting', waiting);
  $('prepared').textContent = prepared ? say('Prepared', minutes.format(prepared)) : say('NotPrepared');
  $('problem').hidden = !problem;
  $('problem').textContent = problem ? say(problem) : '';
}

export function showEvents(events, chosen) {
  $('event').replaceChildren(...events.map(event => {
    const option = make('option', { text: [event.name, event.starts_at && dateOf(event.starts_at)].filter(Boolean).join(' – '), value: event.event_id });
    option.selected = event.event_id === chosen;
    return option;
  }));
}
