// Makes a fresh clone runnable: installs packages and compiles when, and only when, something is missing or older.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project folder; stops this process with its exit code when it fails. */
export function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['inherit', 2, 'inherit'],
    env: { ...process.env, ...env },
  });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Runs a JavaScript file of an installed package with this same Node.js. */
export function runTool(file, args, env = {}) {
  run(process.execPath, [join(root, 'node_modules', file), ...args], env);
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => name !== 'node_modules')
      .map((name) => newest(join(path, name))),
  );
}

/** Whether every package of the lock file is installed in its version; optional ones may lack, as other platforms' do. */
function holdsSamePackages(installed, wanted) {
  const packages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
  const found = packages(installed);
  return Object.entries(packages(wanted)).every(
    ([path, { version, optional }]) =>
      path === '' || (found[path] === undefined ? optional : found[path].version === version),
  );
}

export function ensureDependencies() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed)) {
    // A checkout gives the lock file a new time without changing it, so an older installation is compared by content.
    if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
    if (holdsSamePackages(installed, wanted)) return;
  }
  process.stderr.write('正在安装依赖 / installing packages ...\n');
  // Not `npm ci`: the lock file lists optional binaries only of the platforms its registry served, which `ci` refuses.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund']);
}

export function ensureBuild() {
  const stamp = join(root, 'dist', '.built');
  const sources = ['src', 'projections', 'scripts', 'tsconfig.json', 'package.json'];
  const changed = Math.max(...sources.map((name) => newest(join(root, name))));
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= changed) return;
  process.stderr.write('正在编译 / compiling ...\n');
  runTool('../scripts/build.mjs', []);
}
