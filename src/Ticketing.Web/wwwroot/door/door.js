// The page at the door: sign in, choose event and gate, scan. What it decides with is in gate.js, what it keeps in store.js.

import { call, claimsOf, clock, get, isAway, list, post, use } from './api.js';
import { importKeys } from './code.js';
import { factsOf } from './event.js';
import { judge } from './gate.js';
import { chooseReader, mark, openCamera, watch } from './scan.js';
import * as screen from './screen.js';
import { $, complain, say, show } from './screen.js';
import { signal, wake } from './signal.js';
import * as store from './store.js';
import { prepare, report } from './sync.js';

// A verdict that lets in goes by itself; others stay until somebody has seen them.
const goodFor = 1600;
const shownFor = 24 * 3600 * 1000;
const organizersToken = 'ticketing-organizer';
const whileOnline = 30000;
const whileAway = 5000;

const door = { claims: null, gate: null, camera: null, reader: null, watching: null, verdict: null, problem: null, turn: Promise.resolve(), closing: 0, timer: 0 };

// Who is only a customer is here as one of an organization's staff.
const isStaff = () => door.claims?.roles.some(role => ['organizer', 'admin', 'customer'].includes(role)) ?? false;

/** The events that the bearer of a token may let people in to. */
async function eventsOf(claims) {
  if (claims.roles.some(role => ['scanner', 'organizer', 'admin'].includes(role))) {
    return list('/api/v1/events');
  }
  const me = await get('/api/v1/me');
  if (me.status !== 200) {
    return me;
  }
  const events = [];
  for (const { organization_id: organization } of me.body.organizations) {
    const answer = await list(`/api/v1/events?organization_id=${organization}`);
    if (answer.status !== 200) {
      return answer;
    }
    events.push(...answer.body);
  }
  return me.body.organizations.length > 0 ? { status: 200, body: events } : { status: 403 };
}

// ---- Signing in and out

/** Takes a token, if the service does: it is judged by what it is needed for. */
async function signIn(token) {
  const claims = claimsOf(token);
  if (!claims) {
    return complain('sign-in-problem', say('Token.Malformed'), $('token'));
  }
  use(token);
  return enter(claims, token);
}

/** Who is signed in on this device by mail, or as staff sign in elsewhere, needs no token. Null: nobody is. */
async function bySession() {
  use(null);
  const me = await get('/api/v1/me');
  return me.status === 200 && me.body.subject ? { subject: me.body.subject, roles: me.body.roles, expires: null } : null;
}

/** Goes on as somebody; without a token they are signed in by the browser's session. */
async function enter(claims, token) {
  const events = await eventsOf(claims);
  if (events.status !== 200) {
    return complain('sign-in-problem', say(isAway(events) ? 'NoAnswer' : events.status === 403 ? 'Token.NotAllowed' : 'Token.Refused'), $('token'));
  }
  if (claims.expires !== null && claims.expires <= clock.now()) {
    return complain('sign-in-problem', say('Token.Expired'), $('token'));
  }
  const [first] = events.body;
  const allowed = first ? await get(`/api/v1/events/${first.event_id}/checkin/revocations?limit=1`) : { status: 200 };
  if (allowed.status !== 200) {
    return complain('sign-in-problem', say(isAway(allowed) ? 'NoAnswer' : allowed.status === 403 ? 'Token.NotAllowed' : 'Token.Refused'), $('token'));
  }
  await (token ? store.setFact('token', token) : store.setFact('session', claims));
  await store.dropFact(token ? 'session' : 'token');
  door.claims = claims;
  complain('sign-in-problem');
  $('token').value = '';
  await (door.gate ? openGate() : setUp(events.body));
}

/** The token no longer counts. Everything else stays: what waits is reported once somebody has signed in. */
async function signInAgain(answer) {
  clearTimeout(door.timer);
  stopCamera();
  use(null);
  await store.dropFact('token');
  await store.dropFact('session');
  const isOver = door.claims?.expires && door.claims.expires <= clock.now();
  door.claims = null;
  closeVerdict();
  show('sign-in');
  complain('sign-in-problem', say(answer.status === 403 ? 'Token.NotAllowed' : isOver ? 'Token.Expired' : 'Token.Refused'), $('token'));
}

