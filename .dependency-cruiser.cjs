/**
 * Which folder may import which. The table below is the rule: a folder may import what its row names, itself, and
 * Node's built-ins where `node` stands; anything else is an error. Types of the contract are open to the core.
 */
const table = {
  'src-main/launch': ['entry', 'node'],
  'src-main/setup': ['launch', 'node'],
  'src-main/bundle': ['setup', 'launch', 'rolldown', 'tf', 'addon', 'node'],
  'src-main/contract': ['zod'],
  'src-main/core/util': [],
  'src-main/core/table': ['util', 'contract'],
  'src-main/core/audit': ['table', 'util', 'contract'],
  'src-main/core/prepare': ['table', 'util', 'contract'],
  'src-main/core/loss': ['util', 'tf', 'contract'],
  'src-main/core/metric': ['util', 'tf', 'contract'],
  'src-main/core/balance': ['util', 'tf', 'contract'],
  'src-main/core/model': ['util', 'loss', 'tf', 'contract'],
  'src-main/core/engine': ['util', 'tf', 'addon', 'node', 'contract'],
  'src-main/core/train': [
    'prepare',
    'model',
    'loss',
    'metric',
    'balance',
    'engine',
    'util',
    'tf',
    'contract',
    'timers',
  ],
  'src-main/core/alternative': [
    'train',
    'prepare',
    'model',
    'metric',
    'balance',
    'engine',
    'util',
    'tf',
    'contract',
    'timers',
  ],
  'src-main/core/trained': ['alternative', 'train', 'prepare', 'model', 'engine', 'util', 'tf', 'contract'],
  'src-main/core/importance': ['trained', 'train', 'metric', 'prepare', 'compare', 'figure', 'util', 'contract'],
  'src-main/core/compare': ['contract', 'util', 'stdlib'],
  'src-main/core/explain': ['compare', 'metric', 'table', 'util', 'contract'],
  'src-main/core/figure': ['compare', 'contract', 'util'],
  'src-main/core/report': ['compare', 'figure', 'contract', 'util', 'temml'],
  'src-main/core/lab': ['util', 'tf', 'balance', 'loss', 'model', 'engine', 'stdlib', 'contract'],
  'src-main/store': ['contract', 'table-types', 'sqlite', 'duckdb', 'zip', 'xml', 'picture', 'zod', 'node'],
  'src-main/trainer': ['core', 'contract', 'node', 'tf'],
  'src-main/service': ['core', 'store', 'contract', 'trainer', 'onnx', 'zod', 'node'],
  'src-main/shell/electron': ['service', 'contract', 'electron', 'vite', 'zod', 'node'],
  'src-main/shell/server': ['service', 'contract', 'fastify', 'zod', 'node'],
  'src-main/shell/cli': ['service', 'contract', 'zod', 'node'],
  'src-renderer/client': ['contract', 'zod'],
  'src-renderer/state': ['renderer-client', 'contract', 'svelte'],
  'src-renderer/component': ['contract', 'svelte', 'temml'],
  'src-renderer/plot': ['contract', 'plotly', 'svelte', 'component'],
  'src-renderer/view': ['contract', 'renderer', 'svelte'],
};

/** What the words of the table stand for, as patterns of resolved paths. */
const meaning = {
  launch: '^src-main/launch/',
  setup: '^src-main/setup/',
  entry: '^src-main/(service|shell/(cli|server))/main[.]ts$',
  contract: '^src-main/contract/',
  util: '^src-main/core/util/',
  table: '^src-main/core/table/',
  loss: '^src-main/core/loss/',
  metric: '^src-main/core/metric/',
  balance: '^src-main/core/balance/',
  model: '^src-main/core/model/',
  engine: '^src-main/core/engine/',
  prepare: '^src-main/core/prepare/',
  train: '^src-main/core/train/',
  alternative: '^src-main/core/alternative/',
  trained: '^src-main/core/trained/',
  compare: '^src-main/core/compare/',
  figure: '^src-main/core/figure/',
  'table-types': '^src-main/core/table/',
  core: '^src-main/core/',
  store: '^src-main/store/',
  service: '^src-main/service/',
  trainer: '^src-main/trainer/',
  renderer: '^src-renderer/',
  'renderer-client': '^src-renderer/client/',
  component: '^src-renderer/component/',
  timers: '^timers(/promises)?$',
  zod: 'node_modules/zod/',
  tf: 'node_modules/@tensorflow/tfjs-(core|backend-cpu|backend-wasm)/',
  addon: 'node_modules/(@tensorflow/tfjs-node-gpu|@tensorflow/tfjs|protobufjs|long)/',
  stdlib: 'node_modules/@stdlib/',
  temml: 'node_modules/temml/',
  sqlite: 'node_modules/(better-sqlite3|@types/better-sqlite3)/',
  duckdb: 'node_modules/@duckdb/',
  zip: 'node_modules/(yauzl|@types/yauzl)/',
  xml: 'node_modules/saxes/',
  onnx: 'node_modules/(onnxruntime-node|onnxruntime-common)/',
  picture: 'node_modules/(pngjs|@types/pngjs|jpeg-js)/',
  fastify: 'node_modules/fastify/',
  electron: 'node_modules/electron/|^electron$',
  vite: 'node_modules/vite/',
  rolldown: 'node_modules/rolldown/',
  svelte: 'node_modules/svelte/',
  plotly: 'node_modules/plotly.js',
};

const layers = Object.entries(table).map(([folder, allowed]) => {
  const patterns = allowed
    .filter((word) => word !== 'node')
    .map((word) => {
      if (meaning[word] === undefined) throw new Error(`unknown word in the table of imports: ${word}`);
      return meaning[word];
    });
  const rule = {
    name: `imports-of-${folder.replaceAll('/', '-')}`,
    severity: 'error',
    comment: `${folder} may import: ${allowed.join(', ') || 'nothing'}`,
    from: { path: `^${folder}/` },
    to: { pathNot: [`^${folder}/`, ...patterns] },
  };
  if (allowed.includes('node')) rule.to.dependencyTypesNot = ['core'];
  return rule;
});

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'contract-as-types',
      severity: 'error',
      comment:
        'the science knows the contract as types; its only values there are errors, the names of arms and engines and how formulas are cut',
      from: { path: '^src-main/core/' },
      to: {
        path: '^src-main/contract/',
        pathNot: '^src-main/contract/(error|arm|arm-name|engine-name|formula)[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'page-from-contract-only',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-main/', pathNot: '^src-main/contract/' },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-package',
      severity: 'error',
      comment: 'what ships may not lean on a package that does not',
      from: { path: '^src-main/(contract|core|store|service|trainer|shell/(server|cli))/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '[.]css$|[.]svg$|[.]woff2?$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
