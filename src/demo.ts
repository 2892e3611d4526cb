// Which ledger is the demo's: its data are invented, and every face of the program must say so.

/** The origin of the demo ledger, which stands for an invented county. */
export const DEMO_ORIGIN = 'urn:sunledger:demo:451425';

/** True for the origin of any demo ledger. */
export const isDemoOrigin = (origin: string): boolean => origin.startsWith('urn:sunledger:demo:');