async function signOut() {
  clearTimeout(door.timer);
  stopCamera();
  use(null);
  if (await store.getFact('session')) {
    await call('DELETE', '/api/v1/session');
  }
  await store.clear();
  sessionStorage.removeItem(organizersToken);
  Object.assign(door, { claims: null, gate: null, problem: null });
  show('sign-in');
}

async function askToSignOut() {
  const waiting = await store.countUnsent();
  if (waiting === 0) {
    return signOut();
  }
  $('sign-out-text').textContent = screen.count('Unsent', waiting);
  $('sign-out-dialog').showModal();
}

// ---- Event and gate

async function setUp(events) {
  const now = clock.now();
  const near = event => event.starts_at ? Math.abs(Date.parse(event.starts_at) - now) : Number.MAX_SAFE_INTEGER;
  const isOver = event => event.starts_at && Date.parse(event.ends_at ?? event.starts_at) < now - shownFor;
  const open = events.filter(event => event.status !== 'cancelled' && event.status !== 'draft' && !isOver(event)).sort((a, b) => near(a) - near(b));
  door.offered = open;
  $('no-events').hidden = open.length > 0;
  $('setup-form').hidden = open.length === 0;
  screen.showEvents(open, door.gate?.eventId);
  $('gate').value = door.gate?.name ?? '';
  show('setup');
}

async function backToSetUp() {
  stopCamera();
  clearTimeout(door.timer);
  const events = await eventsOf(door.claims);
  if (events.status === 200) {
    return setUp(events.body);
  }
  door.problem = 'NoAnswer';
  await openGate();
}

async function chooseGate() {
  const name = $('gate').value.trim();
  if (!name) {
    return complain('setup-problem', say('Gate.Missing'), $('gate'));
  }
  const eventId = $('event').value;
  const chosen = door.offered.find(event => event.event_id === eventId);
  await store.setFact(`event:${eventId}`, factsOf(chosen));
  $('open-gate').disabled = true;
  const wrong = await prepare(eventId);
  $('open-gate').disabled = false;
  if (wrong) {
    return wrong.status === 401 || wrong.status === 403 ? signInAgain(wrong) : complain('setup-problem', say('NoAnswer'));
  }
  complain('setup-problem');
  door.gate = { eventId, name, eventName: chosen.name };
  await store.setFact('gate', door.gate);
  await openGate();
}

/** The event as it was last told; what an older page kept is its name alone. */
async function learnEvent() {
  door.gate.event = await store.getFact(`event:${door.gate.eventId}`) ?? { name: door.gate.eventName, sections: {} };
  screen.showGate(door.gate);
}

/** Scanning begins, with or without network. */
async function openGate() {
  Object.assign(door.gate, { keys: await importKeys(await store.getFact('keys') ?? { keys: [] }), isOnline: navigator.onLine });
  await learnEvent();
  show('scan');
  void navigator.storage?.persist?.();
  await refresh();
  void startCamera();
  void keepUp();
}

// ---- Scanning

async function startCamera() {
  if (door.watching) {
    return;
  }
  const stopped = door.watching = new AbortController();
  screen.showCameraOff();
  try {
    door.reader ??= await chooseReader();
    if (!door.reader || !navigator.mediaDevices) {
      throw new DOMException('', 'NotSupportedError');
    }
    door.camera = await openCamera($('camera'));
  } catch (error) {
    stopCamera();
    screen.showCameraOff(say({ NotAllowedError: 'Camera.Denied', NotFoundError: 'Camera.None', NotSupportedError: 'Camera.Unsupported' }[error.name] ?? 'Camera.Busy'));
    return;
  }
  if (stopped.signal.aborted) {
    return door.camera.stop();
  }
  document.body.dataset.reader = door.reader.name;
  $('torch').hidden = !door.camera.torch;
  void keepAwake();
  await watch($('camera'), door.reader, {
    signal: stopped.signal,
    isIdle: () => door.verdict !== null || document.hidden || (door.reader.name === 'service' && !door.gate?.isOnline),
    found: take,
  });
}

function stopCamera() {
  door.watching?.abort();
  door.camera?.stop();
  Object.assign(door, { watching: null, camera: null });
}

/** The screen stays on while somebody scans, where the browser can do that. */
async function keepAwake() {
  try {
    await navigator.wakeLock?.request('screen');
  } catch {
    // A battery that is almost empty: the phone decides.
  }
}

