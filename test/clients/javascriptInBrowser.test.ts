import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { noBrowser, openBrowser } from '../support/browser.ts';
import { cleanUp } from '../support/cleanUp.ts';
import { startProcess } from '../support/process.ts';
import { LineClient } from '../support/rawClient.ts';
import { makeFolder, startServer } from '../support/server.ts';

interface ClientPage {
  page: Page;
  origin: string;
}

let used: Promise<ClientPage> | undefined;

/** The one page of these tests, loaded anew. */
async function openPage(): Promise<ClientPage> {
  used ??= makePage();
  const { page, origin } = await used;
  await page.goto(origin);
  return { page, origin };
}

/** A page that has the client, from a server that is not the hub, and its origin; errors on it fail the test. */
async function makePage(): Promise<ClientPage> {
  const module = await readFile(new URL('../../clients/javascript/shareserver.js', import.meta.url));
  const site = createServer((request, response) => {
    if (request.url === '/shareserver.js') response.setHeader('Content-Type', 'text/javascript').end(module);
    else
      response
        .setHeader('Content-Type', 'text/html')
        .end('<!doctype html><title>test</title><link rel="icon" href="data:,">');
  });
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  cleanUp(() => site.close());
  const page = await (await openBrowser()).newPage();
  page.on('pageerror', error => assert.fail(`an error on the page: ${error.message}`));
  return { page, origin: `http://127.0.0.1:${(site.address() as AddressInfo).port}` };
}

/** Connects in the page, which keeps what it is told as `hub`, `messages` and `changes`. */
async function connect(page: Page, port: number, options: object = {}): Promise<string> {
  return page.evaluate(
    async ([url, given]) => {
      const client = await import('/shareserver.js' as string);
      const hub = await client.connect(url, given);
      const messages: string[] = [];
      const changes: [string, unknown, boolean][] = [];
      hub.on('message', ({ text }: { text: string }) => messages.push(text));
      Object.assign(globalThis, { hub, messages, changes });
      return hub.id;
    },
    [`ws://127.0.0.1:${port}/ws`, options] as const,
  );
}

const messagesOf = (page: Page) => page.evaluate(() => (globalThis as any).messages as string[]);

describe('the JavaScript client in a browser', { skip: noBrowser }, () => {
  it('calls, is pushed messages, watches, and is told errors', async () => {
    const { page, origin } = await openPage();
    const server = await startServer({ flags: ['--cors-origin', origin] });
    const id = await connect(page, server.port, { join: ['browsers'] });
    assert.match(id, /^[0-9A-Za-z]{8}$/);
    const results = await page.evaluate(async () => {
      const { hub } = globalThis as any;
      const error = await hub.eval('1/0').catch((failure: any) => failure);
      return [
        await hub.setReg('browser.a', [1, { b: 'ä€😀' }]),
        await hub.getReg('browser.a'),
        await hub.eval('2 ** 10'),
        await hub.members('browsers'),
        await hub.dbQuery('SELECT ?', ["it's"]),
        [error.name, error.type, error.message],
      ];
    });
    assert.deepEqual(results, [
      'OK',
      [1, { b: 'ä€😀' }],
      1024,
      [id],
      [["it's"]],
      ['ShareError', 'ZeroDivisionError', 'division by zero'],
    ]);
    await server.ask(`send('s', 'browsers', 'pushed')`);
    await page.waitForFunction(() => (globalThis as any).messages.includes('pushed'));
    await page.evaluate(() => {
      const { hub, changes } = globalThis as any;
      hub.watch('browser.*', (key: string, value: unknown, deleted: boolean) => changes.push([key, value, deleted]));
    });
    await page.waitForFunction(() => (globalThis as any).changes.length === 1);
    await server.ask("setReg('browser.b', 2.5)");
    await server.ask("delete('browser.b')");
    await page.waitForFunction(() => (globalThis as any).changes.length === 3);
    assert.deepEqual(await page.evaluate(() => (globalThis as any).changes), [
      ['browser.a', [1, { b: 'ä€😀' }], false],
      ['browser.b', 2.5, false],
      ['browser.b', null, true],
    ]);
  });

  it('says that it may be the origin when a server does not take the page, and gets in when it does', async () => {
    const { page, origin } = await openPage();
    const { port, close } = await startServer();
    const errors = () => page.evaluate(() => (globalThis as any).errors as [string, string][]);
    await page.evaluate(async url => {
      const client = await import('/shareserver.js' as string);
      const told: [string, string][] = [];
      const onError = ({ type, message }: { type: string; message: string }) => told.push([type, message]);
      Object.assign(globalThis, { errors: told, isIn: false });
      client.connect(url, { onError }).then(() => Object.assign(globalThis, { isIn: true }));
    }, `ws://127.0.0.1:${port}/ws`);
    await page.waitForFunction(() => (globalThis as any).errors.length > 0);
    await close();
    await startServer({ flags: ['--port', String(port), '--cors-origin', origin] });
    await page.waitForFunction(() => (globalThis as any).isIn);
    const why = `the server is down or out of reach, or does not take pages of this origin (--cors-origin ${origin})`;
    assert.deepEqual(await errors(), [
      ['ConnectionError', `cannot connect to 127.0.0.1:${port}: ${why}; trying again`],
    ]);
  });

  it('comes back after the server was killed, with everything once', async () => {
    const { page, origin } = await openPage();
    const args = ['--data', await makeFolder(), '--cors-origin', origin];
    const first = await startProcess(['--port', '0', ...args]);
    const { port } = first;
    const id = await connect(page, port);
    await page.evaluate(() => {
      const { hub, changes } = globalThis as any;
      hub.watch('kill.*', (_: string, value: unknown) => changes.push(value));
    });
    const line = await LineClient.open(port);
    for (const text of ['a', 'b']) await line.ask(`send('s', '${id}', '${text}')`);
    await page.waitForFunction(() => (globalThis as any).messages.length === 2);
    line.destroy();
    await first.stop('SIGKILL');
    const second = await startProcess(['--port', String(port), ...args]);
    const again = await LineClient.open(port);
    await again.ask(`send('s', '${id}', 'c')`);
    await again.ask("setReg('kill.n', 7)");
    await page.waitForFunction(
      () => (globalThis as any).messages.length === 3 && (globalThis as any).changes.includes(7),
    );
    assert.deepEqual(await messagesOf(page), ['a', 'b', 'c']);
    // Calls that were made meanwhile waited.
    assert.equal(await page.evaluate(() => (globalThis as any).hub.ping()), 'pong');
    again.destroy();
    await second.stop('SIGTERM');
  });
});
