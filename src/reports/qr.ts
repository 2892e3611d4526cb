// The QR code of a report: its address for checking, and nothing else. Black on white, also where the page is dark.
import { encode, renderSVG } from 'uqr';

const OPTIONS = { ecc: 'M', border: 2 } as const;

export const qrSvg = (url: string): string =>
  renderSVG(url, { ...OPTIONS, pixelSize: 4, blackColor: '#000000', whiteColor: '#ffffff' });

/** The modules of the code, rows from the top; true is black. */
export const qrModules = (url: string): readonly (readonly boolean[])[] =>
  encode(url, OPTIONS).data;
