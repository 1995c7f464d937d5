// An event's page, live: what is left, and the map of its seats.
import { fill } from "./page.js";

const page = document.getElementById("event");
const map = document.getElementById("seat-map");
const isOpen = ["OnSale", "FewLeft", "SoldOut"].includes(page.dataset.state);

/** What makes a map: a page without one does not fetch it. */
const maker = map && isOpen && import("./seat-map.js");

/** Shows how many places each section has. */
function showLeft(status, words) {
  for (const section of status.sections) {
    for (const element of document.querySelectorAll(`[data-left="${CSS.escape(section.id)}"]`)) {
      element.textContent = section.available > 0 ? fill(section.available === 1 ? words["Left.One"] : words["Left.Many"], section.available) : words.None;
    }
  }

  // Where everything was sold and something came back, or the other way round, the page says something else.
  const isSoldOut = status.available <= 0;
  if (isOpen && isSoldOut !== (page.dataset.state === "SoldOut") && !document.querySelector("[data-chosen]")?.children.length) {
    location.reload();
  }
}

/** The map, when it is known where the seats are and what they cost. Null: there is none. */
async function open() {
  const ask = address => fetch(address).then(answer => (answer.ok ? answer.json() : null));
  const asked = [ask(map.dataset.geometry), ask(map.dataset.plan)];
  const { painting, SeatMap } = await maker;
  const [plan, sale, worker] = await Promise.all([...asked, painting]);
  if (!plan || !sale?.sections.length) {
    return null;
  }

  map.hidden = false;
  return new SeatMap(map, plan, sale, { ...JSON.parse(map.dataset.words), ...JSON.parse(map.dataset.otherWords ?? "{}") }, worker);
}

function start() {
  const address = map?.dataset.stream ?? `/api/v1/events/${page.dataset.event}/stream`;
  const words = JSON.parse(page.dataset.words);

  // What the stream says first comes while the map is made: it waits in this promise, in its order.
  const seats = map ? open() : Promise.resolve(null);
  const stream = new EventSource(address);
  stream.addEventListener("resync", () => seats.then(known => known?.forget()));
  stream.addEventListener("seats", message => seats.then(known => known?.update(JSON.parse(message.data))));
  stream.addEventListener("status", message => seats.then(known => {
    known?.settled();
    showLeft(JSON.parse(message.data), words);
  }));
  let places = null;
  stream.addEventListener("event", message => {
    const { status, total_seats: total } = JSON.parse(message.data);

    // Places that were added are not on this page; who has chosen some stays with the others.
    const isMore = places !== null && total > places && !document.querySelector("[data-chosen]")?.children.length;
    places = total;
    if (isOpen && (status !== "on_sale" || isMore)) {
      location.reload();
    }
  });
  addEventListener("pagehide", () => stream.close());

  // A form that takes the last places leads to the checkout: to hear now that they are gone would load this page again instead.
  addEventListener("submit", () => stream.close());
}

if (isOpen) {
  start();
}
