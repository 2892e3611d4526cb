#!/usr/bin/env node
// The command `sunledger`, from a clone: compiles first when the sources are newer.
import { ensureBuild, ensureDependencies, root } from './prepare.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

ensureDependencies();
ensureBuild();
await import(pathToFileURL(join(root, 'dist', 'bin', 'cli.js')).href);
