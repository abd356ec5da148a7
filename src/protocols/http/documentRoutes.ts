import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { pageHeaders } from './securityHeaders.ts';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
/** The files of Swagger UI. Its plugin stays out: it parses openapi.yaml at each start, which takes longer than all the rest. */
const SWAGGER_UI = join(dirname(fileURLToPath(import.meta.resolve('@fastify/swagger-ui'))), 'static');

const HEADERS = pageHeaders({
  'script-src': "'self'",
  'style-src': "'self'",
  // Its style sheet has pictures in it.
  'img-src': "'self' data:",
  'connect-src': "'self'",
});

/** `/openapi.yaml`, and `/docs`, which shows it, to read and to try, without anything from elsewhere. */
export function registerDocumentRoutes(app: FastifyInstance): void {
  const source = readFileSync(`${PROJECT}openapi.yaml`, 'utf8');
  app.get('/openapi.yaml', async (_request, reply) => reply.type('application/yaml; charset=utf-8').send(source));
  app.register(async docs => {
    await docs.register(fastifyStatic, {
      root: [`${PROJECT}public/docs`, SWAGGER_UI],
      prefix: '/docs/',
      cacheControl: false,
      setHeaders: (reply: FastifyReply) => void reply.headers(HEADERS),
    });
    docs.get('/docs', (_request, reply) => reply.sendFile('index.html'));
  });
  const errors = readFileSync(`${PROJECT}docs/errors.md`, 'utf8');
  // What problems have as their type leads here.
  app.get('/docs/errors', async (_request, reply) => reply.type('text/markdown; charset=utf-8').send(errors));
}
