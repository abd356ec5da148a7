import { oncePerFrame } from '../../lib/dom.js';
import { toLiteral } from '../../lib/python.js';
import { openRegistry } from '../../lib/registry.js';

const MAX_CHOICES = 12;

/** Names that are there besides the commands, with what they are. */
const NAMES = [
  ['MyData', 'the registry, a mapping'],
  ['math', 'module'],
  ['datetime', 'module'],
  ...'abs all any bool bytes chr dict divmod enumerate filter float format hex int isinstance len list map max min oct ord pow range repr reversed round set sorted str sum tuple type zip'
    .split(' ')
    .map(name => [name, 'built in']),
];
const MEMBERS = {
  math: 'acos asin atan atan2 ceil cos degrees e exp fabs factorial floor fmod gcd hypot inf isclose isfinite isnan log log10 log2 nan pi pow radians sin sqrt tan tau trunc',
  datetime: 'date datetime time timedelta timezone',
  'datetime.datetime': 'fromisoformat fromtimestamp now strptime utcnow',
  'datetime.date': 'fromisoformat today',
  MyData: 'get items keys pop setdefault values',
};

/**
 * What the prompt completes: commands from their declarations, keys from the registry, some of Python. `grown()` is told that
 * there is more to complete.
 */
export function loadCompletions(link, grown) {
  const registry = openRegistry(link);
  const completions = new Completions(registry.model);
  const load = async () => {
    try {
      completions.commands = await (await link.fetch('/dashboard/commands')).json();
      grown();
    } catch {
      // At the next connection.
    }
  };
  link.on('online', load);
  if (link.state === 'online') load();
  const tell = oncePerFrame(grown);
  registry.on(what => {
    if (what === 'values') return;
    completions.keysChanged();
    tell();
  });
  return completions;
}

class Completions {
  commands = [];
  #model;
  /** The keys in order; null: they have changed. */
  #keys = null;

  constructor(model) {
    this.#model = model;
  }

  keysChanged() {
    this.#keys = null;
  }

  /** What may follow the text: `[{ label, detail, insert, from }]`; `insert` replaces it from the index `from` on. */
  complete(before) {
    const quoted = this.#openString(before);
    if (quoted) return this.#completeKey(before, quoted);
    const member = /([A-Za-z][\w.]*)\.(\w*)$/.exec(before);
    if (member) return completeMember(before, member);
    const word = /(?<![\w.])[A-Za-z]\w*$/.exec(before)?.[0];
    if (!word) return [];
    const from = before.length - word.length;
    const commands = this.commands.map(command => ({
      label: command.name,
      detail: command.summary,
      insert: `${command.name}(`,
      from,
    }));
    const names = NAMES.map(([label, detail]) => ({ label, detail, insert: label, from }));
    return rank([...commands, ...names], word);
  }

  /** How the command is called whose arguments are being typed. */
  signature(before) {
    const called = /([A-Za-z]\w*)\s*\([^()]*$/.exec(before)?.[1];
    const command = called && this.commands.find(({ name, alias }) => name === called || alias === called);
    if (!command) return '';
    const args = command.args.map(({ name, default: value }) => (value === undefined ? name : `${name}=${value}`));
    return `${called}(${args.join(', ')}): ${command.summary}`;
  }

  /** A string that is still open: `{ quote, text, at }`. */
  #openString(before) {
    let open = null;
    for (let i = 0; i < before.length; i++) {
      const c = before[i];
      if (open && c === '\\') i++;
      else if (open) open = c === open.quote ? null : open;
      else if (c === "'" || c === '"') open = { quote: c, at: i };
    }
    return open && { ...open, text: before.slice(open.at + 1) };
  }

  #completeKey(before, { quote, text, at }) {
    if (!this.#takesKey(before.slice(0, at))) return [];
    this.#keys ??= [...this.#model.entries.keys()].sort();
    const found = [];
    for (const key of this.#keys) {
      if (!key.includes(text) || key === text) continue;
      found.push({
        label: key,
        detail: 'key',
        insert: toLiteral(key)
          .slice(1, -1)
          .replaceAll(quote === "'" ? "'" : '\0', "\\'"),
        from: at + 1,
      });
      if (found.length === MAX_CHOICES) break;
    }
    return found;
  }

  /** Whether a string that begins here is a key: in MyData[…], or the argument of a command that is declared one. */
  #takesKey(before) {
    if (/MyData(\[|\.(get|pop|setdefault)\()\s*$/.test(before)) return true;
    const call = /([A-Za-z]\w*)\(([^()]*)$/.exec(before);
    const command = call && this.commands.find(({ name }) => name === call[1]);
    const role = command?.args[call[2].split(',').length - 1]?.role;
    return role === 'key' || role === 'pattern';
  }
}

function completeMember(before, [, owner, word]) {
  if (!Object.hasOwn(MEMBERS, owner)) return [];
  const choices = MEMBERS[owner]
    .split(' ')
    .map(label => ({ label, detail: owner, insert: label, from: before.length - word.length }));
  return word === '' ? choices.slice(0, MAX_CHOICES) : rank(choices, word);
}

/** Those that begin with the word, however its case; what is there already is no choice. */
function rank(choices, word) {
  const start = word.toLowerCase();
  const fitting = choices.filter(({ label }) => label.toLowerCase().startsWith(start) && label !== word);
  return fitting.slice(0, MAX_CHOICES);
}
