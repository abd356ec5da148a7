import type { Argument, Command, JsonSchema } from '../core/command.ts';
import { problemResponse, problems, REFUSAL_RESPONSES, REFUSALS, REFUSALS_WITH_BODY } from './problems.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Operation = { [name: string]: unknown };

export interface SpecOptions {
  commands: readonly Command[];
  version: string;
  /** A value's JSON, as the server writes it. */
  toJson(value: unknown): string;
  /** A value's text, as the server writes it. */
  toText(value: unknown): string;
}

/** The contract of the HTTP part, OpenAPI 3.1, made from the declarations of the commands. */
export function buildOpenApi(options: SpecOptions): Json {
  const paths: { [path: string]: unknown } = {};
  for (const command of options.commands) {
    if (command.reach === 'resources') continue;
    paths[`/api/${command.name}`] = {
      get: commandOperation(command, 'get', options),
      post: commandOperation(command, 'post', options),
    };
  }
  Object.assign(paths, resourcePaths(options), operationPaths());
  return {
    openapi: '3.1.0',
    info: info(options.version),
    servers: [{ url: '/', description: 'This server' }],
    tags: TAGS as unknown as Json,
    security: [],
    paths: paths as Json,
    components: components() as Json,
  };
}

function info(version: string): Json {
  return {
    title: 'ShareServer',
    version,
    summary: 'A hub for the local network: shared data, messages, SQL, Python expressions.',
    description:
      'Every command is a function in Python expressions, an endpoint here and a WebSocket method, with the same arguments, results and errors. With `Accept: text/plain` or `?format=text` a reply is exactly the text that raw TCP gives. A browser that opens the address of a GET which changes something gets a page that asks first. WebSocket, at /ws, is described in docs/websocket.md.',
    license: { name: 'MIT', identifier: 'MIT' },
  };
}

const TAGS = [
  { name: 'registry', description: 'Data that clients share: MyData, keys with values' },
  { name: 'messages', description: 'Clients, their inboxes, messages' },
  { name: 'groups', description: 'Who is where' },
  { name: 'sql', description: 'The SQLite database' },
  { name: 'system', description: 'The evaluator and the server itself' },
  { name: 'resources', description: 'The same, for people who think in resources' },
  { name: 'operations', description: 'For those who run the server' },
];

function commandOperation(command: Command, method: 'get' | 'post', options: SpecOptions): Operation {
  const suffix = method === 'get' ? '' : 'ByPost';
  return {
    operationId: command.name + suffix,
    tags: [command.topic],
    summary: command.summary,
    description: command.description,
    ...(method === 'get'
      ? { parameters: queryParameters(command, options) }
      : { requestBody: requestBody(command, options) }),
    responses: {
      200: result(command, options),
      ...(method === 'get' ? REFUSALS : REFUSALS_WITH_BODY),
      ...problems(command),
    },
  };
}

function queryParameters(command: Command, options: SpecOptions): unknown[] {
  const parameters = Object.entries(command.args).map(([name, argument]) => ({
    name,
    in: 'query',
    required: !argument.default,
    description: describe(argument),
    schema: argument.type.decodedAs === 'text' ? textSchema(argument) : { type: 'string' },
    example: options.toText(argument.example),
  }));
  return [...parameters, { $ref: '#/components/parameters/format' }];
}

function textSchema({ type }: Argument<unknown>): JsonSchema {
  return type.schema;
}

function describe(argument: Argument<unknown>): string {
  return argument.default ? `${argument.summary}. Default: ${argument.default.text}` : argument.summary;
}

function requestBody(command: Command, options: SpecOptions): unknown {
  const entries = Object.entries(command.args);
  const required = entries.filter(([, argument]) => !argument.default).map(([name]) => name);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, argument]) => [name, { ...argument.type.schema, description: describe(argument) }]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  const example = Object.fromEntries(
    entries
      .filter(([, argument]) => !argument.default)
      .map(([name, argument]) => [name, JSON.parse(options.toJson(argument.example))]),
  );
  const content: Operation = { 'application/json': { schema, example } };
  if (command.name === 'eval') {
    content['text/plain'] = { schema: { type: 'string' }, example: options.toText(command.args.expr.example) };
  }
  return { required: required.length > 0, content };
}

function result(command: Command, options: SpecOptions): unknown {
  const { schema, example } = command.result;
  const properties: Operation = { result: schema };
  const shown: Operation = { result: JSON.parse(options.toJson(example)) };
  if (command.name === 'eval') {
    properties.text = { type: 'string', description: 'The raw reply, str(value)' };
    properties.type = { type: 'string', description: 'The name of the value’s Python type' };
    Object.assign(shown, { text: options.toText(example), type: 'int' });
  }
  return success(command.result.summary, properties, shown, options.toText(example));
}

