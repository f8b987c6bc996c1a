/** The page around the panels. */
export const shell = {
  edited: 'edited',
  slowStep: {
    button: 'Slow step',
    title: 'One step of training, shown layer by layer, then pause (Shift S)',
    coming: ' · on the way to a step',
    several: 'A slow step follows one network, and this experiment trains several, side by side as one batch or one after the other. Choose one of a single network, such as “Rainbow in a minute”.',
    over: 'Training is over, so there is no step to be followed: Reset, then Slow step begins again with the same numbers.',
  },
  runs: {
    button: 'Runs',
    title: 'Every run of this session and every one finished in this browser: open, compare, rename, delete',
    about: (most: number) => `Runs made or opened since the page was loaded, by number, and those that were finished in this browser, of which it keeps the last ${most}. None leaves it unless you save and send it (Share).`,
    none: 'No run has been made or opened yet, and this browser keeps none of before.',
    close: 'Close',
    called: (id: number | null, name: string, date: string) => `${id === null ? '' : `#${id}, `}${name}, ${date}`,
    nameOf: (date: string) => `Name of the run of ${date}`,
    facts: ({ date, dataset, epochs, seed, device, kilobytes, shown }: { date: string; dataset: string; epochs: number; seed: number; device: string; kilobytes: string | null; shown: boolean }) =>
      `${shown ? 'Shown now · ' : ''}${date} · ${dataset} · ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, seed ${seed} · ${device}${kilobytes === null ? '' : ` · kept, ${kilobytes} kB`}`,
    busy: 'First let the run in progress end, or cancel it',
    open: 'Open', openIt: (run: string) => `Open ${run}`,
    draw: 'Draw into this one', drawIt: (run: string) => `Draw into this one: ${run}`,
    compare: 'Compare settings', compareIt: (run: string) => `Compare settings with ${run}`,
    delete: 'Delete', deleteIt: (run: string) => `Delete ${run}`,
    drop: 'Drop', dropIt: (run: string) => `Drop ${run} from the list`, dropTitle: 'Not kept on this machine: it only leaves the list',
    differs: (differences: string) => `From the run shown to this one: ${differences}.`,
    same: 'Its settings are those of the run shown.',
  },
};