/** A code was read, however. One after the other: none is lost while the one before is judged. */
function take(text, { typed = false } = {}) {
  door.turn = door.turn.then(() => judgeNext(text, typed)).catch(() => complain('code-problem', say('NotJudged')));
  return door.turn;
}

async function judgeNext(text, typed) {
  const { gate } = door;
  if (!gate || document.body.dataset.view !== 'scan') {
    return;
  }
  const wasOnline = gate.isOnline;
  const verdict = await judge(text, gate, { typed });
  if (['unauthenticated', 'invalid_token', 'forbidden', 'customer_blocked'].includes(verdict.code)) {
    await signInAgain({ status: verdict.code === 'forbidden' || verdict.code === 'customer_blocked' ? 403 : 401 });
    return;
  }
  openVerdict(verdict);
  await store.addRecent(verdict);
  await refresh();
  if (wasOnline && !gate.isOnline) {
    later(whileAway);
  }
}

function openVerdict(verdict) {
  clearTimeout(door.closing);
  door.verdict = verdict;
  screen.showVerdict(verdict);
  mark('door:verdict');
  signal(verdict.tone, $('sound').checked);

  // A name that is to be asked for is read before it goes.
  if (verdict.tone === 'go' && !verdict.typed) {
    door.closing = setTimeout(closeVerdict, goodFor);
  }
}

function closeVerdict() {
  clearTimeout(door.closing);
  if (door.verdict) {
    door.verdict = null;
    screen.hideVerdict();
    $('scan-title').focus({ preventScroll: true });
  }
}

// ---- What goes on beside it

function later(delay) {
  clearTimeout(door.timer);
  door.timer = setTimeout(keepUp, delay);
}

/** Reports what waits, then reads what is new, again and again. */
async function keepUp() {
  clearTimeout(door.timer);
  const { gate } = door;
  if (!gate || !door.claims) {
    return;
  }
  const reported = await report();
  const wrong = reported && (isAway(reported) || reported.status === 401 || reported.status === 403) ? reported : await prepare(gate.eventId);
  if (gate !== door.gate || !door.claims) {
    return;
  }
  if (wrong?.status === 401 || wrong?.status === 403) {
    return signInAgain(wrong);
  }
  gate.isOnline = !wrong;
  door.problem = !reported || isAway(reported) ? null : reported.body.code === 'clock_skew' ? 'Report.Clock' : 'Report.Refused';
  if (!wrong) {
    gate.keys = await importKeys(await store.getFact('keys'));
    await learnEvent();
  }
  await refresh();
  later(gate.isOnline ? whileOnline : whileAway);
}

/** Shows what is kept, and what the service counts. */
async function refresh() {
  const { gate } = door;
  const [waiting, own, verdicts, conflicts, prepared] = await Promise.all([
    store.countUnsent(), store.countAdmitted(gate.eventId, gate.name), store.recent(), store.conflicts(), store.getFact(`prepared:${gate.eventId}`),
  ]);
  if (door.camera && door.reader.name === 'service') {
    screen.showCameraOff(gate.isOnline ? '' : say('Camera.Network'), false);
  }
  screen.showStatus({ isOnline: gate.isOnline, waiting, prepared, problem: door.problem });
  screen.showRecent(verdicts, { mayUndo: isStaff() && gate.isOnline, undo: askToUndo });
  screen.showConflicts(conflicts, async conflict => {
    await store.dropConflict(conflict.scanId);
    await refresh();
  });
  const counted = isStaff() && gate.isOnline ? await get(`/api/v1/events/${gate.eventId}/checkin`) : null;
  screen.showCounts({ own, gates: counted?.status === 200 ? counted.body.gates : null, total: counted?.body.admitted });
}

// ---- Undoing

let undoing = null;

function askToUndo(verdict) {
  undoing = verdict;
  $('undo-seat').textContent = verdict.seat;
  $('undo-reason').value = '';
  complain('undo-problem');
  $('undo-dialog').showModal();
}

async function undo() {
  const reason = $('undo-reason').value.trim();
  if (!reason) {
    return complain('undo-problem', say('Undo.Reason'), $('undo-reason'));
  }
  const answer = await post(`/api/v1/tickets/${undoing.ticketId}/checkin/undo`, { reason, scan_id: undoing.scanId });
  if (answer.status !== 200) {
    return complain('undo-problem', say(isAway(answer) ? 'NoAnswer' : 'Undo.Refused'));
  }
  await store.undo(undoing.scanId);
  $('undo-dialog').close();
  await refresh();
}

