import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { FULL_GRANT } from '../../src/access/token.ts';
import { noBrowser } from '../support/browser.ts';
import { exchange } from '../support/rawClient.ts';
import { startServer } from '../support/server.ts';
import { addToken, removeToken } from '../support/tokens.ts';
import { findBarriers, openPage } from './page.ts';

const online = (page: Page) => page.locator('#status[data-state="online"]').waitFor();
const loginOf = (page: Page) => page.getByRole('dialog', { name: 'Log in to this ShareServer' });
const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.locator('.key-name', { hasText: name }) });

async function logIn(page: Page, token: string): Promise<void> {
  await loginOf(page).getByLabel('Token').fill(token);
  await loginOf(page).getByRole('button', { name: 'Log in' }).click();
}

describe("the dashboard's login", { skip: noBrowser }, () => {
  it('is demanded where the server wants a token, and kept until one logs out', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const token = addToken(server, 'kitchen');
    await server.ask(`auth('${token}'); setReg('garden.temp', 21.5)`);
    const { page, faults } = await openPage(`http://127.0.0.1:${server.port}/`);
    await loginOf(page).getByText('This server lets nobody in without a token.').waitFor();
    assert.deepEqual(await findBarriers(page), []);
    assert.equal(await loginOf(page).getByLabel('Token').getAttribute('autocomplete'), 'current-password');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await logIn(page, 'wrong');
    await loginOf(page).getByText('This token is wrong, or was withdrawn.').waitFor();
    await logIn(page, token);
    await online(page);
    await loginOf(page).waitFor({ state: 'hidden' });
    await row(page, 'temp').getByText('21.5').waitFor();
    await page.reload();
    await row(page, 'temp').getByText('21.5').waitFor();
    await page.getByRole('button', { name: 'kitchen' }).click();
    const menu = page.getByRole('dialog', { name: 'Logged in as kitchen' });
    await menu.getByText('all keys').first().waitFor();
    assert.deepEqual(await findBarriers(page), []);
    assert.doesNotMatch(page.url(), /token/);
    await menu.getByRole('button', { name: 'Log out' }).click();
    await loginOf(page).waitFor();
    assert.equal(await page.evaluate('sessionStorage.length'), 0);
    assert.deepEqual(faults, []);
  });

  it('says how long to wait after too many wrong tokens', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const token = addToken(server, 'kitchen');
    const { page } = await openPage(`http://127.0.0.1:${server.port}/`);
    await loginOf(page).waitFor();
    for (let i = 0; i < 10; i++) await server.ask("auth('wrong'); 1");
    await logIn(page, token);
    await loginOf(page)
      .getByText(/^Too many wrong tokens came from here\. Try again in \d+ seconds?\.$/)
      .waitFor();
    assert.equal(await loginOf(page).getByRole('button', { name: 'Log in' }).isDisabled(), true);
    assert.equal(await loginOf(page).getByLabel('Token').inputValue(), token);
  });

  it('comes back when the token is withdrawn, and nothing typed is lost', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const { page } = await openPage(`http://127.0.0.1:${server.port}/#messages`);
    await logIn(page, addToken(server, 'kitchen'));
    await online(page);
    await page.getByLabel('Text', { exact: true }).fill('half a sen');
    removeToken(server, 'kitchen');
    await loginOf(page).getByText('The token is wrong, or was withdrawn.').waitFor();
    assert.equal(await page.evaluate("sessionStorage.getItem('token')"), null);
    await logIn(page, addToken(server, 'cellar'));
    await online(page);
    await page.getByRole('button', { name: 'cellar' }).waitFor();
    assert.equal(await page.getByLabel('Text', { exact: true }).inputValue(), 'half a sen');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('log').getByText('half a sen').waitFor();
  });

  it('shows a restricted token what it may, and says what the rest would take', async () => {
    const server = await startServer();
    await server.ask("setReg('garden.soil.temp', 56); setReg('garden.note', 'x'); setReg('attic.temp', 1)");
    const token = addToken(server, 'kitchen', { read: ['garden.*'], write: ['garden.soil.*'], send: ['cooks'] });
    const { page, faults } = await openPage(`http://127.0.0.1:${server.port}/`);
    await page.getByRole('button', { name: 'Log in' }).click();
    await logIn(page, token);
    await page.getByText("The token 'kitchen' may read garden.*, and change garden.soil.*.").waitFor();
    await page.getByText('2 keys').waitFor();
    await row(page, 'temp')
      .locator('.age', { hasText: /^(now|\d+ s)$/ })
      .waitFor();
    assert.equal(await row(page, 'note').getByRole('button', { name: 'Edit' }).isDisabled(), true);
    assert.equal(await row(page, 'garden').getByRole('button', { name: 'Delete' }).isDisabled(), true);
    assert.equal(await row(page, 'soil').getByRole('button', { name: 'Delete' }).isDisabled(), false);
    await row(page, 'temp').getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('57');
    await page.keyboard.press('Enter');
    await row(page, 'temp').getByText('57').waitFor();
    assert.deepEqual(await findBarriers(page), []);
    for (const [panel, text] of [
      ['messages', "The token 'kitchen' may send to cooks, and join nothing."],
      ['prompt', /^The token 'kitchen' may only call commands, /],
      ['sql', "The token 'kitchen' may not use SQL; that takes the scope sql."],
      ['clients', 'To drop clients of other tokens takes the scope admin.'],
    ] as const) {
      await page.locator(`#nav-${panel}`).click();
      await page.getByText(text).waitFor();
      assert.deepEqual(await findBarriers(page), [], panel);
    }
    await page.locator('#nav-prompt').click();
    await page.getByLabel('Expression').fill("getReg('garden.note')");
    await page.keyboard.press('Enter');
    await page.locator('.reply').getByText('x', { exact: true }).waitFor();
    assert.deepEqual(faults, []);
  });

  it('tells whose each client is, and drops none of another token', async () => {
    const server = await startServer();
    const [kitchen, shed] = [addToken(server, 'kitchen'), addToken(server, 'shed')];
    const own = await server.ask(`auth('${kitchen}'); getClientID()`);
    const others = await server.ask(`auth('${shed}'); getClientID()`);
    const { page } = await openPage(`http://127.0.0.1:${server.port}/#clients`);
    await page.getByRole('button', { name: 'Log in' }).click();
    await logIn(page, kitchen);
    const refused = page.getByRole('button', { name: `Drop ${others}` });
    await page.locator('.clients tbody tr', { hasText: others }).getByText('shed', { exact: true }).waitFor();
    await page.getByRole('columnheader', { name: 'Owner' }).waitFor();
    await page.locator('.clients tbody tr', { hasText: own }).getByText('kitchen', { exact: true }).waitFor();
    assert.equal(await refused.isDisabled(), true);
    assert.equal(
      await refused.getAttribute('title'),
      "It belongs to the token 'shed': to drop it takes the scope admin.",
    );
    for (const width of [360, 700, 800]) {
      await page.setViewportSize({ width, height: 700 });
      const hidden = await page.locator('.clients-card').evaluate(card => card.scrollWidth - card.clientWidth);
      assert.equal(hidden, 0, `${width} px wide`);
    }
    await page.getByRole('button', { name: `Drop ${own}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
    await page.locator('.clients tbody tr', { hasText: own }).waitFor({ state: 'detached' });
    assert.deepEqual(await findBarriers(page), []);
  });

  it('follows the rights of its token while it is open', async () => {
    const server = await startServer();
    await server.ask("setReg('garden.temp', 56); setReg('attic.temp', 1)");
    const { page, faults } = await openPage(`http://127.0.0.1:${server.port}/`);
    const token = addToken(server, 'kitchen');
    await page.reload();
    await page.getByRole('button', { name: 'Log in' }).click();
    await logIn(page, token);
    await page.getByRole('button', { name: 'kitchen' }).waitFor();
    await row(page, 'garden').waitFor();
    const change = async (changes: [RegExp, string][]) => {
      const file = `${server.folder}/tokens.toml`;
      let text = await readFile(file, 'utf8');
      for (const [line, instead] of changes) text = text.replace(line, instead);
      await writeFile(file, text);
      server.gateway.reload();
    };
    // It may not even join CONSOLE any more.
    await change([
      [/^read = .*$/m, 'read = ["garden.*"]'],
      [/^join = .*$/m, 'join = []'],
    ]);
    await page.getByText("The token 'kitchen' may read garden.*, and change all keys.").waitFor();
    await page.getByText('1 key', { exact: true }).waitFor();
    await online(page);
    await server.ask("setReg('garden.temp', 57)");
    await row(page, 'temp').getByText('57').waitFor();
    await change([[/^read = .*$/m, 'read = ["*"]']]);
    await page.getByText('2 keys', { exact: true }).waitFor();
    await page.getByText("The token 'kitchen'").waitFor({ state: 'hidden' });
    assert.deepEqual(faults, []);
  });

  it('lets an admin make a token for a device, and withdraw it', async () => {
    const server = await startServer({ flags: ['--require-token'] });
    const { page, faults } = await openPage(`http://127.0.0.1:${server.port}/#connect`);
    await logIn(page, addToken(server, 'plain'));
    await page.getByText("share-server token add 'mydevice'").waitFor();
    const code = page.locator('.code code');
    for (const kind of ['ESP32 (Arduino)', 'MicroPython', 'Python', 'curl', 'JavaScript', 'nc']) {
      await page.getByRole('tab', { name: kind, exact: true }).click();
      assert.match((await code.textContent()) ?? '', /YOUR-TOKEN/, kind);
    }
    await page.getByRole('button', { name: 'plain' }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await logIn(page, addToken(server, 'boss', { ...FULL_GRANT, admin: true }));
    await page.getByLabel('Name of the device').fill('shed');
    await page.getByRole('button', { name: 'Make a token for shed' }).click();
    await page.locator('.new-token', { hasText: /^\w{16}$/ }).waitFor();
    const token = (await page.locator('.new-token').textContent())!;
    for (const kind of ['ESP32 (Arduino)', 'MicroPython', 'Python', 'curl', 'JavaScript', 'nc']) {
      await page.getByRole('tab', { name: kind, exact: true }).click();
      assert.ok((await code.textContent())?.includes(token), kind);
    }
    assert.deepEqual(await findBarriers(page), []);
    const request = /"(auth.*)"/.exec((await code.textContent()) ?? '')![1];
    assert.equal(await exchange(server.port, request), '1');
    await page.getByText(/^Connected\. shed\.hello became 1/).waitFor();
    await page.getByRole('tab', { name: 'curl' }).click();
    const [, header, url] = /-H '([^']+)' '([^']+)'/.exec((await code.textContent()) ?? '')!;
    const [name, value] = header.split(': ');
    const reply = await fetch(url.replace(/\/\/[^/]+/, `//127.0.0.1:${server.port}`), { headers: { [name]: value } });
    assert.deepEqual(await reply.json(), { result: 2 });
    await page.getByRole('button', { name: 'Withdraw shed' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await page.locator('[data-token="shed"]').waitFor({ state: 'detached' });
    assert.match(await exchange(server.port, request), /^Error: AuthenticationError: /);
    assert.deepEqual(faults, []);
  });
});
