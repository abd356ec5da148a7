import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const OPENAPI_FILE = 'openapi.yaml';

/** `/openapi.yaml`, and `/docs`, which shows it, to read and to try, without anything from elsewhere. */
export function registerDocumentRoutes(app: FastifyInstance): void {
  const source = readFileSync(PROJECT + OPENAPI_FILE, 'utf8');
  app.get('/openapi.yaml', async (_request, reply) => reply.type('application/yaml; charset=utf-8').send(source));
  app.register(swagger, { mode: 'static', specification: { path: PROJECT + OPENAPI_FILE, baseDir: PROJECT } });
  app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, uiConfig: { docExpansion: 'none' } });
}
