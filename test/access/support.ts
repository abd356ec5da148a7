import { FULL_GRANT, type Grant, hashToken, makeToken, NO_GRANT } from '../../src/access/token.ts';
import { TokenFile } from '../../src/access/tokenFile.ts';
import { exchange, LineClient } from '../support/rawClient.ts';
import { RpcClient } from '../support/rpcClient.ts';
import { makeFolder, startServer, type TestServer } from '../support/server.ts';

/** A server with tokens: what each may do besides nothing; `all`: everything but admin. */
export async function startWithTokens<N extends string>(
  grants: Record<N, Partial<Grant> | 'all'>,
  flags: string[] = [],
): Promise<{ server: TestServer; tokens: Record<N, string> }> {
  const folder = await makeFolder();
  const tokens = {} as Record<N, string>;
  const records = Object.entries<Partial<Grant> | 'all'>(grants).map(([name, given]) => {
    const token = makeToken();
    tokens[name as N] = token;
    const grant = given === 'all' ? FULL_GRANT : { ...NO_GRANT, ...given };
    return { name, hash: hashToken(token), grant };
  });
  new TokenFile(folder).write(records);
  return { server: await startServer({ folder, flags }), tokens };
}

export type Args = Record<string, string | number | null>;
/** The Python type and message of the error; null: there was none. */
export type Outcome = [type: string, message: string] | null;
type Ask = (command: string, args: Args) => Promise<Outcome>;

/** Every way to ask with a token, each with what it is called. */
export async function waysToAsk({ port }: TestServer, token: string): Promise<[name: string, ask: Ask][]> {
  const line = await LineClient.open(port);
  await line.ask(`auth('${token}')`);
  const rpc = await RpcClient.open(port, `token=${token}`);
  const url = (command: string, args: Args, more: Record<string, string> = {}) =>
    `http://127.0.0.1:${port}/api/${command}?${new URLSearchParams({ ...toQuery(args), ...more })}`;
  const bearer = { Authorization: `Bearer ${token}` };
  return [
    ['line', async (command, args) => ofText(await line.ask(toCall(command, args)))],
    ['one-shot', async (command, args) => ofText(await exchange(port, `auth('${token}'); ${toCall(command, args)}`))],
    ['GET with a header', async (command, args) => ofProblem(await fetch(url(command, args), { headers: bearer }))],
    ['GET with a query', async (command, args) => ofProblem(await fetch(url(command, args, { token })))],
    [
      'POST of JSON',
      async (command, args) =>
        ofProblem(
          await fetch(url(command, {}), {
            method: 'POST',
            headers: { ...bearer, 'Content-Type': 'application/json' },
            body: JSON.stringify(args),
          }),
        ),
    ],
    [
      'WebSocket',
      async (command, args) => {
        const { error } = await rpc.call(command, args);
        return error ? [error.data!.error, error.message] : null;
      },
    ],
  ];
}

function toCall(command: string, args: Args): string {
  const given = Object.entries(args).map(
    ([name, value]) => `${name}=${value === null ? 'None' : JSON.stringify(value)}`,
  );
  return `${command}(${given.join(', ')})`;
}

function toQuery(args: Args): Record<string, string> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value === null ? 'None' : `${value}`]));
}

export function ofText(reply: string): Outcome {
  const [, type, message] = /^Error: (\w+)(?:: (.*))?$/s.exec(reply) ?? [];
  return type === undefined ? null : [type, message ?? ''];
}

async function ofProblem(response: Response): Promise<Outcome> {
  const body = (await response.json()) as { error?: string; detail?: string };
  return response.ok ? null : [body.error ?? `${response.status}`, body.detail ?? ''];
}
