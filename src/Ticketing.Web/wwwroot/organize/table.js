// A list of the API as a table, page by page.

import { call } from './session.js';
import { $ } from './words.js';

/** Each cell knows what its column is called: narrow screens show a row as a list. */
export function labelCells(table) {
  const words = Array.from(table.tHead.rows[0].cells, cell => cell.textContent);
  for (const row of table.tBodies[0].rows) {
    Array.from(row.cells).forEach((cell, at) => cell.setAttribute('data-label', words[at]));
  }
}

/**
 * @param name The table's id.
 * @param path Where the list is, with what is asked of it.
 * @param row A row for one item.
 */
export function pagedTable(name, path, row) {
  const body = $(name).tBodies[0];
  let cursor = null;
  let asked = 0;

  /** Shows the list from its beginning, or goes on. The answer, for who has to say what is wrong. */
  async function show(isMore = false) {
    const mine = ++asked;
    const query = new URLSearchParams(path().query);
    if (isMore) {
      query.set('cursor', cursor);
    }
    const answer = await call('GET', `${path().address}?${query}`);
    if (answer.status !== 200 || mine !== asked) {
      return answer;
    }
    cursor = answer.body.next_cursor;
    const rows = answer.body.items.map(row);
    isMore ? body.append(...rows) : body.replaceChildren(...rows);
    labelCells($(name));
    $(name).hidden = body.rows.length === 0;
    $(`${name}-none`).hidden = body.rows.length > 0;
    $(`${name}-more`).hidden = !cursor;
    return answer;
  }

  $(`${name}-more`).addEventListener('click', () => show(true));
  return show;
}
