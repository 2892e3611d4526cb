// RFC 6962 hashing with the platform's SHA-256, for whoever builds or checks whole trees on Node.
import { hash } from 'node:crypto';
import { createTreeHasher, type TreeHasher } from '../transparency/index.js';

export const treeHasher: TreeHasher = createTreeHasher((data) => hash('sha256', data, 'buffer'));
