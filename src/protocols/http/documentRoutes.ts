import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { pageHeaders } from './securityHeaders.ts';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const OPENAPI_FILE = 'openapi.yaml';

const HEADERS = pageHeaders({
  'script-src': "'self'",
  'style-src': "'self'",
  // Its style sheet has pictures in it.
  'img-src': "'self' data:",
  'connect-src': "'self'",
});

/** `/openapi.yaml`, and `/docs`, which shows it, to read and to try, without anything from elsewhere. */
export function registerDocumentRoutes(app: FastifyInstance): void {
  const source = readFileSync(PROJECT + OPENAPI_FILE, 'utf8');
  app.get('/openapi.yaml', async (_request, reply) => reply.type('application/yaml; charset=utf-8').send(source));
  app.register(async docs => {
    docs.addHook('onRequest', async (_request, reply) => void reply.headers(HEADERS));
    await docs.register(swagger, { mode: 'static', specification: { path: PROJECT + OPENAPI_FILE, baseDir: PROJECT } });
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      theme: { title: 'ShareServer: the HTTP API' },
      uiConfig: { layout: 'BaseLayout', docExpansion: 'list', validatorUrl: null, tryItOutEnabled: true },
    });
  });
  const errors = readFileSync(`${PROJECT}docs/errors.md`, 'utf8');
  // What problems have as their type leads here.
  app.get('/docs/errors', async (_request, reply) => reply.type('text/markdown; charset=utf-8').send(errors));
}
