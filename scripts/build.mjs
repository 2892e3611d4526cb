// Compiles TypeScript to dist/, file by file, and copies what is read at run time beside it. Types are checked by lint.
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { ensureDependencies, root } from './prepare.mjs';

const dist = join(root, 'dist');

/** A deleted source must not live on as a compiled file. */
function dropOrphans(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    const path = join(folder, name);
    if (entry.isDirectory()) dropOrphans(path);
    else if (name.endsWith('.js')) {
      const source = join(root, path.slice(dist.length)).replace(/\.js$/, '.ts');
      if (!existsSync(source)) for (const end of ['', '.map']) rmSync(path + end, { force: true });
    }
  }
}

function copyAssets(folder) {
  for (const name of readdirSync(join(root, folder))) {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) copyAssets(path);
    else if (/\.(sql|yaml|json|css|svg|html|typ)$/.test(name))
      cpSync(join(root, path), join(dist, path));
  }
}

/** TypeScript below a folder; the verifier is for browsers and is bundled below. */
const sources = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => /(?<!\.d)\.ts$/.test(path) && !path.startsWith(join('src', 'verifier')));

/** Packages with machine code or files of their own, and large ones that only few commands load. */
const APART = [
  'libsql',
  '@eventstore/db-client',
  '@myriaddreamin/typst-ts-node-compiler',
  'docx',
  'express',
  'express-rate-limit',
  'helmet',
  'pino',
  'pino-http',
  'pkijs',
  'asn1js',
  'prom-client',
  'write-excel-file',
];

ensureDependencies();
const { build } = await import('esbuild');
await build({
  entryPoints: ['src', 'projections', 'scripts'].flatMap(sources),
  absWorkingDir: root,
  outbase: root,
  outdir: dist,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  tsconfig: join(root, 'tsconfig.json'),
});
dropOrphans(dist);
for (const folder of ['src', 'projections']) copyAssets(folder);
// The pages that verify, each in one file for any browser of the last years.
await build({
  entryPoints: ['page', 'treePage'].map((name) => join(root, 'src/verifier', `${name}.ts`)),
  outdir: join(dist, 'src/verifier'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'ascii',
  legalComments: 'none',
});
// The command line and the worker threads in few files, with the packages that most of them need: finding and reading a
// thousand modules one by one took longer than most commands themselves.
const bin = join(dist, 'bin');
rmSync(bin, { recursive: true, force: true });
await build({
  entryPoints: ['cli', 'viewWorker', 'asOfWorker', 'proof/chunkWorker', 'reports/renderWorker'].map(
    (name) => join(dist, 'src', `${name}.js`),
  ),
  outbase: join(dist, 'src'),
  outdir: bin,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: APART,
  // Packages that are not ES modules ask for Node's own by this name.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  sourcemap: true,
  plugins: [
    {
      name: 'a module finds what lies beside it',
      setup({ onLoad }) {
        onLoad({ filter: /[\\/]dist[\\/](src|projections)[\\/].*\.js$/ }, ({ path }) => {
          const own = `new URL(${JSON.stringify(relative(bin, path))}, import.meta.url).href`;
          return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', own) };
        });
      },
    },
    {
      name: 'data of packages are part of the bundle',
      setup({ onResolve }) {
        onResolve({ filter: /^[^.].*\.json$/ }, ({ path }) => ({
          path: join(root, 'node_modules', path),
        }));
      },
    },
  ],
});
writeFileSync(join(dist, '.built'), '');
