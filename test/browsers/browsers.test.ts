import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { noBrowser, openBrowser } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openStranger, PAGE } from './stranger.ts';

/** Names that lead to this machine: the first nobody can register, and to no such name do browsers send Sec-Fetch headers. */
const NAMES = ['hub.lan', 'evil.example', 'app.example'];
const FLAGS = [
  `--host-resolver-rules=${NAMES.map(name => `MAP ${name} 127.0.0.1`).join(', ')}`,
  // What this browser refuses by itself, others may not.
  '--disable-features=LocalNetworkAccessChecks',
];

let server: TestServer;
let strangerPort: number;

before(async () => {
  if (noBrowser) return;
  strangerPort = await openStranger();
  server = await startServer({ flags: ['--http-port', '0', '--cors-origin', `http://app.example:${strangerPort}`] });
  await server.ask("MyData['kept'] = 1");
});

let context: Promise<BrowserContext> | undefined;

async function newPage(): Promise<Page> {
  context ??= openBrowser(FLAGS).then(browser => browser.newContext());
  const page = await (await context).newPage();
  // For busy machines.
  page.setDefaultTimeout(60_000);
  return page;
}

/** Runs code in the page. */
function run<T>(page: Page, code: string): Promise<T> {
  return page.evaluate(code) as Promise<T>;
}

/** What the page could read by each attempt: those that it could read nothing by are left out. */
async function tryAll(page: Page, hub: string): Promise<{ [attempt: string]: string }> {
  const names = await run<string[]>(page, 'Object.keys(attempts)');
  assert.ok(names.length > 20);
  let refusals = 0;
  const count = (_request: IncomingMessage, { statusCode }: ServerResponse) => void (statusCode === 403 && refusals++);
  answered.on('reply', count);
  const readable: { [attempt: string]: string } = {};
  for (const name of names) {
    const key = `evil.${name.replaceAll(/\W/g, '_')}`;
    const read = await run<string>(page, `attempts[${JSON.stringify(name)}](${JSON.stringify(hub)}, '${key}')`);
    if (read !== '' && read !== 'refused') readable[name] = read;
  }
  answered.off('reply', count);
  assert.ok(refusals > 10, `the server has refused only ${refusals}`);
  return readable;
}

/** What the servers of this process have answered. */
const answered = new EventEmitter<{ reply: [request: IncomingMessage, response: ServerResponse] }>();
subscribe('http.server.response.finish', message => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  answered.emit('reply', request, response);
});

/** Does something in the page, and waits for the server's reply: a page is not told of each. */
async function replyTo(page: Page, path: string, code: string): Promise<ServerResponse> {
  const reply = new Promise<ServerResponse>(resolve => {
    const look = (request: IncomingMessage, response: ServerResponse) => {
      if (request.url !== path) return;
      answered.off('reply', look);
      resolve(response);
    };
    answered.on('reply', look);
  });
  await run(page, code);
  return reply;
}

/** That nothing has come of it. */
async function assertUntouched(): Promise<void> {
  assert.equal(await server.ask("getAll('evil*'), MyData['kept'], clients()"), '({}, 1, [])');
}

const ENCODINGS = ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded'];

async function submitForms(page: Page, hub: string): Promise<void> {
  for (const encoding of ENCODINGS) {
    for (const [path, fields] of [
      ['/api/setReg', { key: 'evil', value: '1' }],
      ['/api/eval', { expr: "setReg('evil', 1)" }],
      ['/api/eval', { "setReg('evil', 1) #": '' }],
      ['/', { "\nsetReg('evil', 1)\nsetReg('evil', 2)\n": '' }],
    ] as const) {
      const code = `submit('${hub}${path}', 'post', '${encoding}', ${JSON.stringify(fields)})`;
      assert.equal((await replyTo(page, path, code)).statusCode, 403, `${encoding} ${path}`);
    }
  }
}

