import { button, h, setText } from '../lib/dom.js';
import { createRightsLine, whose } from '../lib/rights.js';
import { loadCompletions } from './prompt/completions.js';

const HISTORY_KEY = 'history';
const DRAFT_KEY = 'draft';
const MAX_HISTORY = 200;
const MAX_SHOWN = 200;

/** A prompt: what a device would get, to the letter, with history and completion. */
export function createPanel({ link }) {
  return new Prompt(link);
}

class Prompt {
  #history = JSON.parse(localStorage.getItem(HISTORY_KEY) ?? '[]');
  /** Where in the history the input is; its length: at what is being typed. */
  #at = this.#history.length;
  #draft = '';
  #completions = null;
  #choices = [];
  #chosen = -1;
  /** The choices were closed, and are not wanted until more is typed. */
  #dismissed = true;

  #link;

  constructor(link) {
    this.#link = link;
    this.#completions = loadCompletions(link, () => this.#lookAgain());
    this.transcript = h('div', {
      class: 'transcript',
      role: 'log',
      tabindex: '0',
      'aria-label': 'Requests and replies',
    });
    this.list = h('ul', {
      class: 'completions',
      role: 'listbox',
      id: 'completions',
      'aria-label': 'Completions',
      hidden: true,
    });
    this.signature = h('p', { class: 'signature', id: 'signature', role: 'status' });
    this.input = h('textarea', {
      ...{
        rows: '1',
        'aria-label': 'Expression',
        'aria-describedby': 'signature',
        'aria-autocomplete': 'list',
      },
      ...{
        'aria-controls': 'completions',
        spellcheck: 'false',
        autocomplete: 'off',
        autocapitalize: 'off',
      },
      placeholder: 'An expression, such as math.log10(134256)',
    });
    this.input.value = sessionStorage.getItem(DRAFT_KEY) ?? '';
    this.input.addEventListener('input', () => this.#typed());
    this.input.addEventListener('keydown', event => this.#key(event));
    this.input.addEventListener('blur', () => setTimeout(() => this.#dismiss(), 150));
    this.list.addEventListener('mousedown', event => this.#pick(event));
    this.transcript.append(createWelcome());
    const form = h(
      'form',
      { class: 'prompt-line', onsubmit: event => this.#submit(event) },
      this.list,
      this.input,
      button('Run', 'run', { type: 'submit', class: 'primary' }),
    );
    this.element = h(
      'section',
      { class: 'panel', 'aria-labelledby': 'prompt-title' },
      h(
        'div',
        { class: 'panel-head' },
        h('h1', { id: 'prompt-title' }, 'Prompt'),
        button('Clear', null, { class: 'quiet', onclick: () => this.transcript.replaceChildren(createWelcome()) }),
      ),
      createRightsLine(link, describeRights),
      h('div', { class: 'card terminal' }, this.transcript, form, this.signature),
    );
  }

  show() {
    this.#grow();
    if (matchMedia('(pointer: fine)').matches) this.input.focus();
  }

  #typed() {
    this.#dismissed = false;
    sessionStorage.setItem(DRAFT_KEY, this.input.value);
    this.#grow();
    const before = this.input.value.slice(0, this.input.selectionStart);
    this.#offer(this.#completions.complete(before));
    setText(this.signature, this.#completions.signature(before));
  }

  /** There is more to complete than there was. */
  #lookAgain() {
    if (this.#dismissed || this.#choices.length > 0 || document.activeElement !== this.input) return;
    this.#typed();
  }

  #dismiss() {
    this.#dismissed = true;
    this.#offer([]);
  }

  #grow() {
    this.input.style.height = 'auto';
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  #key(event) {
    if (event.isComposing) return;
    const open = this.#choices.length > 0;
    const act = {
      Enter: () => (event.shiftKey ? false : open && this.#chosen >= 0 ? this.#accept() : this.#submit(event)),
      Tab: () => (open ? this.#accept() : false),
      Escape: () => (open ? this.#dismiss() : false),
      ArrowDown: () => (open ? this.#choose(this.#chosen + 1) : this.#recall(1)),
      ArrowUp: () => (open ? this.#choose(this.#chosen - 1) : this.#recall(-1)),
    }[event.key];
    if (act && act() !== false) event.preventDefault();
  }

  #offer(choices) {
    this.#choices = choices;
    this.#chosen = -1;
    this.list.hidden = choices.length === 0;
    this.input.removeAttribute('aria-activedescendant');
    this.list.replaceChildren(
      ...choices.map(({ label, detail }, i) =>
        h(
          'li',
          { role: 'option', id: `completion-${i}`, 'aria-selected': 'false' },
          h('code', {}, label),
          h('span', { class: 'what' }, detail),
        ),
      ),
    );
  }

  #choose(index) {
    const count = this.#choices.length;
    this.#chosen = (index + count) % count;
    for (const [i, option] of [...this.list.children].entries())
      option.setAttribute('aria-selected', i === this.#chosen);
    this.input.setAttribute('aria-activedescendant', `completion-${this.#chosen}`);
    this.list.children[this.#chosen].scrollIntoView({ block: 'nearest' });
  }

  #pick(event) {
    const option = event.target.closest('li');
    if (!option) return;
    event.preventDefault();
    this.#chosen = [...this.list.children].indexOf(option);
    this.#accept();
  }

  #accept() {
    const { insert, from } = this.#choices[Math.max(0, this.#chosen)];
    const end = this.input.selectionStart;
    this.input.setRangeText(insert, from, end, 'end');
    this.#typed();
    this.#dismiss();
  }

  /** Goes through the history, where the caret is at the edge of the text. */
  #recall(step) {
    const { value, selectionStart } = this.input;
    const edge = step < 0 ? value.lastIndexOf('\n', selectionStart - 1) < 0 : value.indexOf('\n', selectionStart) < 0;
    const to = this.#at + step;
    if (!edge || to < 0 || to > this.#history.length) return false;
    if (this.#at === this.#history.length) this.#draft = value;
    this.#at = to;
    this.input.value = this.#history[to] ?? this.#draft;
    this.#grow();
    this.#dismiss();
    return true;
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (text === '') return;
    this.#dismiss();
    const exchange = createExchange(text);
    exchange.again.addEventListener('click', () => this.#edit(text));
    this.transcript.querySelector('.empty')?.remove();
    this.transcript.append(exchange.element);
    while (this.transcript.children.length > MAX_SHOWN) this.transcript.firstChild.remove();
    this.input.value = '';
    this.#typed();
    this.#remember(text);
    const reply = await ask(this.#link, text);
    exchange.answer(reply);
    if (reply.unsent && this.input.value === '') this.#edit(text);
    this.transcript.scrollTop = this.transcript.scrollHeight;
  }

  #edit(text) {
    this.input.value = text;
    this.#typed();
    this.#dismiss();
    this.input.focus();
  }

  #remember(text) {
    if (this.#history.at(-1) !== text) this.#history.push(text);
    this.#history = this.#history.slice(-MAX_HISTORY);
    this.#at = this.#history.length;
    localStorage.setItem(HISTORY_KEY, JSON.stringify(this.#history));
  }
}

/** The reply as raw text has it: `{ text, failed, index, unsent }`; `index`: where the syntax is wrong. */
async function ask(link, expr) {
  const post = path =>
    link.fetch(path, { method: 'POST', headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: expr });
  try {
    const response = await post('/api/eval?format=text');
    const text = await response.text();
    if (response.ok || !/^Error: (SyntaxError|IndentationError)\b/.test(text))
      return { text, failed: !response.ok, index: null };
    const { result } = await (await post('/dashboard/check')).json();
    return { text, failed: true, index: result };
  } catch {
    return { text: 'Not sent, or the connection was lost before the reply.', failed: true, index: null, unsent: true };
  }
}

function describeRights(identity) {
  if (identity.eval) return '';
  return `${whose(identity)} may only call commands, such as getReg('a'); other expressions take the scope eval.`;
}

function createExchange(text) {
  const reply = h('div', { class: 'reply' }, h('pre', { class: 'muted' }, '…'));
  const again = button('Edit', 'edit', { class: 'quiet icon-only small' });
  const element = h('div', { class: 'exchange' }, h('pre', { class: 'asked' }, h('span', {}, text), again), reply);
  return {
    element,
    again,
    answer({ text: answer, failed, index }) {
      const shown = h('pre', { class: failed ? 'failed' : null }, answer === '' ? ' ' : answer);
      reply.replaceChildren(...(index === null ? [] : [createCaret(text, index)]), shown);
    },
  };
}

/** The line of the source where it is wrong, and a caret under the place. */
function createCaret(source, index) {
  const start = source.lastIndexOf('\n', index - 1) + 1;
  const end = source.indexOf('\n', index);
  const line = source.slice(start, end < 0 ? undefined : end);
  const blank = line.slice(0, index - start).replace(/[^\t]/gu, ' ');
  return h(
    'pre',
    { class: 'failed caret', 'aria-label': `Wrong at character ${index - start + 1}` },
    `${line}\n${blank}^`,
  );
}

function createWelcome() {
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'Type what a device would send'),
    h(
      'p',
      {},
      'The reply is what it would get, to the letter. Tab completes, the up arrow brings back what was run before, Shift+Enter begins a new line.',
    ),
    h('pre', { class: 'mono' }, "f'{sum([19.5, 20.5]) / 2:.1f} °C'"),
  );
}