function success(description: string, properties: Operation, example: Operation, text: string): unknown {
  return {
    description,
    content: {
      'application/json': {
        schema: { type: 'object', properties, required: Object.keys(properties) },
        example,
      },
      'text/plain': { schema: { type: 'string' }, example: text },
    },
  };
}

function resourcePaths(options: SpecOptions): Operation {
  const command = (name: string) => options.commands.find(found => found.name === name) as Command;
  const operation = (name: string, operationId: string, more: Operation = {}) => ({
    operationId,
    tags: ['resources'],
    summary: command(name).summary,
    description: command(name).description,
    ...more,
    responses: {
      200: result(command(name), options),
      ...(more.requestBody ? REFUSALS_WITH_BODY : REFUSALS),
      ...problems(command(name)),
      ...(more.responses as Operation),
    },
  });
  const match = (required: string) => ({
    name: 'match',
    in: 'query',
    required: required === 'required',
    description: 'Which keys: a pattern with *, ? and [...]',
    schema: { type: 'string' },
    example: 'garden.*',
  });
  const key = {
    name: 'key',
    in: 'path',
    required: true,
    description: 'The key',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    example: 'garden.soil.temp',
  };
  const ttl = {
    name: 'ttl',
    in: 'query',
    description: 'Seconds until the key is gone',
    schema: { type: 'number' },
    example: 60,
  };
  const missing = { 404: problemResponse(404, 'KeyError: There is no such key.') };
  const body = {
    required: true,
    content: {
      'application/json': { schema: {}, example: 56 },
      'text/plain': { schema: { type: 'string' }, example: 'kitchen' },
    },
  };
  return {
    '/registry': {
      get: operation('getAll', 'listKeys', { parameters: [match('optional')] }),
      delete: operation('delete', 'deleteKeys', { parameters: [match('required')] }),
    },
    '/registry/{key}': {
      parameters: [key],
      get: operation('readKey', 'readKey', { responses: missing }),
      put: operation('setReg', 'putKey', { parameters: [ttl], requestBody: body }),
      delete: operation('deleteKey', 'deleteKey', { responses: missing }),
    },
    '/clients': { get: operation('clients', 'listClients') },
    '/groups': { get: operation('allGroups', 'listGroups') },
  };
}

function operationPaths(): Operation {
  const text = (operationId: string, summary: string, type: string, example: string, more: Operation = {}) => ({
    get: {
      operationId,
      tags: ['operations'],
      summary,
      responses: {
        200: { description: summary, content: { [type]: { schema: { type: 'string' }, example } } },
        ...REFUSALS,
        ...more,
      },
    },
  });
  const notReady = {
    description: 'Why not',
    content: { 'text/plain': { schema: { type: 'string' }, example: 'closing\n' } },
  };
  return {
    '/healthz': text('health', 'The process lives', 'text/plain', 'ok\n'),
    '/readyz': text('readiness', 'The server takes requests', 'text/plain', 'ok\n', { 503: notReady }),
    '/metrics': text('metrics', 'Metrics for Prometheus', 'text/plain', '# TYPE shareserver_requests_total counter\n'),
    '/openapi.yaml': text('contract', 'This document', 'application/yaml', 'openapi: 3.1.0\n'),
    '/events': { get: eventsOperation() },
  };
}

function eventsOperation(): Operation {
  return {
    operationId: 'events',
    tags: ['messages'],
    summary: 'Server-sent events: a client’s messages, pushed',
    description:
      'Each message is an event `message` whose id is its seq and whose data is JSON: seq, from, to, text, time. The first event is `hello` with the client’s id. With `Last-Event-ID` what was sent behind that one comes first. A newer connection of the client ends this one with the event `takeover`.',
    parameters: [
      {
        name: 'client',
        in: 'query',
        description: 'The client’s id; without it, one is made',
        schema: { type: 'string' },
        example: '2UQp4It1',
      },
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The last event that was received',
        schema: { type: 'integer' },
        example: 7,
      },
    ],
    responses: {
      200: {
        description: 'The stream',
        content: {
          'text/event-stream': { schema: { type: 'string' }, example: 'event: hello\ndata: {"client":"2UQp4It1"}\n\n' },
        },
      },
      400: problemResponse(400, 'ValueError: Last-Event-ID or the client’s name is not allowed.'),
      404: problemResponse(404, 'LookupError: The server knows no client of this id.'),
      ...REFUSALS,
    },
  };
}

function components(): Operation {
  return {
    parameters: {
      format: {
        name: 'format',
        in: 'query',
        description: 'text: exactly the raw reply, as Accept: text/plain does',
        schema: { type: 'string', enum: ['json', 'text'] },
        example: 'json',
      },
    },
    responses: REFUSAL_RESPONSES,
    schemas: {
      Problem: {
        type: 'object',
        description: 'An error, as RFC 9457 has it',
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          error: { type: 'string', description: 'The Python exception’s type' },
        },
        required: ['type', 'title', 'status', 'detail'],
      },
    },
  };
}
