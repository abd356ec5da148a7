import { button, h, setText } from '../../lib/dom.js';
import { toast, toastError } from '../../lib/notices.js';

/** Stands in the code for the token that somebody else has to make. */
const PLACEHOLDER = 'YOUR-TOKEN';

/**
 * The token of the device that is being connected, where the server has tokens. An admin makes it here; it is known until the page
 * is left. `name()`: that of the device; `changed()`: the token is another one; `made()`: there is a new one.
 */
export function createDeviceToken(link, { name, changed, made }) {
  const text = h('p', { class: 'hint' });
  const shown = h('code', { class: 'new-token' });
  const make = button('Make a token', 'add', { onclick: () => add() });
  const element = h('div', { class: 'device-token', hidden: true }, make, shown, text);
  /** By the names of devices. */
  const tokens = new Map();
  let isWanted = false;
  link.on('identity', look);
  look();

  /** Whether devices need a token can change while the page is open. */
  async function look() {
    try {
      isWanted = await link.wantsTokens();
    } catch {
      return;
    }
    changed();
  }

  async function add() {
    const device = name();
    make.disabled = true;
    try {
      const response = await link.fetch('/dashboard/tokens', {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
        body: device,
      });
      const { result, error, detail } = await response.json();
      if (!response.ok) throw Object.assign(new Error(detail), { type: error });
      tokens.set(device, result);
      toast(`The token '${device}' is in the code below; it is shown this once`);
      changed();
      made();
    } catch (error) {
      toastError(error);
    }
    make.disabled = false;
  }

  function follow() {
    const { identity } = link;
    const device = name();
    const token = tokens.get(device);
    element.hidden = !identity?.admin && !isWanted;
    make.hidden = !identity?.admin || token !== undefined;
    setText(make.lastChild, `Make a token for ${device}`);
    shown.hidden = token === undefined;
    setText(shown, token ?? '');
    if (token !== undefined)
      setText(text, `The token of ${device}, with everything but admin. It cannot be shown again.`);
    else if (identity?.admin)
      setText(
        text,
        isWanted
          ? 'This server wants a token of each device.'
          : 'With a token, a device is somebody, and can be locked out alone.',
      );
    else
      setText(
        text,
        `This server wants a token of each device. Whoever looks after the server makes one: share-server token add '${device}'`,
      );
  }

  return {
    element,
    look,
    follow,
    /** For the code; null: none is needed. */
    get token() {
      return tokens.get(name()) ?? (isWanted ? PLACEHOLDER : null);
    },
  };
}
