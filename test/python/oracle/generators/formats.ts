import { type Amount, Choices } from './choices.ts';
import { SAMPLES } from './samples.ts';

const FILLS = ['', '', '', '*', '0', ' ', 'x', '😀', '{{', '<', '{'];
const ALIGNS = ['', '', '<', '>', '^', '=', '!'];
const SIGNS = ['', '', '+', '-', ' ', '++'];
const WIDTHS = ['', '', '1', '5', '10', '08', '0', '007', '-3', '99999999999999999999'];
const GROUPINGS = ['', '', '', ',', '_', ',_', ',,'];
const PRECISIONS = ['', '', '.0', '.1', '.3', '.10', '.', '.x', '.17', '.-1', '.99999999999999999999'];
const KINDS = [
  '',
  '',
  'd',
  'f',
  'e',
  'g',
  'F',
  'E',
  'G',
  'n',
  '%',
  'x',
  'X',
  'o',
  'b',
  'c',
  's',
  'r',
  'a',
  'z',
  'dd',
  '%Y',
];
const VALUES = [
  ...SAMPLES,
  ...[
    '10',
    '123456789',
    '-42',
    '3.14159',
    '1e-7',
    '123456.789',
    '0.5',
    '1.5',
    '2.675',
    '1e22',
    '-1e-300',
    '65',
    '1114111',
    '1114112',
    '-0.4',
    '999999.5',
    '1+2j',
    '0.1',
    '1e100',
  ],
];

const specOf = (choices: Choices): string =>
  [
    choices.of(FILLS),
    choices.of(ALIGNS),
    choices.of(SIGNS),
    choices.of(['', '', 'z']),
    choices.of(['', '', '', '#']),
    choices.of(WIDTHS),
    choices.of(GROUPINGS),
    choices.of(PRECISIONS),
    choices.of(KINDS),
  ].join('');

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Format specs of every form by `format`, f-strings and `str.format`. */
export function generateFormats({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = [];
  const total = Math.min(count, 30_000);
  while (sources.length < total) {
    const value = choices.of(VALUES);
    const spec = specOf(choices);
    const simple = spec.replaceAll(/[{}]/g, '');
    sources.push(
      choices.of([
        `format(${value}, ${quoted(spec)})`,
        `f${quoted(`{${value.replaceAll("'", '"')}:${simple}}`)}`,
        `${quoted(`{:${spec}}`)}.format(${value})`,
      ]),
    );
  }
  return sources;
}

const FLAGS = ['', '', '-', '+', ' ', '#', '0', '-0', '+0', '# ', '0#'];
const PERCENT_VALUES = [
  '5',
  '-5',
  '3.7',
  "'ab'",
  'None',
  '(1,)',
  '(1, 2)',
  "('a', 3)",
  '[]',
  "{'a': 1}",
  '2j',
  "b'x'",
  '10**20',
  'True',
  "float('nan')",
  "'é'",
  '65',
  '()',
  "(5, 'ab')",
  '1e10',
  '300',
  '-1',
];
const PERCENT_KINDS = [...'diouxXeEfFgGcrsa%bzy', ''];

/** `%` formatting of str and bytes. */
export function generatePercents({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = [];
  const part = () => {
    const key = choices.of(['', '', '', '', '(a)', '(b)', '()', '((x))']);
    const width = choices.of(['', '', '5', '10', '*', '0', '12', '99999999999999999999']);
    const precision = choices.of(['', '', '.2', '.0', '.*', '.', '.10']);
    return `%${key}${choices.of(FLAGS)}${width}${precision}${choices.of(['', '', '', 'l', 'h', 'L'])}${choices.of(PERCENT_KINDS)}`;
  };
  const total = Math.min(count, 15_000);
  while (sources.length < total) {
    const template = choices.chance(0.75) ? part() : `${choices.of(['', 'x', '%%'])}${part()} ${part()}`;
    sources.push(`${choices.chance(0.2) ? 'b' : ''}${quoted(template)} % ${choices.of(PERCENT_VALUES)}`);
  }
  return sources;
}

const FIELDS = [
  '',
  '',
  '0',
  '1',
  'a',
  'b',
  '0.real',
  'a.imag',
  '0[0]',
  'a[b]',
  '0[-1]',
  'a[]',
  '.x',
  '[0]',
  '0.',
  'a.b.c',
  '0[a',
  '00',
  '-1',
  ' 0',
  '0]',
  '9999999999999999999999',
  'a b',
  '0[0][1]',
  '0.__class__',
  "a['b']",
];
const TEMPLATES = [
  '{F}',
  '{F!r}',
  '{F!s:>5}',
  '{F:>{0}}',
  '{F!x}',
  '{F!}',
  '{F:{}}',
  'a{{F}}',
  '{F',
  'F}',
  '{{{F}}}',
  '{F}{F}',
  '{F!r:{a}}',
  '{F!rr}',
  '{F:{F:{F}}}',
  '{',
  '}',
  '{F!r }',
];
const FORMAT_ARGUMENTS = [
  '',
  '1',
  "1, 'x'",
  "'ab', a=2",
  "a={'b': 3}",
  '[5, 6], a=1j',
  '1, 2, a=5, b=[1]',
  "*[1, 2], **{'a': 3}",
  '(1, (2, 3))',
  'None, a=None',
];

/** Replacement fields of `str.format`, and of f-strings. */
export function generateTemplates({ seed, count }: Amount): string[] {
  const choices = new Choices(seed);
  const sources: string[] = [];
  for (const template of TEMPLATES)
    for (const field of FIELDS) {
      const text = quoted(template.replaceAll('F', field));
      sources.push(
        ...choices.some(FORMAT_ARGUMENTS, 4).map(args => `${text}.format(${args})`),
        `${text}.format_map({'a': 1})`,
      );
    }
  const expressions = [
    '1',
    'x',
    '1+1',
    "'a'",
    '[1, 2][0]',
    '{1: 2}[1]',
    'lambda: 1',
    '(lambda: 1)()',
    '',
    ' ',
    '1,',
    '*[1, 2]',
    'y:=3',
    '(y:=3)',
    'a=1',
    '1 if 2 else 3',
    '"\\n"',
    '1#',
    '1 != 2',
    '1 == 1',
    '3.5',
    'None',
    '{1}',
    'yield',
    '1 2',
    '(',
    ')',
    ']',
    "f'{1}'",
    'not 1',
    '1 < 2',
    '-1',
    'x y',
    'await x',
    '1;2',
  ];
  const wrappers = [
    '{E}',
    '{E!r}',
    '{E=}',
    '{E = }',
    '{E:>5}',
    '{E!s:^9}',
    '{E=!s}',
    '{E=:>5}',
    '{E!x}',
    '{E!}',
    '{E:{3}}',
    '{E:{3}{4}}',
    '{E:{3:{4}}}',
    '{{E}}',
    '{E',
    'E}',
    '{E}}',
    '{ E }',
    '{E!r:}',
    '{E:}',
    '{E!r !s}',
    '{E:%H}',
    '{E:{E}}',
    '{E.real}',
    '{E}\\n',
    '\\x41{E}\\N{BULLET}',
  ];
  for (const expression of expressions)
    for (const wrapper of wrappers)
      sources.push(
        `f"${wrapper.replaceAll('E', expression.replaceAll('"', "'"))}"`,
        `rf'''${wrapper.replaceAll('E', expression)}'''`,
      );
  return choices.some(sources, count);
}
