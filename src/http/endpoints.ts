// Every reading endpoint: one line a part of the API.
import type { ReadEndpoint } from './endpoint.js';

export const endpoints: readonly ReadEndpoint[] = [];
