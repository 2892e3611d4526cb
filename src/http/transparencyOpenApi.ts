// The transparency routes as the OpenAPI document tells of them. It must never describe what the routes do not do.
import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { consistencyAnswer, consistencyQuery, keysAnswer } from './transparencyRoutes.js';

type Failure = (description: string) => {
  description: string;
  content: Record<string, { schema: z.ZodType }>;
};

const TAG = 'transparency';
const text = { 'text/plain': { schema: z.string() } };
const bytes = {
  'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) },
};
const notYet = '尚未签名，或因故不签名 / not signed yet, or refusing to sign';

/** @param base path of the API @param failure a problem answer */
export function registerTransparency(
  registry: OpenAPIRegistry,
  base: string,
  failure: Failure,
): void {
  const add = (
    path: string,
    summary: string,
    request: NonNullable<Parameters<OpenAPIRegistry['registerPath']>[0]['request']>,
    content: Record<string, { schema: z.ZodType }>,
    failures: Record<number, string>,
  ) =>
    registry.registerPath({
      method: 'get',
      path,
      tags: [TAG],
      summary,
      request,
      responses: {
        200: { description: summary, content },
        ...Object.fromEntries(
          Object.entries(failures).map(([status, why]) => [status, failure(why)]),
        ),
      },
    });
  const parameters = (...names: readonly string[]) => ({
    params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
  });
  const noTile = { 404: '已签名的树中没有此瓦片 / no such tile in the signed tree' };
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

  add('/checkpoint', '最新检查点 / newest checkpoint (C2SP tlog-checkpoint)', {}, text, {
    503: notYet,
  });
  add(
    '/tile/{L}/{N}',
    '哈希瓦片 / hash tile (C2SP tlog-tiles)',
    parameters('L', 'N'),
    bytes,
    noTile,
  );
  add(
    '/tile/{L}/{N}.p/{W}',
    '未满的哈希瓦片 / partial hash tile',
    parameters('L', 'N', 'W'),
    bytes,
    noTile,
  );
  add('/tile/entries/{N}', '条目包 / entry bundle', parameters('N'), bytes, noTile);
  add(
    '/tile/entries/{N}.p/{W}',
    '未满的条目包 / partial entry bundle',
    parameters('N', 'W'),
    bytes,
    noTile,
  );
  add(
    `${base}/events/{id}/proof`,
    '一个事件的存在证明 / proof that an event is in the log (C2SP tlog-proof)',
    parameters('id'),
    text,
    { 404: '没有此事件 / no such event', 503: notYet },
  );
  add(
    `${base}/consistency`,
    '两个大小之间的一致性证明 / proof that the newer tree extends the older one',
    { query: consistencyQuery },
    json(consistencyAnswer),
    { 400: '请求有误 / the request is not valid', 404: '尚未签名到此大小 / not signed so far' },
  );
  add(
    `${base}/cosigned-checkpoint`,
    '最新的已由见证人副签的检查点 / newest checkpoint that witnesses have cosigned',
    {},
    text,
    { 404: '尚无副签的检查点 / none is cosigned yet' },
  );
  add(
    `${base}/keys`,
    '验证公钥，含已停用的 / verifier keys, retired ones too',
    {},
    json(keysAnswer),
    {},
  );
}
