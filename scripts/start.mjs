// npm start: installs and compiles what is missing, then starts the service.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild, ensureDependencies, root } from './prepare.mjs';

ensureDependencies();
ensureBuild();
await import(pathToFileURL(join(root, 'dist', 'scripts', 'start.js')).href);
