import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { noBrowser } from '../support/browser.ts';
import { startProcess } from '../support/process.ts';
import { exchange } from '../support/rawClient.ts';
import { makeFolder, startServer, type TestServer } from '../support/server.ts';
import { findBarriers, openPage, type TestPage } from './page.ts';

const online = (page: Page) => page.locator('#status[data-state="online"]').waitFor();

/** One server and one page for them all, which is what a page has to bear. */
let opened: TestServer & TestPage;

async function openDashboard(): Promise<TestServer & TestPage> {
  const server = await startServer();
  const { page, faults } = await openPage(`http://127.0.0.1:${server.port}/`);
  await online(page);
  return { ...server, page, faults };
}

async function open(panel: string): Promise<TestServer & TestPage> {
  const { page } = opened;
  await page.locator(`#nav-${panel}`).click();
  await page.locator(`#nav-${panel}[aria-current]`).waitFor();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return opened;
}

describe('the panels of the dashboard', { skip: noBrowser }, () => {
  before(async () => {
    opened = await openDashboard();
  });

  it('Messages: sends, reads live, joins and leaves, and has a console', async () => {
    const { page, ask } = await open('messages');
    const id = await ask('getClientID()');
    await page.getByLabel('Text', { exact: true }).fill('hello all');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('log').getByText('hello all').waitFor();
    assert.match(await ask(`recv('${id}')`), /ÈALLÈhello all$/);
    await page.getByLabel('Group to join').fill('kitchen');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.locator('[data-group="kitchen"][data-joined="true"]').waitFor();
    await ask(`send('${id}', 'kitchen', 'Dinner is ready')`);
    await page.getByRole('log').getByText('Dinner is ready').waitFor();
    await ask(`send('${id}', 'CONSOLE', 'pump stuck')`);
    await page.getByRole('button', { name: 'Console' }).click();
    await page.getByRole('log').getByText('pump stuck').waitFor();
    await page.getByRole('button', { name: 'Inbox' }).click();
    await page.getByRole('log').getByText('Dinner is ready').waitFor();
    await page.locator('[data-group="kitchen"] summary').click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.locator('[data-group="kitchen"]').waitFor({ state: 'detached' });
    await page.getByLabel('To', { exact: true }).fill('NOPLY');
    await page.getByLabel('Text', { exact: true }).fill('kept');
    await page.keyboard.press('Enter');
    await page.getByText('NOPLY takes no replies').waitFor();
    assert.equal(await page.getByLabel('Text', { exact: true }).inputValue(), 'kept');
  });

  it('Messages: shows those it had after a reload, and counts the unread', async () => {
    const { page, ask } = await open('messages');
    const id = await page.locator('#own-id', { hasText: /^\w{8}$/ }).textContent();
    await ask(`send('x', '${id}', 'first')`);
    await page.getByRole('log').getByText('first').waitFor();
    await page.goto(page.url().replace('#messages', '#prompt'));
    await page.reload();
    await online(page);
    await ask(`send('x', '${id}', 'second')`);
    await page.locator('#nav-messages .badge', { hasText: '1' }).waitFor();
    await page.locator('#nav-messages').click();
    await page.getByRole('log').getByText('second').waitFor();
    await page.getByRole('log').getByText('first').waitFor();
    assert.equal(await page.locator('#own-id').textContent(), id);
  });

  it('Prompt: gives what a device gets, a caret for wrong syntax, history and completion', async () => {
    const { page, ask, port } = await open('prompt');
    const input = page.getByLabel('Expression');
    for (const request of ['( 1 + 1 ) * 2', '1/0', "'a\\nb'", '10**30', 'getReg("none")', '[1.0, "x"]', "f'{1'"]) {
      await input.fill(request);
      await page.keyboard.press('Enter');
      const reply = page.locator('.exchange').last().locator('.reply pre:last-child:not(.muted)');
      await reply.waitFor();
      assert.equal(await reply.textContent(), await exchange(port, request));
    }
    await input.fill('1 + * 2');
    await page.keyboard.press('Enter');
    await page.locator('.caret').waitFor();
    assert.equal(await page.locator('.caret').last().textContent(), '1 + * 2\n    ^');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await input.inputValue(), "f'{1'");
    await ask("setReg('garden.temp', 5)");
    await input.fill('');
    await input.pressSequentially('getR');
    await page.getByRole('option', { name: /^getReg / }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await input.inputValue(), 'getReg(');
    await page.getByText('getReg(key, default=None)').waitFor();
    await input.fill('abs(-1');
    await page.locator('.signature:empty').waitFor();
    await input.fill('getReg(');
    await input.pressSequentially("'gard");
    await page.getByRole('option', { name: /garden\.temp/ }).waitFor();
    assert.deepEqual(await findBarriers(page), []);
    await page.keyboard.press('Tab');
    assert.equal(await input.inputValue(), "getReg('garden.temp");
  });

  it('SQL: runs, sorts, saves, lists tables, and says what is wrong', async () => {
    const { page, faults } = await open('sql');
    const run = async (sql: string) => {
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(sql);
      await page.keyboard.press('Control+Enter');
    };
    await run('CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT, weight REAL)');
    await page.locator('.tables summary', { hasText: 'pet' }).waitFor();
    await run("INSERT INTO pet VALUES (9007199254740993, 'Rex', 12.0), (2, 'Ada', NULL), (10, 'a,\"b', 3.5)");
    await page.getByText('3 rows changed.').waitFor();
    await run('SELECT * FROM pet ORDER BY name DESC');
    await page.getByText('9007199254740993').waitFor();
    const cells = () => page.locator('.result-rows td:first-child').allTextContents();
    assert.deepEqual(await cells(), ['10', '9007199254740993', '2']);
    await page.getByRole('button', { name: 'id', exact: true }).last().click();
    assert.deepEqual(await cells(), ['2', '10', '9007199254740993']);
    const [csv] = await Promise.all([page.waitForEvent('download'), page.locator('.result').getByText('CSV').click()]);
    assert.equal(
      await readFile(await csv.path(), 'utf8'),
      'id,name,weight\r\n2,Ada,\r\n10,"a,""b",3.5\r\n9007199254740993,Rex,12.0\r\n',
    );
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type("SELECT x'00ff' AS blob FRO");
    await page.locator('.cm-tooltip-autocomplete').waitFor();
    await page.keyboard.press('Escape');
    await run("SELECT x'00ff' AS blob");
    await page.locator('.result-rows td', { hasText: "x'00ff'" }).waitFor();
    await run('SELECT * FROM missing');
    await page.getByText('OperationalError: no such table: missing').waitFor();
    assert.deepEqual(await findBarriers(page), []);
    assert.deepEqual(faults, []);
  });

  it('Clients: shows who is there and how, and drops one', async () => {
    const { page, ask } = await open('clients');
    const id = await ask('getClientID()');
    await ask(`join('${id}', 'g'); send('x', '${id}', 'waits')`);
    const row = page.locator('.clients tbody tr', { hasText: id });
    await row.getByText('ALL, g').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Owner' }).count(), 0);
    assert.deepEqual((await row.locator('td').allTextContents()).slice(2, 6), ['127.0.0.1', 'Raw text', 'ALL, g', '1']);
    await page.locator('.clients tbody tr', { hasText: 'this page' }).getByText('connected').waitFor();
    await row.getByRole('button', { name: 'Drop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
    await row.waitFor({ state: 'detached' });
    assert.match(await ask(`recv('${id}')`), /LookupError/);
  });

  it('Connect: shows code with the address of the server, and when the device calls', async () => {
    const { page, port } = await open('connect');
    await page.getByLabel('Name of the device').fill('shed');
    await page.getByLabel(/This server/).fill(`127.0.0.1:${port}`);
    for (const kind of ['ESP32 (Arduino)', 'MicroPython', 'Python', 'curl', 'JavaScript', 'nc']) {
      await page.getByRole('tab', { name: kind, exact: true }).click();
      const code = await page.locator('.code code').textContent();
      assert.ok(code?.includes(String(port)) && code.includes('shed.hello'), kind);
    }
    await page.getByText('Waiting for the first call').waitFor();
    await page.getByRole('tab', { name: 'curl' }).click();
    const url = /'(http:[^']+)'/.exec((await page.locator('.code code').textContent()) ?? '')![1];
    assert.equal((await fetch(url)).status, 200);
    await page.getByText(/^Connected\. shed\.hello became 1/).waitFor();
    await page.getByLabel('Name of the device').fill('barn');
    await page.getByText(/^Waiting for the first call: .* barn\.hello/).waitFor();
    await page.getByLabel('Name of the device').fill('shed');
    await page.getByText(/^This device has called before: shed\.hello is 1\./).waitFor();
    await page.getByRole('tab', { name: 'nc' }).click();
    const request = /"(incReg.*)"/.exec((await page.locator('.code code').textContent()) ?? '')![1];
    assert.equal(await exchange(port, request), '2');
    await page.getByText(/^Connected\. shed\.hello became 2/).waitFor();
  });

  it('Server: draws what goes on', async () => {
    const { page, ask, faults } = await open('server');
    await page.getByText(/Up for/).waitFor();
    await ask('1');
    await page
      .locator('.chart-now', { hasText: /^[\d.]+\/s$/ })
      .first()
      .waitFor();
    assert.equal(await page.locator('.charts .uplot').count(), 9);
    const latency = page.getByRole('region', { name: 'Latency' }).locator('.chart-now');
    await latency.filter({ hasText: /^p50 [\d.]+ [µm]?sp95 [\d.]+ [µm]?sp99 [\d.]+ [µm]?s$/ }).waitFor();
    assert.deepEqual(faults, []);
  });

  it('have no barriers and break no policy, in both themes, wide and narrow', async () => {
    const { page, ask, faults } = await open('registry');
    await ask("setReg('garden.temp', 5); setReg('garden.name', 'x'); setReg('on', True); setReg('none', None, 3600)");
    for (const [colorScheme, width] of [
      ['dark', 360],
      ['light', 360],
      ['dark', 800],
      ['light', 1400],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const panel of ['registry', 'messages', 'prompt', 'clients', 'sql', 'connect', 'server']) {
        await open(panel);
        const where = `${panel} ${width} ${colorScheme}`;
        assert.deepEqual(await findBarriers(page), [], where);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.equal(overflow, 0, where);
      }
    }
    assert.deepEqual(faults, []);
  });

  it('says at once that the connection is lost, heals by itself and keeps what is typed', async () => {
    const folder = await makeFolder();
    let server = await startProcess(['--port', '0', '--data', folder]);
    const { page } = await openPage(`http://127.0.0.1:${server.port}/#messages`);
    await online(page);
    await exchange(server.port, "setReg('a', 1); setReg('b', 2)");
    await page.getByLabel('Text', { exact: true }).fill('half a sen');
    const id = await page.locator('#own-id').textContent();
    await server.stop('SIGKILL');
    await page.getByRole('alert').filter({ hasText: 'The connection to the server is lost' }).waitFor();
    server = await startProcess(['--port', String(server.port), '--data', folder]);
    await online(page);
    assert.equal(await page.getByLabel('Text', { exact: true }).inputValue(), 'half a sen');
    await exchange(server.port, `send('x', '${id}', 'again'); delete('a')`);
    await page.getByRole('log').getByText('again').waitFor();
    await page.locator('#nav-registry').click();
    await page.locator('#registry-count', { hasText: '1 key' }).waitFor();
    await server.stop('SIGTERM');
  });
});
