// What the page shows: texts, views, the verdict, lists. Nothing here asks the service or keeps anything.

import { $, count, knows, make, say } from '../staff/page.js';
import { clockIn } from './event.js';

export { $, complain, count, say } from '../staff/page.js';

// The clocks where the event is.
let clocks = clockIn(null);

/** Which gate this is, of which event, as that is now. All times are by its clocks. */
export function showGate({ name, event }) {
  clocks = clockIn(event.zone);
  $('at-gate').textContent = name;
  $('at-event').textContent = [event.name, event.startsAt && clocks.date(Date.parse(event.startsAt))].filter(Boolean).join(' – ');
}

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
export function whyOf({ code, admission, offline, validFrom, numbers }) {
  if (code === 'admitted') {
    return offline ? say('admitted.Offline') : '';
  }
  if (code === 'already_admitted' && admission) {
    return say(admission.here ? 'already_admitted.Here' : 'already_admitted.There', admission.gate, clocks.at(admission.at));
  }
  if (code === 'ticket_not_yet_valid' && validFrom) {
    return say('ticket_not_yet_valid.From', clocks.day(validFrom));
  }
  return say(`${named(code)}.Why`, numbers?.join(', '));
}

/** What there is to ask of who is let in with a ticket that was typed: it proves less than a code. */
function askOf({ code, typed, holder }) {
  return !typed || code !== 'admitted' ? '' : holder ? say('Typed.Holder', holder) : say('Typed.Nobody');
}

/** The verdict over the whole screen, and as a sentence for who listens. */
export function showVerdict(verdict) {
  const pane = $('verdict');
  pane.dataset.tone = verdict.tone;
  pane.dataset.code = verdict.code;
  $('verdict-icon').replaceChildren(icon(verdict.tone));
  $('verdict-word').textContent = wordOf(verdict);
  $('verdict-seat').textContent = verdict.seat ?? '';
  $('verdict-type').textContent = verdict.typeName ?? '';
  $('verdict-ask').textContent = askOf(verdict);
  $('verdict-why').textContent = whyOf(verdict);
  $('said').textContent = [wordOf(verdict), verdict.seat, verdict.typeName, askOf(verdict), whyOf(verdict)].filter(Boolean).join('. ');
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
        make('span', { text: [verdict.seat, verdict.typeName, verdict.typed && say('Typed')].filter(Boolean).join(', ') })),
      make('time', { text: clocks.at(verdict.at), datetime: new Date(verdict.at).toISOString() }));
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
      make('p', { text: say('Conflict.Here', conflict.gate, clocks.at(conflict.at)) }),
      make('p', { text: conflict.other ? say('Conflict.There', conflict.other.gate, clocks.at(conflict.other.at)) : whyOf(conflict) }),
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
  $('prepared').textContent = prepared ? say('Prepared', clocks.minute(prepared)) : say('NotPrepared');
  $('problem').hidden = !problem;
  $('problem').textContent = problem ? say(problem) : '';
}

/** The date in front, since a narrow screen cuts the end. Each by its own clocks. */
export function showEvents(events, chosen) {
  $('event').replaceChildren(...events.map(event => {
    const option = make('option', { text: [event.starts_at && clockIn(event.time_zone).day(Date.parse(event.starts_at)), event.name].filter(Boolean).join(' – '), value: event.event_id });
    option.selected = event.event_id === chosen;
    return option;
  }));
}