for (const [what, stranger, hubHost] of [
  ['that browsers trust (Sec-Fetch headers)', '127.0.0.1', '127.0.0.1'],
  ['that browsers do not trust (no Sec-Fetch headers)', 'evil.example', 'hub.lan'],
]) {
  describe(`a page of another origin, on an address ${what}`, { skip: noBrowser }, () => {
    let page: Page;
    let hub: string;
    before(async () => {
      page = await newPage();
      await page.goto(`http://${stranger}:${strangerPort}/`);
      hub = `http://${hubHost}:${server.port}`;
    });

    it('can read nothing and change nothing', async () => {
      assert.deepEqual(await tryAll(page, hub), {});
      assert.deepEqual(await tryAll(page, `http://${hubHost}:${server.gateway.httpPort}`), {});
      await assertUntouched();
    });

    it('can change nothing by forms', async () => {
      await submitForms(page, hub);
      const code = `submit('${hub}/api/setReg', 'get', '', { key: 'evil', value: 1 })`;
      const asked = await replyTo(page, '/api/setReg?key=evil&value=1', code);
      // With the page that asks.
      assert.equal(asked.statusCode, 200);
      await assertUntouched();
    });

    it('can change nothing by frames, plug-ins and prefetches', async () => {
      for (const [name, property, more] of [
        ['iframe', 'src', '{}'],
        ['iframe', 'src', "{ sandbox: 'allow-scripts allow-forms' }"],
        ['object', 'data', '{}'],
        ['embed', 'src', '{}'],
        ['link', 'href', "{ rel: 'prefetch' }"],
      ]) {
        const path = `/api/setReg?key=evil&value=${name}${more.length}`;
        await replyTo(page, path, `embed('${name}', '${property}', '${hub}${path}', ${more})`);
      }
      for (const frame of page.frames().slice(1)) {
        // What the server sent is not shown in a frame.
        assert.equal(await frame.locator('button').count(), 0);
      }
      await assertUntouched();
    });

    it('can lead somebody to a command, who is asked, and may run it', async () => {
      await page.goto(`http://${stranger}:${strangerPort}/`);
      await run(page, `void (location.href = '${hub}/api/setReg?key=led&value=%3Cb%3E')`);
      const button = page.getByRole('button', { name: 'Run it' });
      await button.waitFor();
      assert.equal(await page.locator('pre').textContent(), "setReg('led', '<b>')");
      assert.equal(await server.ask("'led' in MyData"), 'False');
      await button.click();
      await page.getByRole('heading', { name: 'Done' }).waitFor();
      assert.equal(await page.locator('pre').textContent(), 'OK');
      assert.equal(await server.ask("MyData.pop('led')"), '<b>');
    });
  });
}

describe('a page that DNS rebinding gives the address of the server', { skip: noBrowser }, () => {
  it('can read nothing but the refusal, and change nothing', async () => {
    for (const port of [server.port, server.gateway.httpPort]) {
      const hub = `http://evil.example:${port}`;
      const page = await newPage();
      // The page has come from its own server, under the name that now leads to this one.
      await page.route(`${hub}/`, route => route.fulfill({ body: PAGE, contentType: 'text/html' }), { times: 1 });
      await page.goto(`${hub}/`);
      assert.equal(await page.title(), 'stranger');
      const readable = await tryAll(page, hub);
      assert.ok(Object.keys(readable).length > 5);
      for (const [attempt, read] of Object.entries(readable)) {
        assert.match(read, /the host name 'evil\.example' is not one of this server's|not well-formed HTTP/, attempt);
      }
      await submitForms(page, hub);
      await page.goto(`${hub}/api/setReg?key=evil&value=1`);
      await page.goto(hub);
      assert.match((await page.textContent('body'))!, /--allowed-host evil\.example allows it/);
      await assertUntouched();
    }
  });
});

describe('a page that --cors-origin names', { skip: noBrowser }, () => {
  it('can use the server by fetch, EventSource and WebSocket', async () => {
    const page = await newPage();
    await page.goto(`http://app.example:${strangerPort}/`);
    const hub = `http://hub.lan:${server.port}`;
    const attempt = (name: string) => run<string>(page, `attempts['${name}']('${hub}', 'app')`);
    assert.equal(await attempt('fetch with CORS'), '{"result":"OK"}');
    assert.equal(await attempt('a post of JSON'), '{"result":"OK"}');
    assert.equal(await attempt('a put'), '{"result":"OK"}');
    assert.match(await attempt('a read'), /"app":/);
    assert.match(await attempt('EventSource'), /"client":/);
    assert.match(await attempt('WebSocket'), /"hello"/);
  });
});

describe('the server’s own pages, on an address that browsers do not trust', { skip: noBrowser }, () => {
  async function open(path: string): Promise<{ page: Page; faults: string[] }> {
    const page = await newPage();
    const faults: string[] = [];
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => message.type() === 'error' && faults.push(message.text()));
    page.on('response', response => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
    await page.goto(`http://hub.lan:${server.port}${path}`);
    return { page, faults };
  }

  it('work: the dashboard', async () => {
    const { page, faults } = await open('/');
    await page.locator('#status[data-state=online]').waitFor();
    for (const panel of ['messages', 'prompt', 'clients', 'sql', 'connect', 'server', 'registry']) {
      await run(page, `void (location.hash = '#${panel}')`);
      await page.locator(`#panels > :not([hidden])`).first().waitFor();
    }
    const posted = "fetch('/api/setReg?key=own&value=1', { method: 'POST' }).then(r => r.text())";
    assert.equal(await run(page, posted), '{"result":"OK"}');
    assert.equal(await run(page, "fetch('/api/setReg?key=own&value=2').then(r => r.text())"), '{"result":"OK"}');
    assert.deepEqual(faults, []);
  });

  it('work: the API to try', async () => {
    const { page, faults } = await open('/docs');
    const operation = page.locator('#operations-registry-setReg');
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('button.execute').click();
    const body = operation.locator('.live-responses-table .response-col_description pre').first();
    await body.waitFor();
    assert.match(String(await body.textContent()), /"result": "OK"/);
    assert.deepEqual(faults, []);
  });
});
