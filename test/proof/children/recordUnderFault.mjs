// Records payments (虚构) and a document, and signs, in turn; says of each whether it was acknowledged, and goes on.
// Arguments: data folder, origin, root of the compiled program, name of the run.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { Readable } from 'node:stream';

const [dataDir, origin, dist, run] = process.argv.slice(2);
const { openDocuments, openLedgerSigning, openLog } = await import(`${dist}/src/openLog.js`);
const { loadConfig } = await import(`${dist}/src/config.js`);
const { catalogue } = await import(`${dist}/src/events/index.js`);
const { paymentEvent } = await import(`${dist}/scripts/bench/ledger.js`);

/** Refused or in doubt: nobody was told that it is stored. */
async function attempt(what, work) {
  try {
    process.stdout.write(`${what} ${await work()}\n`);
  } catch (error) {
    // A refusal is an error of the ledger, with a code and a sentence in both languages.
    process.stdout.write(`refused ${error.code} ${error.text?.zh ? '' : error.stack}\n`);
  }
}

let config;
let log;
await attempt('opened', async () => {
  config = loadConfig({}, { dataDir, origin });
  log = openLog(config, 'write');
  return run;
});
const append = async (stream, event) => {
  const { eventIds } = await log.append({ stream, expected: 'any', events: [event] });
  return eventIds[0];
};
const pay = (n) =>
  attempt('event', () => append(`payment-${run}-${n}`, paymentEvent(n, `${run}-${n}`)));

if (log) {
  await pay(1);
  await pay(2);
  await attempt('document', async () => {
    const content = Buffer.from(`虚构的会议纪要 ${run}`);
    const { sha256, bytes } = await openDocuments(config).put(Readable.from([content]));
    const data = { sha256, mediaType: 'text/plain', bytes };
    await append(`document-${sha256}`, {
      ...paymentEvent(3, `${run}-document`),
      type: catalogue.typeOf('documents.DocumentStored'),
      data: catalogue.parseNew('documents.DocumentStored', data),
    });
    return sha256;
  });
  await attempt('head', async () => {
    const signing = await openLedgerSigning(config, log, 'write');
    try {
      return (await signing.sign()).size;
    } finally {
      await signing.close();
    }
  });
  await pay(4);
  await attempt('closed', async () => {
    await log.close();
    return run;
  });
}
