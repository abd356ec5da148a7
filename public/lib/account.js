import { h, icon, setText } from './dom.js';
import { describeRights } from './rights.js';

/** Who is logged in, with a menu: the rights, and the way out. Without tokens on the server there is nothing to show. */
export function createAccount(link, { logIn }) {
  const name = h('span', { class: 'account-name' });
  const rights = h('dl', { class: 'rights-list' });
  const title = h('h2', { id: 'account-title' });
  const menu = h(
    'div',
    { class: 'account-menu', id: 'account-menu', popover: 'auto', role: 'dialog', 'aria-labelledby': 'account-title' },
    title,
    rights,
    h('button', { type: 'button', onclick: () => link.logOut() }, 'Log out'),
  );
  const button = h(
    'button',
    {
      type: 'button',
      class: 'quiet account',
      id: 'account',
      hidden: true,
      onclick: () => link.identity.name ?? logIn(),
    },
    icon('account'),
    name,
  );
  document.body.append(menu);
  link.on('identity', show);
  link.on('state', show);
  show();

  function show() {
    const { identity } = link;
    button.hidden = !identity?.hasTokens || identity.refusal !== null || link.state === 'locked';
    if (button.hidden) return menu.matches(':popover-open') && menu.hidePopover();
    const isSomebody = identity.name !== null;
    setText(name, isSomebody ? identity.name : 'Log in');
    // Its click opens and closes the menu.
    if (isSomebody) button.setAttribute('popovertarget', menu.id);
    else button.removeAttribute('popovertarget');
    button.title = isSomebody ? `Logged in as ${identity.name}` : 'Log in with a token';
    setText(title, `Logged in as ${identity.name}`);
    rights.replaceChildren(
      ...describeRights(identity).map(([what, how]) => h('div', {}, h('dt', {}, what), h('dd', {}, how))),
    );
  }

  return button;
}
