// Starts the service: ledger, views in a worker, HTTP; and stops them in the opposite order.
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import { openLedger, type Ledger } from './composition.js';
import type { Config } from './config.js';
import { createApp } from './http/app.js';
import { unavailable } from './kernel/errors.js';
import { programVersion } from './projectRoot.js';
import { startReactions } from './reactions/departures.js';
import { startSigner } from './signing/signer.js';

export interface RunningService {
  readonly url: string;
  readonly token: string;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

function listen(server: Server, config: Config): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? unavailable(
              'http.port_in_use',
              `端口 ${config.port} 已被占用：请停止另一程序，或设置 SUNLEDGER_PORT`,
              `Port ${config.port} is in use; stop the other program or set SUNLEDGER_PORT`,
              `${config.host}:${config.port}`,
              error,
            )
          : error,
      );
    });
    server.listen(config.port, config.host, () => resolve(server.address() as AddressInfo));
  });
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    // A connection that still answers becomes idle later.
    const again = setInterval(() => server.closeIdleConnections(), 100);
    server.close(() => {
      clearInterval(again);
      resolve();
    });
    server.closeIdleConnections();
  });

/** Longer than clients and proxies keep a connection: the side that closes first must be the one that sends. */
const KEEP_ALIVE_MILLISECONDS = 65_000;

/** Says in the log when the engine stops or begins again to take appends. @returns how to stop */
function watchEngine({ log }: Ledger, logger: Logger): () => void {
  let said = 'ready';
  const look = () => {
    const status = log.status();
    const code = status.state === 'ready' ? 'ready' : status.code;
    if (code === said) return;
    said = code;
    if (status.state === 'ready') logger.info('the log takes appends');
    else logger.error({ code, text: status.text }, 'the log takes no appends');
  };
  const timer = setInterval(look, 1000).unref();
  return () => clearInterval(timer);
}

/** @throws LedgerError when the ledger cannot be opened or the port is taken; nothing is left running then */
export async function startService(
  config: Config,
  logger: Logger = pino({ level: config.logLevel }, pino.destination(2)),
): Promise<RunningService> {
  const ledger = await openLedger(config, { mode: 'write', views: 'worker' });
  const token = config.writeToken ?? randomBytes(24).toString('base64url');
  const app = createApp({
    ledger,
    logger,
    token,
    cursorSecret: randomBytes(32),
    version: programVersion,
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLISECONDS }, app);
  try {
    const { port } = await listen(server, config);
    const signer = startSigner(ledger.signing, config.signEveryMilliseconds, (error) =>
      logger.error({ err: error }, 'not signing'),
    );
    const reactions =
      config.beginAudits === 'on'
        ? startReactions(ledger, (error) => logger.error({ err: error }, 'not reacting'))
        : undefined;
    const stopWatching = watchEngine(ledger, logger);
    const host =
      config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host;
    return {
      url: `http://${host}:${port}`,
      token,
      ledger,
      async close() {
        stopWatching();
        await closeServer(server);
        await reactions?.stop();
        await signer.stop();
        await ledger.close();
      },
    };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}
