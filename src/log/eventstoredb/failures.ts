// What the client says when something fails, as one sentence with a stable code, and whether an append may have been
// stored all the same. By the code and type that errors carry, never by their class: some reach us raw.
import { LedgerError, type ErrorKind } from '../../kernel/errors.js';

/** `no`: surely not stored. `unknown`: it may be, now or a little later. */
export type Stored = 'no' | 'unknown';

interface ClientError {
  readonly type?: string;
  readonly code?: number;
  readonly message?: string;
}

interface Cause {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly stored: Stored;
}

/** gRPC status codes. */
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const ABORTED = 10;
const UNAUTHENTICATED = 16;

const DENIED = {
  zh: '请为该用户授予读写本台账各流的权限（流的 $acl 或 $settings 的 $userStreamAcl；读取 $all 则需 $admins，本程序不需要）',
  en: 'Grant the user reading and writing of the streams of this ledger ($acl of the streams, or $userStreamAcl in $settings; reading $all would need $admins, which this program does not ask for)',
};

function causeOf({ type, code, message = '' }: ClientError): Cause {
  if (type === 'not-leader')
    return {
      kind: 'unavailable',
      code: 'engine.not_leader',
      zh: '所连节点不是主节点，正在改连',
      en: 'The node is not the leader; connecting to the one that is',
      stored: 'no',
    };
  if (code === UNAUTHENTICATED || /\b401\b/.test(message))
    return {
      kind: 'unavailable',
      code: 'engine.not_authenticated',
      zh: '服务器不接受用户名或密码：请检查设置 esdbUser 与 esdbPassword',
      en: 'The server does not accept user or password; check the settings esdbUser and esdbPassword',
      stored: 'no',
    };
  if (type === 'access-denied' || code === PERMISSION_DENIED)
    return {
      kind: 'unavailable',
      code: 'engine.denied',
      zh: `服务器拒绝访问。${DENIED.zh}`,
      en: `The server denies access. ${DENIED.en}`,
      stored: 'no',
    };
  if (type === 'stream-deleted')
    return {
      kind: 'corrupt',
      code: 'engine.stream_deleted',
      zh: '台账的流已在服务器上被删除：请停止写入，从备份恢复并查明何人所为',
      en: 'A stream of the ledger was deleted on the server; stop writing, restore a backup and find out who did it',
      stored: 'no',
    };
  if (type === 'maximum-append-size-exceeded' || /MaximumAppendEventSize/i.test(message))
    return {
      kind: 'unavailable',
      code: 'engine.append_too_large',
      zh: '服务器的写入上限低于 1 MiB：请调高 MaxAppendSize',
      en: 'The server takes appends of less than 1 MiB; raise its MaxAppendSize',
      stored: 'no',
    };
  // A batch append that timed out has a type, but no status.
  return transportCause(type === 'deadline-exceeded' ? DEADLINE_EXCEEDED : code, message);
}

/** Of these the client may have no status at all, or wrap another: the words of gRPC decide. */
function transportCause(code: number | undefined, message: string): Cause {
  if (/certificate|self.signed|unable to verify|ERR_TLS|altname/i.test(message))
    return {
      kind: 'unavailable',
      code: 'engine.certificate',
      zh: '服务器的证书不可信：请检查设置 esdbCaFile（签发机构的证书）与证书中的主机名',
      en: 'The certificate of the server cannot be trusted; check the setting esdbCaFile (the certificate of its authority) and the names in the certificate',
      stored: 'no',
    };
  if (/Failed to discover/i.test(message))
    return {
      kind: 'unavailable',
      code: 'engine.no_leader',
      zh: '在所列节点上找不到可用的主节点：请检查各节点是否运行、是否已选出主节点',
      en: 'None of the nodes named leads or can be reached; check that they run and have elected a leader',
      stored: 'no',
    };
  if (/not ready|too busy/i.test(message))
    return {
      kind: 'unavailable',
      code: 'engine.no_leader',
      zh: '服务器尚未就绪或没有主节点，请稍后重试',
      en: 'The server is not ready or has no leader; try again shortly',
      stored: 'no',
    };
  if (code === DEADLINE_EXCEEDED || code === ABORTED)
    return {
      kind: 'unavailable',
      code: 'engine.timeout',
      zh: '服务器未在期限内回答',
      en: 'The server did not answer in time',
      stored: 'unknown',
    };
  return {
    kind: 'unavailable',
    code: 'engine.unreachable',
    zh: '与服务器的连接中断或无法建立：请检查地址、网络与服务器',
    en: 'The connection to the server broke or cannot be made; check address, network and server',
    stored: /No connection established|Name resolution failed|ECONNREFUSED/i.test(message)
      ? 'no'
      : 'unknown',
  };
}

/** @param shown the address without credentials */
export function explainFailure(error: unknown, shown: string): LedgerError {
  const given = (typeof error === 'object' && error !== null ? error : {}) as ClientError;
  const { kind, code, zh, en, stored } = causeOf(given);
  return new LedgerError(kind, code, { zh, en }, shown, { stored }, { cause: error });
}

export const noAnswer = (shown: string): LedgerError =>
  explainFailure({ code: DEADLINE_EXCEEDED }, shown);

/** Whether an append that ended with this error may have been stored. */
export const mayBeStored = (error: LedgerError): boolean => error.details['stored'] !== 'no';

/** Errors that trying again shortly may mend. */
export const isPassing = (error: LedgerError): boolean =>
  error.code === 'engine.not_leader' ||
  error.code === 'engine.no_leader' ||
  error.code === 'engine.timeout' ||
  error.code === 'engine.unreachable';
