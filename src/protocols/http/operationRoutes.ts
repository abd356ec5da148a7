import type { FastifyInstance } from 'fastify';

/** What those who run the server look at. */
export interface Operations {
  /** The server's metrics, in Prometheus' format. */
  metrics(): Promise<{ type: string; text: string }>;
  /** Null: it takes requests; else why not. */
  notReady(): string | null;
}

const TEXT = 'text/plain; charset=utf-8';

/** `/healthz` (the process lives), `/readyz` (it takes requests), `/metrics`. */
export function registerOperationRoutes(app: FastifyInstance, operations: Operations): void {
  app.get('/healthz', async (_request, reply) => reply.type(TEXT).send('ok\n'));
  app.get('/readyz', async (_request, reply) => {
    const reason = operations.notReady();
    return reply
      .code(reason === null ? 200 : 503)
      .type(TEXT)
      .send(`${reason ?? 'ok'}\n`);
  });
  app.get('/metrics', async (_request, reply) => {
    const { type, text } = await operations.metrics();
    return reply.type(type).send(text);
  });
}
