import { button, h } from '../../lib/dom.js';
import { confirmInDialog, toast, toastError } from '../../lib/notices.js';

/** All tokens, for an admin: their names, and an end to each. */
export function createTokenList(link) {
  const list = h('ul', { class: 'token-list' });
  const element = h(
    'section',
    { class: 'card tokens-card', 'aria-labelledby': 'tokens-title', hidden: true },
    h('h2', { id: 'tokens-title' }, 'Tokens'),
    list,
  );
  link.on('identity', load);

  async function load() {
    element.hidden = !link.identity?.admin;
    if (element.hidden) return;
    try {
      const response = await link.fetch('/dashboard/tokens');
      if (!response.ok) return;
      const { result } = await response.json();
      list.replaceChildren(...result.map(createItem));
    } catch {
      // The link says that the connection is lost.
    }
  }

  function createItem(name) {
    const isOwn = name === link.identity.name;
    return h(
      'li',
      { 'data-token': name },
      h('span', { class: 'mono' }, name),
      isOwn && h('span', { class: 'tag accent' }, 'this page'),
      button('Withdraw', 'close', {
        class: 'quiet',
        'aria-label': `Withdraw ${name}`,
        onclick: () => withdraw(name, isOwn),
      }),
    );
  }

  async function withdraw(name, isOwn) {
    const confirmed = await confirmInDialog({
      title: `Withdraw the token '${name}'?`,
      text: `Whoever uses it may do nothing from now on${isOwn ? ', this page too' : ''}. It cannot be had back.`,
      action: 'Withdraw',
    });
    if (!confirmed) return;
    try {
      const response = await link.fetch(`/dashboard/tokens?name=${encodeURIComponent(name)}`, { method: 'DELETE' });
      const { error, detail } = await response.json();
      if (!response.ok) throw Object.assign(new Error(detail), { type: error });
      toast(`The token '${name}' is withdrawn`);
      load();
    } catch (error) {
      toastError(error);
    }
  }

  return { element, load };
}
