import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HOST_NAMES, isList, list, ORIGINS, optional, whole } from '../../src/config/kinds.ts';

const ports = list(['80', '443'], { allowed: 'ports', read: whole(0, 0, 65_535).read });
const read = (text: string) => ports.read(text, '.')?.value;

test('a list is separated by commas, blanks or both', () => {
  assert.deepEqual(read('1'), [1]);
  assert.deepEqual(read('1,2'), [1, 2]);
  assert.deepEqual(read(' 1 2\t3\n'), [1, 2, 3]);
  assert.deepEqual(read('1, 2 ,3,'), [1, 2, 3]);
  fc.assert(
    fc.property(
      fc.array(fc.nat(65_535)),
      fc.array(fc.stringMatching(/^[ ,\t]+$/), { minLength: 1, maxLength: 5 }),
      (given, separators) => {
        const text = given.map((port, index) => `${port}${separators[index % separators.length]}`).join('');
        assert.deepEqual(read(text), given);
      },
    ),
  );
});

test('an empty list is said by its word, or by nothing', () => {
  assert.deepEqual(read('none'), []);
  assert.deepEqual(read(''), []);
  assert.equal(list([], { allowed: 'ports', read: whole(0, 0, 1).read }).default, 'none');
});

test('the default of a list is a text that it reads', () => {
  assert.equal(ports.default, '80,443');
  assert.deepEqual(read(ports.default), [80, 443]);
});

test('one wrong item makes the list wrong, and is the one that is named', () => {
  for (const [text, wrong] of [
    ['1,x,y', 'x'],
    ['70000', '70000'],
    ['1 none', 'none'],
    ['1.5', '1.5'],
  ]) {
    assert.equal(read(text), undefined, text);
    assert.equal(ports.findWrongItem?.(text, '.'), wrong);
  }
  assert.equal(ports.allowed, 'ports, separated by commas, or none');
});

test('a list is told from other kinds', () => {
  assert.equal(isList(ports), true);
  assert.equal(isList(optional(whole(1, 0, 1), 'none')), false);
});

test('host names are taken in the form in which they are asked for', () => {
  for (const [text, value] of [
    ['Hub.Example.org', 'hub.example.org'],
    ['hub.example.org.', 'hub.example.org'],
    ['*.example.org', '*.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['my_hub', 'my_hub'],
  ]) {
    assert.deepEqual(HOST_NAMES.read(text, '.'), { value }, text);
  }
  for (const text of ['*', '*.', 'a.*.org', 'hub.org:80', 'http://hub.org', 'a..b', '.org', '[::1]', 'a@b', 'a%20b']) {
    assert.equal(HOST_NAMES.read(text, '.'), undefined, text);
  }
});

test('origins are taken in the form in which browsers say them', () => {
  for (const [text, value] of [
    ['https://App.Example.org/', 'https://app.example.org'],
    ['http://a.org:80', 'http://a.org'],
    ['http://a.org:8080', 'http://a.org:8080'],
    ['http://[0::1]:8080', 'http://[::1]:8080'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['*', '*'],
  ]) {
    assert.deepEqual(ORIGINS.read(text, '.'), { value }, text);
  }
  for (const text of [
    'a.org',
    'null',
    'https://',
    'https://a.org/x',
    'https://*.a.org',
    'https://u@a.org',
    'file://',
    '?!',
  ]) {
    assert.equal(ORIGINS.read(text, '.'), undefined, text);
  }
});
