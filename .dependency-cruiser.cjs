// The rooms of the house, lowest first. A room may import itself and the rooms before it, nothing above.
const rooms = [
  'strings',
  'random',
  'files',
  'backend',
  'data',
  'linalg',
  'spectra',
  'networks',
  'training',
  'rainbow',
  'experiments',
  'lab',
  'state',
  'claims',
  'charts',
  'panels',
  'app',
];
const above = (room) => rooms.slice(rooms.indexOf(room) + 1);
const engine = rooms.slice(0, rooms.indexOf('state'));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...rooms
      .filter((room) => above(room).length)
      .map((room) => ({
        name: `${room}-imports-down-only`,
        severity: 'error',
        // Tests may look at what is made of a room above.
        from: { path: `^src/${room}/`, pathNot: '\\.test\\.tsx?$' },
        // The texts may name what they speak of: types of every room.
        to: {
          path: `^src/(${above(room).join('|')}|cli|main)(/|\\.)`,
          ...(room === 'strings' && { dependencyTypesNot: ['type-only'] }),
        },
      })),
    {
      name: 'engine-knows-no-page',
      severity: 'error',
      from: { path: `^src/(${engine.join('|')}|cli)/` },
      to: { path: 'node_modules/(react|react-dom|d3|zustand)(/|-)' },
    },
    {
      name: 'spectra-and-linalg-know-no-tensors',
      severity: 'error',
      from: { path: '^src/(spectra|linalg|random|experiments|files)/' },
      to: { path: '@tensorflow' },
    },
    {
      name: 'page-knows-no-tensors',
      severity: 'error',
      from: { path: '^src/(app|panels|charts|state)/' },
      to: {
        path: '@tensorflow|^src/(backend|networks|training|rainbow)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'charts-know-no-app',
      severity: 'error',
      from: { path: '^src/charts/' },
      to: { path: '^src/(state|lab|experiments|panels|app)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/.*/(assembly|build)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
