// The fonts of PDF reports: Noto Serif SC and Noto Sans SC in full, from their packages. Never those of the machine,
// which differ from one to the next; never subsets, which lack the characters of rare surnames.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { readCoverage, type Coverage } from './cmap.js';

const require = createRequire(import.meta.url);

const SERIF = '@expo-google-fonts/noto-serif-sc';
const SANS = '@expo-google-fonts/noto-sans-sc';

const FILES = {
  serif: `${SERIF}/400Regular/NotoSerifSC_400Regular.ttf`,
  serifBold: `${SERIF}/700Bold/NotoSerifSC_700Bold.ttf`,
  sans: `${SANS}/400Regular/NotoSansSC_400Regular.ttf`,
  sansBold: `${SANS}/700Bold/NotoSansSC_700Bold.ttf`,
} as const;

/** Folders of the fonts, for the compiler. */
export const fontFolders = (): string[] =>
  Object.values(FILES).map((file) => dirname(require.resolve(file)));

let coverage: readonly Coverage[] | undefined;

/**
 * What text can be set in: the families stand in for each other, so a character of either will do. The weights of a
 * family have the same characters.
 */
export const fontCoverage = (): readonly Coverage[] =>
  (coverage ??= [FILES.serif, FILES.sans].map((file) => readCoverage(require.resolve(file))));
