import { field, h, setText } from './dom.js';

/** The login: asks for a token where the server wants one, or where somebody has one. */
export class Login {
  #link;
  #dialog;
  #problem = h('p', { class: 'error-text', role: 'alert' });
  #why = h('p', { class: 'login-why' });
  #token = h('input', {
    type: 'password',
    name: 'token',
    required: true,
    autocomplete: 'current-password',
    spellcheck: 'false',
    autocapitalize: 'off',
  });
  #submit = h('button', { type: 'submit', class: 'primary' }, 'Log in');
  #cancel = h('button', { type: 'button', onclick: () => this.#dialog.close() }, 'Cancel');
  #isDemanded = false;
  #countdown = null;

  constructor(link) {
    this.#link = link;
    this.#dialog = h(
      'dialog',
      { class: 'dialog login', 'aria-labelledby': 'login-title' },
      h('h2', { id: 'login-title' }, 'Log in to this ShareServer'),
      this.#why,
      h(
        'form',
        { onsubmit: event => this.#logIn(event) },
        field('Token', this.#token),
        this.#problem,
        h('div', { class: 'dialog-actions' }, this.#cancel, this.#submit),
      ),
    );
    // Where it is demanded, there is nothing behind it.
    this.#dialog.addEventListener('cancel', event => this.#isDemanded && event.preventDefault());
    this.#dialog.addEventListener('close', () => {
      // A browser may close it all the same, at a second Escape.
      if (this.#isDemanded) this.#dialog.showModal();
    });
    document.body.append(this.#dialog);
    link.on('state', () => this.#follow());
    this.#follow();
  }

  /** For whoever wants to. */
  offer() {
    setText(this.#why, 'With a token you are somebody, and may do what it may.');
    this.#open();
  }

  #follow() {
    if (this.#link.state === 'locked') this.#demand(this.#link.reason);
    else if (this.#isDemanded && this.#link.state === 'online') {
      this.#isDemanded = false;
      this.#dialog.close();
    }
  }

  #demand(reason) {
    this.#isDemanded = true;
    setText(this.#why, WANTED.test(reason) ? 'This server lets nobody in without a token.' : toSentence(reason));
    this.#wait(secondsOf(reason));
    this.#open();
  }

  #open() {
    this.#dialog.classList.toggle('demanded', this.#isDemanded);
    this.#cancel.hidden = this.#isDemanded;
    if (this.#dialog.open) return;
    setText(this.#problem, '');
    this.#token.value = '';
    this.#dialog.showModal();
    this.#token.focus();
  }

  async #logIn(event) {
    event.preventDefault();
    if (this.#submit.disabled) return;
    this.#submit.disabled = true;
    setText(this.#problem, '');
    try {
      await this.#link.logIn(this.#token.value.trim());
      this.#token.value = '';
      if (!this.#isDemanded) this.#dialog.close();
      this.#submit.disabled = false;
    } catch (error) {
      this.#submit.disabled = false;
      this.#fail(error);
    }
  }

  #fail(error) {
    if (error.waitSeconds) this.#wait(error.waitSeconds);
    else if (error.type === 'AuthenticationError') setText(this.#problem, 'This token is wrong, or was withdrawn.');
    else setText(this.#problem, error.type ? toSentence(error.message) : 'The server cannot be reached.');
    this.#token.select();
    this.#token.focus();
  }

  /** Says how long to wait, and lets nobody try before. */
  #wait(seconds) {
    clearInterval(this.#countdown);
    if (!seconds) return;
    let left = seconds;
    const show = () => {
      this.#submit.disabled = left > 0;
      if (left <= 0) clearInterval(this.#countdown);
      const unit = left === 1 ? 'second' : 'seconds';
      setText(
        this.#problem,
        left > 0 ? `Too many wrong tokens came from here. Try again in ${left} ${unit}.` : 'You can try again now.',
      );
      left--;
    };
    this.#countdown = setInterval(show, 1000);
    show();
  }
}

const WANTED = /^this server wants a token/;

function secondsOf(reason) {
  return Number(/too many wrong tokens; try again in (\d+) s/.exec(reason)?.[1] ?? 0);
}

function toSentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
