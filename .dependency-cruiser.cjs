// Imports point inward: kernel <- events <- capability <- http | cli.
const capability =
  'offices|powers|matters|funds|projects|ratings|documents|assets|disclosure|services|complaints|supervision|risks|audits|accountability';
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
        pathNot: '^(src/composition\\.ts|src/log/(memory|sqlite|eventstoredb)/|scripts/bench/)',
      },
      to: { path: '^src/log/(memory|sqlite|eventstoredb)/' },
    },
    {
      name: 'only-composition-names-the-file-document-store',
      severity: 'error',
      from: { path: '^(src|projections|scripts)/', pathNot: '^src/composition\\.ts$' },
      to: { path: '^src/documents/fileDocumentStore\\.ts$' },
    },
    {
      name: 'one-file-names-the-database-driver',
      severity: 'error',
      from: { path: '^(src|projections|scripts)/', pathNot: '^src/sqlite/driver\\.ts$' },
      to: { path: '(^libsql$|node_modules/libsql|^node:sqlite$)' },
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
