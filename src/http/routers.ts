// Every part of the reading API: one line each.
import type { Router } from 'express';
import type { RouteContext } from './app.js';

export const routers: readonly ((context: RouteContext) => Router)[] = [];
