// The page at `/`: what this service is and where to go on. It must never need a script, nor show anything from the ledger
// but its origin.
import { Router } from 'express';
import { isDemoOrigin } from '../demo.js';
import { escapeHtml } from './html.js';

const STYLE =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}.demo{border:2px solid #b45309;padding:.5rem 1rem}';

/** The page, complete. */
export function landingPage(origin: string, version: string): string {
  const banner = isDemoOrigin(origin)
    ? '<p class="demo" role="note"><strong>演示数据：人名、情节均为虚构</strong><br>Demo data: people and events are invented</p>'
    : '';
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>阳光权力台账 / Sunshine Ledger</title><style>${STYLE}</style><h1>阳光权力台账 / Sunshine Ledger</h1>${banner}<p>台账 / ledger: <code>${escapeHtml(origin)}</code> · ${escapeHtml(version)}</p><ul><li><a href="/api/v1/docs">接口文档 / API documentation</a></li><li><a href="/api/v1/openapi.json">OpenAPI 3.1</a></li><li><a href="/readyz">运行状况 / health</a></li></ul></html>`;
}

export function landingRoutes(origin: string, version: string): Router {
  const router = Router();
  const page = landingPage(origin, version);
  router.get('/', (_request, response) => {
    response
      .setHeader(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .type('html')
      .send(page);
  });
  return router;
}
