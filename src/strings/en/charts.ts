/** What stands in and beside every chart. */
export const charts = {
  values: 'Values',
  valuesOf: (title: string) => `Values of: ${title}`,
  firstRows: (shown: number, all: number) => `The first ${shown} of ${all} rows.`,
  save: 'Save',
  saveOf: (title: string) => `Save: ${title}`,
  saveAs: 'Save as',
  notSaved: (format: string, error: string) => `It could not be saved as ${format}: ${error}.`,
  formats: {
    svg: 'picture that scales',
    png: 'picture of points',
    csv: 'numbers drawn, for a spreadsheet',
    json: 'numbers drawn, for a program',
  },
  read: (title: string) => `Read values: ${title}`,
  readHow: 'press an arrow key to read values',
  readRange: (low: string, high: string) => `${low} to ${high}`,
  lines: (title: string) => `Lines shown: ${title}`,
  line: (name: string) => `Line: ${name}`,
  showLine: (name: string) => `Show ${name}`,
  hideLine: (name: string) => `Hide ${name}`,
  notANumber: 'not a number',
  unreadable: 'the canvas could not be read',
  axis: {
    named: (axis: 'x' | 'y', label: string) => `${axis}, ${label}`,
    log: (axis: string, title: string) => `Logarithmic axis ${axis}: ${title}`,
    change: (name: string, isLog: boolean) =>
      `${name} is ${isLog ? 'logarithmic' : 'linear'}: make it ${isLog ? 'linear' : 'logarithmic'}`,
    now: (name: string, isLog: boolean) => `${name} ${isLog ? 'log' : 'lin'}`,
  },
  histogram: {
    density: 'density',
    rank: 'rank',
    above: (count: number) => `${count} above the edge`,
    spoken: (rank: number, of: number, x: string, value: string, side: number) =>
      `rank ${rank} of ${of}: ${x} ${value}${side > 0 ? ', above the upper edge' : side < 0 ? ', below the lower edge' : ', between the edges'}`,
    at: (rank: number, of: number, side: number) =>
      `rank ${rank} of ${of}${side > 0 ? ', above the edge' : side < 0 ? ', below the lower edge' : ''}`,
  },
  /** Words of saved tables, and of the tables beside the charts. */
  table: {
    kind: 'kind',
    series: 'series',
    low: 'low',
    high: 'high',
    rank: 'rank',
    to: 'to',
    density: 'density',
    neuron: 'neuron',
    time: 'time',
    matrix: 'matrix',
    value: 'value',
    marks: {
      point: 'point',
      band: 'band',
      guide: 'guide',
      marker: 'marker',
      value: 'value',
      bar: 'bar',
      law: 'law',
      edge: 'edge',
    },
    trueClass: 'true class',
    answer: (of: string) => `answer ${of}`,
    right: 'right (fraction)',
  },
  tiles: {
    at: (tile: string, row: string, i: number, column: string, j: number, value: string) =>
      `${tile}, ${row} ${i}, ${column} ${j}: ${value}`,
  },
  origin: {
    run: ({
      dataset,
      images,
      seed,
      commit,
      day,
      spec,
    }: {
      dataset: string;
      images: string;
      seed: number;
      commit: string;
      day: string;
      spec: string;
    }) => `data set ${dataset}, ${images}, seed ${seed}, commit ${commit}, ${day}, spec ${spec}`,
    model: ({
      model,
      bytes,
      hash,
      commit,
      day,
    }: {
      model: string;
      bytes: string;
      hash: string | null;
      commit: string;
      day: string;
    }) => `model ${model}, ${bytes} bytes${hash ? `, sha-256 ${hash}` : ''}, commit ${commit}, ${day}`,
  },
  counts: ['class', 'training images', 'test images'],
  confusion: {
    corner: ['true class ↓', 'answer →'],
    right: 'right',
    taken: (of: string, as: string, count: number, total: number) =>
      `${of} taken for ${as}: ${count} of ${total}`,
  },
  probabilities: {
    none: 'no answer',
    right: 'right',
    wrong: 'wrong',
    title: (of: string) => `Class probabilities, ${of}`,
    columns: ['class', 'probability'],
  },
};
