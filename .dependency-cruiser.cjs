// Imports point inward: kernel <- events <- capability <- http | cli.
const capability =
  'offices|powers|matters|funds|projects|ratings|documents|assets|disclosure|services|complaints|supervision|risks|leads|audits|accountability';
const pure = 'rules|conformance|analytics';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'kernel-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^(src|projections|scripts)/', pathNot: '^src/kernel/' },
    },
    {
      name: 'events-import-only-kernel-and-transparency',
      comment: 'Sealing writes the digests that transparency verifies.',
      severity: 'error',
      from: { path: '^src/events/' },
      to: { path: '^(src|projections|scripts)/', pathNot: '^src/(kernel|events|transparency)/' },
    },
    {
      name: 'pure-folders-import-only-kernel-and-events',
      severity: 'error',
      from: { path: `^src/(${pure})/` },
      to: {
        path: '^(src|projections|scripts)/',
        pathNot: `^src/(kernel|events|${pure})/`,
      },
    },
    {
      name: 'transparency-imports-only-itself-and-kernel',
      severity: 'error',
      from: { path: '^src/transparency/' },
      to: { path: '^(src|projections|scripts)/', pathNot: '^src/(kernel|transparency)/' },
    },
    {
      name: 'what-verifies-has-no-node-imports',
      comment: 'src/transparency and src/verifier are bundled for the browser.',
      severity: 'error',
      from: { path: '^src/(transparency|verifier)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'capabilities-know-neither-http-nor-storage',
      severity: 'error',
      from: { path: `^src/(${capability})/`, pathNot: '/routes\\.ts$' },
      to: {
        path: '^(src|projections|scripts)/',
        pathNot: `^src/(kernel|events|commands|${capability})/`,
      },
    },
    {
      name: 'the-rulebook-decides-with-the-rules',
      comment: 'A pack is adopted when the rules understand it: the one capability that asks them.',
      severity: 'error',
      from: { path: '^src/rulebook/' },
      to: {
        path: '^(src|projections|scripts)/',
        pathNot: '^src/(kernel|events|commands|rules|rulebook|log/eventLog\\.ts)(/|$)',
      },
    },
    {
      name: 'one-capability-does-not-reach-into-another',
      severity: 'error',
      from: { path: `^src/(${capability})/` },
      to: { path: `^src/(${capability})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'projections-stay-off-http-and-adapters',
      severity: 'error',
      from: { path: '^projections/' },
      to: {
        path: '^(src|scripts)/',
        pathNot: `^src/(kernel|events|sqlite|log/eventLog\\.ts|${pure})(/|$)`,
      },
    },
    {
      name: 'importers-know-commands-and-pure-code-but-no-face-and-no-engine',
      severity: 'error',
      from: { path: '^src/importers/' },
      to: {
        path: '^(src|projections|scripts)/',
        pathNot: '^src/(kernel|events|commands|conformance|powers|sqlite|importers)/',
      },
    },
    {
      name: 'exporters-read-and-never-write-the-ledger',
      comment:
        'The log by its port, no commands, no face; of the views only what says who had which part.',
      severity: 'error',
      from: { path: '^src/exporters/' },
      to: {
        path: '^(src|projections|scripts)/',
        pathNot:
          '^(src/(kernel|events|powers|sqlite|importers|exporters|reports|log/eventLog\\.ts|rules|conformance)(/|$)|projections/decisions/participations\\.ts$)',
      },
    },
    {
      name: 'libraries-of-bpmn-stay-with-what-reads-and-writes-it',
      severity: 'error',
      from: { path: '^(src|projections)/', pathNot: '^src/(importers/models|exporters)/' },
      to: { path: 'node_modules/(bpmn-moddle|bpmn-auto-layout|@dagrejs)/' },
    },
    {
      name: 'signing-knows-the-log-only-by-its-port',
      severity: 'error',
      from: { path: '^src/signing/' },
      to: {
        path: '^(src|projections|scripts)/',
        pathNot: '^src/(kernel|transparency|sqlite|signing|log/(eventLog|treeHasher)\\.ts)(/|$)',
      },
    },
    {
      name: 'only-composition-names-an-adapter',
      severity: 'error',
      from: {
        path: '^(src|projections|scripts)/',
        pathNot:
          '^(src/(composition|openLog)\\.ts|src/log/(memory|sqlite|eventstoredb)/|scripts/bench/)',
      },
      to: { path: '^src/log/(memory|sqlite|eventstoredb)/' },
    },
    {
      name: 'one-file-names-the-eventstoredb-client',
      comment: 'It is loaded late, so that a ledger on one machine never loads it.',
      severity: 'error',
      from: {
        path: '^(src|projections|scripts)/',
        pathNot: '^src/log/eventstoredb/connection\\.ts$',
      },
      to: { path: 'node_modules/(@eventstore/db-client|@grpc/grpc-js)/' },
    },
    {
      name: 'only-composition-names-the-file-document-store',
      severity: 'error',
      from: { path: '^(src|projections|scripts)/', pathNot: '^src/openLog\\.ts$' },
      to: { path: '^src/documents/fileDocumentStore\\.ts$' },
    },
    {
      name: 'one-file-names-the-database-driver',
      severity: 'error',
      from: { path: '^(src|projections|scripts)/', pathNot: '^src/sqlite/driver\\.ts$' },
      to: { path: '(^libsql$|node_modules/libsql|^node:sqlite$)' },
    },
    {
      name: 'what-lays-out-a-report-knows-no-ledger',
      comment:
        'Renderers write what they are given: with no projection at hand they cannot compute a figure.',
      severity: 'error',
      from: {
        path: '^src/reports/',
        // Each *Text.ts puts one answer of the command line into words; it is a document and its form in one.
        pathNot:
          '^src/reports/(documents/|[A-Za-z]+Text\\.ts$|(drawUp|plans|standing|renderPool|renderWorker|conformanceReport)\\.ts$)',
      },
      to: { path: '^(src|projections|scripts)/', pathNot: '^src/(reports|kernel)/' },
    },
    {
      name: 'renderers-know-no-kind-of-report',
      severity: 'error',
      from: { path: '^src/reports/(renderers|pdf)/' },
      to: { path: '^src/reports/(documents/|(drawUp|plans|standing)\\.ts$)' },
    },
    {
      name: 'one-folder-names-the-typesetter',
      severity: 'error',
      from: { path: '^(src|projections)/', pathNot: '^src/reports/pdf/' },
      to: { path: 'node_modules/@(myriaddreamin|expo-google-fonts)/' },
    },
    {
      name: 'renderers-alone-name-office-formats',
      severity: 'error',
      from: { path: '^(src|projections)/', pathNot: '^src/reports/renderers/' },
      to: { path: 'node_modules/(docx|write-excel-file)/' },
    },
    {
      name: 'one-folder-knows-certificates',
      comment: 'pkijs is large and optional: what needs it loads src/timestamp when it does.',
      severity: 'error',
      from: { path: '^(src|projections|scripts)/', pathNot: '^src/timestamp/' },
      to: { path: 'node_modules/(pkijs|asn1js)/' },
    },
    {
      name: 'web-frameworks-stay-at-the-edge',
      severity: 'error',
      from: {
        path: '^(src|projections)/',
        pathNot: '(^src/(http|main\\.ts|composition\\.ts)|/routes\\.ts$)',
      },
      to: { path: 'node_modules/(express|helmet|pino-http)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
