import { h, setText } from './dom.js';

/** What the page may do, in words. */

export const whose = ({ name }) => (name === null ? 'Nobody without a token' : `The token '${name}'`);

/** Patterns as a list; null: everything. */
export function listPatterns(patterns) {
  if (patterns.includes('*')) return null;
  return patterns.length === 0 ? 'nothing' : patterns.join(', ');
}

const SQL = { none: 'no', read: 'reading alone', write: 'yes' };

/** `[what, how much]` for each right. */
export function describeRights({ read, write, send, join, sql, eval: expressions, admin }) {
  const all = (patterns, everything) => listPatterns(patterns) ?? everything;
  return [
    ['Reads', all(read, 'all keys')],
    ['Changes', all(write, 'all keys')],
    ['Sends to', all(send, 'everybody')],
    ['Joins', all(join, 'all groups')],
    ['SQL', SQL[sql]],
    ['Expressions', expressions ? 'any' : 'commands alone'],
    ['Looks after the server', admin ? 'yes' : 'no'],
  ];
}

/** A line that says what a panel would take. `describe(identity)`: the text, or nothing where nothing is missing. */
export function createRightsLine(link, describe) {
  const line = h('p', { class: 'rights', hidden: true });
  const update = () => {
    const text = (link.identity?.refusal === null && describe(link.identity)) || '';
    line.hidden = text === '';
    setText(line, text);
  };
  link.on('identity', update);
  update();
  return line;
}

/** Stands for whatever a star may match, and is matched by no pattern that is narrower. */
const ANYTHING = '\u{10fffd}'.repeat(300);

/** Whether all keys that begin so may be changed. The server has the last word. */
export function mayChangeBelow(link, path) {
  return link.may('write', `${path}.${ANYTHING}`);
}
