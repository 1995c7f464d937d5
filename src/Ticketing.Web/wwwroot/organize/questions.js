// What an event asks of those who come.

import { idOf } from './prices.js';
import { $ } from './words.js';

const most = 10;

/** A part for a question. What the service called it by stays, so that its answers are still its own. */
export function addQuestion(question = {}) {
  const part = $('question-form').content.cloneNode(true).firstElementChild;
  part.known = question;
  const values = { ...question, options: (question.options ?? []).join('\n') };
  for (const input of part.querySelectorAll('[data-question]')) {
    const name = input.dataset.question;
    input.id = crypto.randomUUID();
    part.querySelector(`[data-for="${name}"]`).htmlFor = input.id;
    if (name === 'required') {
      input.checked = Boolean(values.required);
    } else if (values[name] !== undefined && values[name] !== '') {
      input.value = values[name];
    }
  }
  const kind = part.querySelector('[data-question="kind"]');
  const showKind = () => {
    for (const one of part.querySelectorAll('[data-only]')) {
      one.hidden = one.dataset.only !== kind.value;
    }
  };
  kind.addEventListener('change', showKind);
  showKind();
  part.querySelector('[data-act="remove"]').addEventListener('click', () => {
    part.remove();
    showMore();
  });
  $('questions').append(part);
  showMore();
  return part;
}

export function readQuestions() {
  const parts = Array.from($('questions').children);
  const taken = new Set(parts.map(part => part.known.id).filter(Boolean));
  return parts.map(part => {
    const valueOf = name => part.querySelector(`[data-question="${name}"]`).value.trim();
    const [text, kind] = [valueOf('text'), valueOf('kind')];
    return {
      id: part.known.id ?? idOf(plain(text), taken),
      text,
      kind,
      required: part.querySelector('[data-question="required"]').checked,
      per: valueOf('per'),
      ...(kind === 'text' && valueOf('max_length') ? { max_length: Number(valueOf('max_length')) } : {}),
      ...(kind === 'choice' ? { options: valueOf('options').split('\n').map(line => line.trim()).filter(Boolean) } : {}),
    };
  });
}

/** Letters that an id may have. */
const plain = text => text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim() || 'question';

function showMore() {
  $('add-question').hidden = $('questions').children.length >= most;
}