// ---- Hands and hardware

/** A hand scanner types fast, and ends with Enter. What is typed into a field is left alone. */
function listenToScanner() {
  const fastest = 250, shortest = 8;
  let typed = '', last = 0;
  document.addEventListener('keydown', event => {
    if (document.body.dataset.view !== 'scan' || event.target.matches('input:not([type=checkbox]), textarea, select') || event.ctrlKey || event.metaKey || event.altKey) {
      typed = '';
      return;
    }
    const now = event.timeStamp;
    if (now - last > fastest) {
      typed = '';
    }
    last = now;
    if (event.key.length === 1) {
      typed += event.key;
    } else if (event.key === 'Enter' && typed.length >= shortest) {
      event.preventDefault();
      event.stopPropagation();
      const text = typed;
      typed = '';
      void take(text);
    }
  }, { capture: true });
}

/** A link such as /door#token=… signs in. A fragment is never sent; it is taken out of the address, and so out of what is kept of it, at once. */
function takeFragment() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (location.hash) {
    history.replaceState(null, '', location.pathname + location.search);
  }
  return token;
}

function onSubmit(id, act) {
  $(id).addEventListener('submit', event => {
    event.preventDefault();
    void act();
  });
}

function connect() {
  onSubmit('sign-in-form', () => {
    const token = $('token').value.trim().replace(/^Bearer\s+/i, '');
    return token ? signIn(token) : complain('sign-in-problem', say('Token.Missing'), $('token'));
  });
  onSubmit('setup-form', chooseGate);
  onSubmit('code-form', async () => {
    const field = $('code');
    const text = field.value.trim();
    complain('code-problem', text ? '' : say('Code.Missing'), field);
    if (text) {
      field.value = '';
      await take(text, { typed: true });
    }
  });
  onSubmit('undo-form', undo);
  $('verdict').addEventListener('click', closeVerdict);
  $('camera-again').addEventListener('click', startCamera);
  $('torch').addEventListener('click', async () => {
    const on = $('torch').getAttribute('aria-pressed') !== 'true';
    await door.camera?.torch(on);
    $('torch').setAttribute('aria-pressed', String(on));
  });
  $('change-gate').addEventListener('click', backToSetUp);
  document.querySelectorAll('[data-act=sign-out]').forEach(button => button.addEventListener('click', askToSignOut));
  $('sign-out-anyway').addEventListener('click', async () => {
    $('sign-out-dialog').close();
    await signOut();
  });
  document.querySelectorAll('dialog [data-act=close]').forEach(button => button.addEventListener('click', () => button.closest('dialog').close()));
  document.addEventListener('pointerdown', wake);
  document.addEventListener('keydown', event => event.key === 'Escape' && closeVerdict());
  window.addEventListener('online', keepUp);
  window.addEventListener('offline', () => {
    if (door.gate) {
      door.gate.isOnline = false;
      void refresh();
    }
  });
  window.addEventListener('hashchange', async () => {
    const token = takeFragment();
    if (token) {
      await signIn(token);
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && door.camera) {
      void keepAwake();
    }
  });
  listenToScanner();
}

async function start() {
  connect();
  const given = takeFragment();
  if (!window.isSecureContext) {
    return show('insecure');
  }
  void navigator.serviceWorker?.register('/door/worker.js', { scope: '/door' }).catch(() => {});
  clock.offset = await store.getFact('offset') ?? 0;
  door.gate = await store.getFact('gate') ?? null;
  const token = given ?? await store.getFact('token');
  if (given) {
    show('sign-in', false);
    return signIn(given);
  }
  use(token ?? null);
  const kept = token ? claimsOf(token) : await store.getFact('session');
  if (kept && door.gate) {
    door.claims = kept;
    return openGate();
  }
  if (token) {
    door.claims = kept;
    return signIn(token);
  }
  show('sign-in', false);

  // Who comes from the organizer's pages is signed in there, in this tab.
  const organizers = sessionStorage.getItem(organizersToken);
  if (organizers) {
    return signIn(organizers);
  }
  const claims = await bySession();
  return claims ? enter(claims, null) : undefined;
}

// Without a place to keep things nobody can be let in safely.
start().catch(error => {
  show('unkept');
  throw error;
});
