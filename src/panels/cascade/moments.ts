/** One moment of a step in slow motion. `at`: the layer (the last is the classifier); null: all of them. */
export interface Moment {
  pass: 'forward' | 'loss' | 'backward' | 'update';
  at: number | null;
}

/** The moments of a step of `layers` layers and a classifier, in order. */
export function momentsOf(layers: number): Moment[] {
  const all = Array.from({ length: layers + 1 }, (_, at) => at);
  return [
    ...all.map((at): Moment => ({ pass: 'forward', at })),
    { pass: 'loss', at: null },
    ...[...all].reverse().map((at): Moment => ({ pass: 'backward', at })),
    { pass: 'update', at: null },
  ];
}

/** The last pass that has come to layer `at` by moment `now` of `moments`; null: none yet. */
export function reached(
  moments: readonly Moment[],
  now: number,
  at: number,
): 'forward' | 'backward' | 'update' | null {
  const past = moments.slice(0, now + 1).findLast((moment) => moment.at === at || moment.pass === 'update');
  return past && past.pass !== 'loss' ? past.pass : null;
}
