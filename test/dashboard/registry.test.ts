import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { noBrowser } from '../support/browser.ts';
import { startProcess } from '../support/process.ts';
import { exchange } from '../support/rawClient.ts';
import { makeFolder, startServer, type TestServer } from '../support/server.ts';
import { findBarriers, openOwnPage, openPage } from './page.ts';

/** A thousand's multiple. */
const MANY_KEYS = Number(process.env.DASHBOARD_KEYS ?? 20_000);

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.locator('.key-name', { hasText: new RegExp(`^${name}$`) }) });

async function open(requests: string[] = []): Promise<TestServer & { page: Page; faults: string[] }> {
  const server = await startServer();
  const line = await server.connect();
  for (const request of requests) assert.doesNotMatch(await line.ask(request), /^Error/);
  const { page, faults } = await openPage(`http://127.0.0.1:${server.port}/`);
  await page.locator('#status[data-state="online"]').waitFor();
  return { ...server, page, faults };
}

describe('the registry in the dashboard', { skip: noBrowser }, () => {
  it('shows a tree that follows what devices do', async () => {
    const { page, ask } = await open(["setReg('garden.soil.temp', 56.0); setReg('garden.soil.wet', True)"]);
    await row(page, 'temp').getByText('56.0', { exact: true }).waitFor();
    assert.deepEqual(await page.locator('.key-name').allTextContents(), ['garden', 'soil', 'temp', 'wet']);
    await ask("setReg('garden.soil.temp', 57)");
    await row(page, 'temp').getByText('57', { exact: true }).waitFor();
    await ask("setReg('attic', 'dry'); delete('garden.soil.wet')");
    await row(page, 'attic').getByText("'dry'").waitFor();
    await row(page, 'wet').waitFor({ state: 'detached' });
    await page.locator('#registry-count', { hasText: '2 keys' }).waitFor();
  });

  it('filters by a part of a key and by pattern', async () => {
    const { page } = await open(["setReg('a.temp', 1); setReg('b.temp', 2); setReg('b.other', 3)"]);
    await row(page, 'other').waitFor();
    await page.getByLabel('Filter the keys').fill('temp');
    await page.getByText('2 of 3 keys').waitFor();
    await page.getByLabel('Filter the keys').fill('b.*');
    await row(page, 'other').waitFor();
    assert.deepEqual(await page.locator('.key-name').allTextContents(), ['b', 'other', 'temp']);
  });

  it('changes a value in its place, with its type', async () => {
    const { page, ask } = await open(["setReg('k', 1)"]);
    await row(page, 'k').getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Type').selectOption('float');
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('2');
    await page.keyboard.press('Enter');
    await row(page, 'k').getByText('2.0').waitFor();
    await row(page, 'k').getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Type').selectOption('python');
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('(1, "two", None');
    await page.keyboard.press('Enter');
    await page.getByText(/SyntaxError/).waitFor();
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('(1, "two", None)');
    await page.keyboard.press('Enter');
    await row(page, 'k').getByText("(1, 'two', None)").waitFor();
    assert.equal(await ask("type(getReg('k'))"), "<class 'tuple'>");
  });

  it('keeps what is typed while the value changes under it', async () => {
    const { page, ask } = await open(["setReg('k', 1)"]);
    await row(page, 'k').getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('77');
    await ask("setReg('k', 2); setReg('a.b', 1)");
    await row(page, 'a').waitFor();
    await page.keyboard.press('Enter');
    await row(page, 'k').getByText('77').waitFor();
  });

  it('tells the age of what was set before the page was opened, whatever the clock of the tablet', async () => {
    const HOUR_MS = 3_600_000;
    const clock = { time: Date.now() - 50 * HOUR_MS, now: () => clock.time };
    const server = await startServer({ clock });
    await server.ask("setReg('old', 1)");
    clock.time += 47 * HOUR_MS;
    await server.ask("setReg('newer', 1); setReg('old', 1)");
    await server.close();
    const { port, ask } = await startServer({ folder: server.folder });
    const { page } = await openOwnPage('about:blank');
    await page.clock.install({ time: Date.UTC(2001, 0, 1) });
    await page.goto(`http://127.0.0.1:${port}/`);
    await row(page, 'old').locator('.age', { hasText: /^2 d$/ }).waitFor();
    await row(page, 'newer').locator('.age', { hasText: /^3 h$/ }).waitFor();
    await ask("setReg('old', 2)");
    await row(page, 'old')
      .locator('.age', { hasText: /^(now|\d+ s)$/ })
      .waitFor();
  });

  it('adds a key', async () => {
    const { page, ask } = await open();
    await page.getByText('Nothing is stored yet').waitFor();
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByLabel('Key', { exact: false }).first().fill('new.key');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Value', exact: true }).fill("it's");
    assert.deepEqual(await findBarriers(page), []);
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await row(page, 'key').getByText('"it\'s"').waitFor();
    assert.equal(await ask("getReg('new.key')"), "it's");
  });

  it('deletes a group, and takes it back with every type', async () => {
    const before =
      "setReg('g[1].a', b'x'); setReg('g[1].b', datetime.date(2026, 1, 2)); setReg('g[1].c', [float('nan'), -float('inf'), 'nan']); setReg('g1.c', 3)";
    const { page, ask } = await open([before]);
    const all = await ask("getAll('g*')");
    await row(page, 'g\\[1\\]').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted 3 keys').waitFor();
    assert.equal(await ask("getAll('g*')"), "{'g1.c': 3}");
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 keys are back').waitFor();
    assert.equal(await ask("getAll('g*')"), all);
  });

  it('shows for how long a key is there, and keeps that over a change and an undone deletion', async () => {
    const { page, ask } = await open([
      "setReg('g.day', [float('nan')], 86400); setReg('g.hour', 1, 3600); setReg('g.soon', 1, 1); setReg('g.x', 'x')",
    ]);
    const left = async () => [
      await row(page, 'day').locator('.left', { hasText: '23 h left' }).count(),
      await row(page, 'hour').locator('.left', { hasText: '59 min left' }).count(),
      await row(page, 'x').locator('.left', { hasText: 'left' }).count(),
    ];
    await row(page, 'day').getByText('23 h left').waitFor();
    assert.deepEqual(await left(), [1, 1, 0]);
    await row(page, 'hour').getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('2');
    await page.keyboard.press('Enter');
    await row(page, 'hour').getByText('2', { exact: true }).waitFor();
    assert.deepEqual(await left(), [1, 1, 0]);
    await row(page, 'g').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.waitForFunction(until => Date.now() > until, Date.now() + 2000);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('3 keys are back').waitFor();
    await row(page, 'x').waitFor();
    assert.deepEqual(await left(), [1, 1, 0]);
    assert.equal(await ask("getAll('g.*')"), "{'g.day': [nan], 'g.hour': 2, 'g.x': 'x'}");
  });

  it('is worked by keyboard', async () => {
    const { page, ask } = await open(["setReg('a.b', 1); setReg('a.c', 2); setReg('a.d', 3)"]);
    await row(page, 'c').waitFor();
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await row(page, 'c').waitFor({ state: 'detached' });
    // Faster than any frame.
    await page.evaluate(`{
      const tree = document.querySelector('[role=treegrid]');
      for (const key of ['ArrowRight', 'End', 'ArrowUp']) tree.dispatchEvent(new KeyboardEvent('keydown', { key }));
    }`);
    const type = async (value: string) => {
      await page.keyboard.press('Enter');
      await page.keyboard.type(value);
      await page.keyboard.press('Enter');
      await page.locator('[role=treegrid]:focus').waitFor();
    };
    await page.keyboard.press('Delete');
    await row(page, 'c').waitFor({ state: 'detached' });
    await type('7');
    await row(page, 'd').getByText('7').waitFor();
    await ask("delete('a.d')");
    await row(page, 'd').waitFor({ state: 'detached' });
    await type('5');
    await row(page, 'b').getByText('5').waitFor();
    assert.equal(await ask("getAll('a.*')"), "{'a.b': 5}");
  });

  it('draws numbers as a curve and in a chart, and saves both', async () => {
    const { page, ask, faults } = await open(["setReg('n', 1)"]);
    await row(page, 'n').getByText('1', { exact: true }).waitFor();
    for (const value of [2, 3, 2.5]) {
      await ask(`setReg('n', ${value})`);
      await row(page, 'n').getByText(String(value), { exact: true }).waitFor();
    }
    await row(page, 'n').getByRole('button', { name: 'Chart' }).click();
    await page.locator('.plot .uplot canvas').waitFor();
    await page.locator('.chip-value', { hasText: '2.5' }).waitFor();
    const [chart] = await Promise.all([page.waitForEvent('download'), page.locator('.plot').getByText('CSV').click()]);
    const lines = (await readFile(await chart.path(), 'utf8')).trim().split('\r\n');
    assert.deepEqual([lines[0], ...lines.slice(1).map(line => line.split(',')[1])], ['time,n', '1', '2', '3', '2.5']);
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      page.getByLabel('Save what is shown as CSV').click(),
    ]);
    assert.match(await readFile(await table.path(), 'utf8'), /^key,value,type,changed\r\nn,2\.5,float,20/);
    assert.deepEqual(await findBarriers(page), []);
    assert.deepEqual(faults, []);
  });

  it('draws several keys in one chart, however slowly that comes', async () => {
    const { page } = await open(["setReg('a', 1); setReg('b', 2)"]);
    let release = () => {};
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    await page.route('**/registry/plot.js', async route => {
      await released;
      await route.continue();
    });
    for (const key of ['a', 'b']) await row(page, key).getByRole('button', { name: 'Chart' }).click();
    release();
    await page.locator('.chip').nth(1).waitFor();
    await page.unrouteAll();
    assert.deepEqual(await page.locator('.chip .mono').allTextContents(), ['a', 'b']);
    await page.getByRole('button', { name: 'Close the chart' }).click();
    await page.locator('.plot').waitFor({ state: 'hidden' });
  });

  it('leaves room on a phone to filter beside a chart, and to edit', async () => {
    const { page } = await open(["setReg('a.b', 1); setReg('a.list', [1, 2])"]);
    await page.setViewportSize({ width: 360, height: 740 });
    await row(page, 'b').getByRole('button', { name: 'Chart' }).click();
    await page.locator('.plot .uplot').waitFor();
    // A click waits until nothing covers the input.
    await page.getByLabel('Filter the keys').click({ timeout: 20_000 });
    await page.keyboard.type('list');
    await page.getByText('1 of 2 keys').waitFor();
    await row(page, 'list').getByRole('button', { name: 'Edit' }).click();
    const box = await page.getByRole('textbox', { name: 'Value', exact: true }).boundingBox();
    assert.ok(box && box.width > 250, `${box?.width} px wide`);
    assert.deepEqual(await findBarriers(page), []);
  });

  it('is watched once, for the prompt too', async () => {
    const { port, ask } = await startServer();
    await ask("setReg('garden.temp', 5)");
    const { page } = await openOwnPage('about:blank');
    const watches: string[] = [];
    page.on('websocket', socket =>
      socket.on('framesent', ({ payload }) => {
        const { method, params } = JSON.parse(String(payload));
        if (method === 'watch') watches.push(params.match);
      }),
    );
    await page.goto(`http://127.0.0.1:${port}/`);
    await row(page, 'temp').waitFor();
    await page.locator('#nav-prompt').click();
    await page.getByLabel('Expression').pressSequentially("getReg('gard");
    await page.getByRole('option', { name: /garden\.temp/ }).waitFor();
    assert.deepEqual(watches, ['*']);
  });

  it('keeps every key, and its curve, while some thousand are told again after a reconnect', async () => {
    const folder = await makeFolder();
    let server = await startProcess(['--port', '0', '--data', folder]);
    const { port } = server;
    for (let i = 0; i < 2000; i += 500) {
      await exchange(port, `[setReg(f'bulk.k{n:04}', 'x' * 1500) for n in range(${i}, ${i + 500})] and None`);
    }
    await exchange(port, "setReg('zone', 1)");
    const { page } = await openPage(`http://127.0.0.1:${port}/`);
    await row(page, 'zone').waitFor();
    for (const value of [2, 3]) {
      await exchange(port, `setReg('zone', ${value})`);
      await row(page, 'zone').getByText(String(value), { exact: true }).waitFor();
    }
    await page.evaluate(`{
      const count = document.getElementById('registry-count');
      globalThis.counts = new Set();
      new MutationObserver(() => counts.add(count.textContent)).observe(count, { subtree: true, childList: true, characterData: true });
    }`);
    await server.stop('SIGKILL');
    server = await startProcess(['--port', String(port), '--data', folder]);
    await page.locator('#status[data-state="online"]').waitFor();
    await exchange(port, "delete('bulk.k0000'); setReg('zone', 3.5)");
    await row(page, 'zone').getByText('3.5', { exact: true }).waitFor();
    await page.getByText('2,000 keys').waitFor();
    assert.deepEqual(await page.evaluate('[...counts]'), ['2,000 keys']);
    const [table] = await Promise.all([
      page.waitForEvent('download'),
      row(page, 'zone')
        .getByRole('button', { name: 'Chart' })
        .click()
        .then(() => page.locator('.plot').getByText('CSV').click()),
    ]);
    const values = (await readFile(await table.path(), 'utf8')).trim().split('\r\n').slice(1);
    assert.deepEqual(
      values.map(line => line.split(',')[1]),
      ['1', '2', '3', '3.5'],
    );
    await server.stop('SIGTERM');
  });

  it(`stays small with ${MANY_KEYS.toLocaleString('en')} keys`, async () => {
    const fill = Array.from(
      { length: MANY_KEYS / 1000 },
      (_, i) => `[setReg(f'bulk.{n % 90}.k{n}', n) for n in range(${i * 1000}, ${(i + 1) * 1000})] and None`,
    );
    const { page } = await open(fill);
    await page.getByText(`${MANY_KEYS.toLocaleString('en')} keys`).waitFor();
    await page.getByLabel('Filter the keys').fill('bulk.*');
    // Everything that passes is open.
    await row(page, 'k0').waitFor();
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('End');
    // The last one in the last group.
    await row(page, `k${MANY_KEYS - 1 - ((MANY_KEYS - 1 - 89) % 90)}`).waitFor();
    assert.ok((await page.getByRole('row').count()) < 60);
    await page.getByLabel('Filter the keys').fill('k17777');
    await page.getByText(`1 of ${MANY_KEYS.toLocaleString('en')} keys`).waitFor();
  });
});
