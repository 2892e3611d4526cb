// The catalogue of powers as it lies on disk: the shipped folder or another. Reading only.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing } from './kernel/errors.js';
import { parseCatalogue, type PowerCatalogue } from './powers/catalogueFile.js';
import { projectRoot } from './projectRoot.js';

export const shippedCatalogue = join(projectRoot, 'catalogue');

/**
 * All `*.yaml` of a folder as one catalogue.
 * @throws LedgerError `catalogue.missing`, and those of {@link parseCatalogue}
 */
export function readCatalogue(folder: string = shippedCatalogue): PowerCatalogue {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  if (names.length === 0)
    throw missing(
      'catalogue.missing',
      '此文件夹不存在或没有目录文件（*.yaml）：请用 --files 指明',
      'The folder does not exist or holds no catalogue files (*.yaml); name it with --files',
      folder,
    );
  return parseCatalogue(
    names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
  );
}
