import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const OPENAPI_FILE = 'openapi.yaml';

/** Nothing from elsewhere. Swagger UI sets styles from its scripts. */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** `/openapi.yaml`, and `/docs`, which shows it, to read and to try, without anything from elsewhere. */
export function registerDocumentRoutes(app: FastifyInstance): void {
  const source = readFileSync(PROJECT + OPENAPI_FILE, 'utf8');
  app.get('/openapi.yaml', async (_request, reply) => reply.type('application/yaml; charset=utf-8').send(source));
  app.register(swagger, { mode: 'static', specification: { path: PROJECT + OPENAPI_FILE, baseDir: PROJECT } });
  app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'ShareServer: the HTTP API' },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', validatorUrl: null, tryItOutEnabled: true },
  });
  const errors = readFileSync(`${PROJECT}docs/errors.md`, 'utf8');
  // What problems have as their type leads here.
  app.get('/docs/errors', async (_request, reply) => reply.type('text/markdown; charset=utf-8').send(errors));
}
