import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { errorRecordSchema } from '../../contract/error-record.ts';
import { AppError, fromErrorRecord, toErrorRecord } from '../../contract/error.ts';
import type { ProcedureOutput } from '../../contract/procedure.ts';
import type { Answer } from '../../contract/shell.ts';
import { printPdf } from '../../service/print-pdf.ts';
import type { Service } from '../../service/service.ts';
import { checkCaller, tokenCookie } from './caller.ts';
import { streamEvents } from './event-stream.ts';
import { securityHeaders } from './security-header.ts';
import { findStaticFile } from './static-file.ts';
import { defaultUploadLimitBytes, receiveUpload } from './upload.ts';

export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The built page. */
  readonly rendererFolder: string;
  readonly uploadLimitBytes?: number;
}

export interface LoopbackServer {
  readonly port: number;
  readonly token: string;
  /** What the user opens. */
  readonly address: string;
  close(): Promise<void>;
}

const callSchema = z.strictObject({ name: z.string(), input: z.unknown() });
const uploadSchema = z.object({ name: z.string().min(1) });
const callLimitBytes = 32 * 1024 ** 2;

/** Offers the service to a browser on this machine, at 127.0.0.1 only and only to who has the token. */
export async function startServer(service: Service, options: ServerOptions): Promise<LoopbackServer> {
  const token = randomBytes(24).toString('base64url');
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: callLimitBytes,
    // an address that cannot be decoded reaches no hook and no handler
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void sendError(reply.headers(securityHeaders), error);
    },
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    const port = (app.server.address() as AddressInfo).port;
    const caller = { method: request.method, url: request.raw.url ?? '/', headers: request.headers };
    if (checkCaller(caller, { port, token }).setsCookie) reply.header('set-cookie', tokenCookie({ port, token }));
  });
  app.setErrorHandler(async (error, _request, reply) => sendError(reply, error));
  app.setNotFoundHandler(async (request, reply) =>
    sendError(reply, new AppError('not-found', `unknown address: ${request.method} ${request.url}`)),
  );
  app.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));

  addCalls(app, service, options.uploadLimitBytes ?? defaultUploadLimitBytes);
  addReports(app, service);
  addPage(app, options.rendererFolder);

  await listen(app, options.port);
  const { port } = app.server.address() as AddressInfo;
  return { port, token, address: `http://127.0.0.1:${port}/?token=${token}`, close: () => app.close() };
}

function addCalls(app: FastifyInstance, service: Service, uploadLimitBytes: number): void {
  app.post('/call', async (request) => {
    const { name, input } = callSchema.parse(request.body);
    return service.dispatch(name, input);
  });
  app.post('/upload', async (request): Promise<Answer> => {
    const { name } = uploadSchema.parse(request.query);
    if (request.headers['content-type'] !== 'application/octet-stream') {
      throw new AppError('invalid-input', 'invalid content type; must be application/octet-stream');
    }
    const file = await receiveUpload(request.body as Readable, name, service.uploadsFolder, uploadLimitBytes);
    return service.dispatchHost('host.registerFile', file);
  });
  app.get('/events', async (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...securityHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    streamEvents(service, request.raw, reply.raw);
  });
}

function addReports(app: FastifyInstance, service: Service): void {
  app.get<{ Params: { file: string } }>('/report/:file', async (request, reply) => {
    const match = /^([A-Za-z0-9-]{1,64})\.(html|pdf)$/.exec(request.params.file);
    if (match === null)
      throw new AppError('not-found', `unknown report: ${request.params.file}; ask for ID.html or ID.pdf`);
    const [, studyId = '', format = ''] = match;
    const answer = await service.dispatch('report.preview', { studyId });
    if (!answer.ok) throw fromErrorRecord(errorRecordSchema.parse(answer.error));
    const { html } = answer.value as ProcedureOutput<'report.preview'>;
    reply.header('content-disposition', `attachment; filename="tandem-${studyId}.${format}"`);
    reply.header('cache-control', 'no-store');
    return format === 'pdf'
      ? reply.type('application/pdf').send(await printPdf(html))
      : reply.type('text/html; charset=utf-8').send(html);
  });
}

function addPage(app: FastifyInstance, rendererFolder: string): void {
  app.get('/*', async (request, reply) => {
    const requestPath = (request.raw.url ?? '/').split('?')[0] ?? '/';
    const found = findStaticFile(rendererFolder, requestPath);
    if (found === null) throw new AppError('not-found', `unknown address: ${requestPath}`);
    reply.header('cache-control', 'no-cache');
    return reply.type(found.type).send(createReadStream(found.file));
  });
}

function sendError(reply: FastifyReply, thrown: unknown): FastifyReply {
  const error = toErrorRecord(toAppError(thrown));
  const answer: Answer = { ok: false, error };
  return reply.code(statusOf(error.code)).type('application/json').send(answer);
}

/** What fastify itself refuses (broken JSON, a body too large) is the caller's fault, not a surprise. */
function toAppError(thrown: unknown): unknown {
  const status = (thrown as { statusCode?: number }).statusCode ?? 500;
  if (thrown instanceof AppError || status >= 500 || !(thrown instanceof Error)) return thrown;
  return new AppError(status === 413 ? 'too-large' : 'invalid-input', `invalid request: ${thrown.message}`, {
    cause: thrown,
  });
}

function statusOf(code: string): number {
  if (code === 'forbidden') return 403;
  if (code === 'not-found') return 404;
  if (code === 'too-large') return 413;
  return code === 'internal' ? 500 : 400;
}

async function listen(app: FastifyInstance, port: number): Promise<void> {
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new AppError('conflict', `port ${port} is in use; choose another with --port, or leave --port away`, {
        cause: error,
      });
    }
    throw error;
  }
}
