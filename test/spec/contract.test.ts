import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { FULL_GRANT, hashToken } from '../../src/access/token.ts';
import { TokenFile } from '../../src/access/tokenFile.ts';
import { makeFolder, startServer, type TestServer } from '../support/server.ts';

type Document = any;

const METHODS = ['get', 'put', 'post', 'delete'];
const api: Document = parse(await readFile(new URL('../../openapi.yaml', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: 'api', ...api });

let server: TestServer;
let client: string;
before(async () => {
  const folder = await makeFolder();
  const token = {
    name: 'kitchen',
    hash: hashToken(api.paths['/api/auth'].get.parameters[0].example),
    grant: FULL_GRANT,
  };
  new TokenFile(folder).write([token]);
  server = await startServer({ folder });
  client = await server.ask('getClientID()');
  await server.ask(`join('${client}', 'group16')`);
  await server.ask("dbQuery('CREATE TABLE testing (id INTEGER PRIMARY KEY, name TEXT)')");
});

/** Every documented operation, in the order of the document: path, method, declaration. */
const operations = Object.entries<Document>(api.paths).flatMap(([path, item]) =>
  METHODS.filter(method => item[method]).map(method => ({
    path,
    method,
    operation: { ...item[method], parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])] },
  })),
);

/** The example, with ids that this server knows. */
function exampleOf(name: string, example: unknown): string {
  if (['id', 'sender', 'client'].includes(name)) return client;
  if (name === 'wait' || name === 'Last-Event-ID') return '0';
  return typeof example === 'object' ? JSON.stringify(example) : String(example);
}

/** A request made of the examples alone. */
function requestOf(path: string, method: string, operation: Document): [url: string, init: RequestInit] {
  let target = path;
  const query = new URLSearchParams();
  for (const reference of operation.parameters) {
    const parameter = reference.$ref ? api.components.parameters.format : reference;
    const value = exampleOf(parameter.name, parameter.example);
    if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, encodeURIComponent(value));
    if (parameter.in === 'query' && parameter.name !== 'params') query.set(parameter.name, value);
  }
  const init: RequestInit = { method: method.toUpperCase() };
  const content = operation.requestBody?.content['application/json'];
  if (content) {
    const example = structuredClone(content.example);
    for (const name of ['id', 'sender']) if (example?.[name]) example[name] = client;
    init.body = JSON.stringify(example);
    init.headers = { 'Content-Type': 'application/json' };
  }
  return [`http://127.0.0.1:${server.port}${target}?${query}`, init];
}

function resolve(declaration: Document): Document {
  const name = declaration?.$ref?.split('/').at(-1);
  return name ? api.components.responses[name] : declaration;
}

/** Checks a reply against its declaration. */
async function validate(response: Response, path: string, method: string, operation: Document): Promise<void> {
  const name = `${method} ${path}`;
  const declared = resolve(operation.responses[response.status]);
  const body = await response.text();
  assert.ok(declared, `${name}: status ${response.status} is not documented: ${body}`);
  const type = response.headers.get('content-type')!.split(';')[0];
  const content = declared.content[type];
  assert.ok(content, `${name}: type ${type} is not documented`);
  const pointer = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');
  const reference = operation.responses[response.status].$ref;
  const responses = reference ?? `#/paths/${pointer(path)}/${method}/responses/${response.status}`;
  const at = `api${responses}/content/${pointer(type)}/schema`;
  const schema = ajv.getSchema(at);
  assert.ok(schema, at);
  const value = type.endsWith('json') ? JSON.parse(body) : body;
  assert.ok(schema(value), `${name}: ${body}: ${JSON.stringify(schema.errors)}`);
}

async function checkEvents(operation: Document): Promise<void> {
  const controller = new AbortController();
  const [url] = requestOf('/events', 'get', operation);
  const response = await fetch(url, { signal: controller.signal });
  assert.equal(response.status, 200);
  assert.ok(operation.responses[200].content[response.headers.get('content-type')!.split(';')[0]]);
  const { value } = await response.body!.getReader().read();
  assert.ok(Buffer.from(value!).toString().startsWith(`event: hello\ndata: {"client":"${client}"}\n\n`));
  controller.abort();
  const unknown = await fetch(`http://127.0.0.1:${server.port}/events?client=nobody12`);
  await validate(unknown, '/events', 'get', operation);
}

describe('openapi.yaml', () => {
  it('documents every command', () => {
    const documented = Object.keys(api.paths).filter(path => path.startsWith('/api/'));
    const commands = server.gateway.hub.commands.all().filter(command => command.reach !== 'resources');
    assert.deepEqual(documented.sort(), commands.map(command => `/api/${command.name}`).sort());
  });

  // In this order: the example of exit ends the client that the others use.
  const last = (path: string) => path === '/api/exit';
  for (const { path, method, operation } of operations.sort((a, b) => Number(last(a.path)) - Number(last(b.path)))) {
    if (path === '/events') {
      it('holds for the stream of events', () => checkEvents(operation));
      continue;
    }
    it(`holds for ${method} ${path}`, async () => {
      if (last(path)) client = await server.ask('getClientID()');
      if (path === '/registry/{key}') await server.ask("setReg('garden.soil.temp', 56)");
      const [url, init] = requestOf(path, method, operation);
      const response = await fetch(url, init);
      assert.equal(response.status, 200, await response.clone().text());
      await validate(response, path, method, operation);
      if (path.startsWith('/api/')) {
        const text = await fetch(url.replace('format=json', 'format=text'), init);
        if (!last(path)) await validate(text, path, method, operation);
        const wrong = await fetch(`http://127.0.0.1:${server.port}${path}?nothing=1`, { method: init.method });
        assert.equal(wrong.status, 400);
        await validate(wrong, path, method, operation);
        const wrongText = await fetch(`http://127.0.0.1:${server.port}${path}?nothing=1&format=text`, {
          method: init.method,
        });
        await validate(wrongText, path, method, operation);
      }
      if (!operation.requestBody) return;
      for (const [status, type, body] of [
        [415, 'application/xml', '<a/>'],
        [413, 'application/json', ' '.repeat(70_000)],
      ] as const) {
        const headers = { 'Content-Type': type };
        const refused = await fetch(url, { method: init.method, headers, body });
        assert.equal(refused.status, status);
        await validate(refused, path, method, operation);
      }
    });
  }

  it('holds for what is not there', async () => {
    for (const [method, path] of [
      ['get', '/registry/{key}'],
      ['delete', '/registry/{key}'],
    ]) {
      const operation = api.paths[path][method];
      const response = await fetch(`http://127.0.0.1:${server.port}/registry/not.there`, {
        method: method.toUpperCase(),
      });
      assert.equal(response.status, 404);
      await validate(response, path, method, operation);
    }
  });
});
