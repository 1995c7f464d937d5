// An event's page, live: what is left, and the map of its seats.
import { fill } from "./page.js";
import { SeatMap } from "./seat-map.js";

const page = document.getElementById("event");
const map = document.getElementById("seat-map");
const isOpen = ["OnSale", "FewLeft", "SoldOut"].includes(page.dataset.state);

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

async function start() {
  const address = map?.dataset.stream ?? `/api/v1/events/${page.dataset.event}/stream`;
  const words = JSON.parse(page.dataset.words);
  let seats = null;
  if (map) {
    const plan = await fetch(map.dataset.plan).then(answer => (answer.ok ? answer.json() : null));
    if (plan && plan.sections.length > 0) {
      map.hidden = false;
      seats = new SeatMap(map, plan, JSON.parse(map.dataset.words));
    }
  }

  const stream = new EventSource(address);
  stream.addEventListener("resync", () => seats?.forget());
  stream.addEventListener("seats", message => seats?.update(JSON.parse(message.data)));
  stream.addEventListener("status", message => {
    seats?.settled();
    showLeft(JSON.parse(message.data), words);
  });
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
  await start();
}
