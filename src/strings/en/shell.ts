/** The page around the panels. */
export const shell = {
  name: 'Rainbow Lab',
  lab: 'Lab',
  pages: 'Pages',
  page: { networks: 'Networks', story: 'Story', play: 'Playgrounds', models: 'Models' },
  fetching: 'Fetching this page…',
  close: 'Close',
  formula: 'Formula',
  time: {
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: string) => `${count} h`,
  },
  deleteThem: 'Delete them',
  copyReport: 'Copy a report',
  closeMessage: 'Close this message',
  experiment: 'Experiment',
  ownExperiment: 'Own experiment',
  edited: 'edited',
  dropHere: 'Drop images, a folder of them, a saved run, or a trained model',
  showSettings: 'Settings of the experiment',
  hideSettings: 'Hide the settings',
  after: [
    'After Guth, Ménard, Rochette and Mallat, ',
    '“A Rainbow in Deep Network Black Boxes”',
    ', JMLR 2024.',
  ],
  licence: 'Nothing you open leaves this page. MIT licence.',
  recordingMissing: (error: string) =>
    `The recording of this experiment could not be fetched (${error}). Press Run to make it here.`,
  controls: {
    run: 'Run',
    pause: 'Pause',
    continue: 'Continue',
    step: 'Step',
    stepTitle: 'One step of training, then pause (S)',
    cancel: 'Cancel',
    cancelTitle: 'Stop here and keep what is shown',
    reset: 'Reset',
    resetTitle: 'Back to before the run, same seed: Run gives the same numbers (R)',
    newSeed: 'New seed',
    newSeedTitle: 'Other initial weights, batches and draws',
    share: 'Share',
    more: 'More',
    paper: 'Paper and here',
    paperTitle: 'Every claim of the paper, with its number and ours',
  },
  shortcuts: {
    button: 'Shortcuts',
    title: 'Keyboard',
    keys: [
      ['Space', 'run, pause, continue'],
      ['S', 'one step'],
      ['Shift S', 'one step, shown layer by layer'],
      ['R', 'reset, same seed'],
      ['1 – 9', 'choose a layer'],
      ['← →', 'epoch before, after'],
      ['Esc', 'from full view back to all panels'],
      ['Ctrl Z', 'undo a change of the settings; with Shift, redo'],
      ['?', 'this list'],
    ],
  },
  /** A run that goes on on other machines (lab -- serve). */
  sweep: {
    badge: 'Sweep',
    counts: (done: number, all: number, running: number, waiting: number): string =>
      `${done} of ${all} parts done, ${running} running, ${waiting} waiting`,
    failed: (count: number): string => `${count} failed`,
    progress: 'Progress of the sweep',
    parts: 'Parts',
    list: 'What runs where, what waits, what failed and why',
    states: { failed: 'Failed', running: 'Running', waiting: 'Waiting', done: 'Done' },
    at: (percent: number, worker: string): string => `${percent} % on ${worker}`,
  },
  slowStep: {
    button: 'Slow step',
    title: 'One step of training, shown layer by layer, then pause (Shift S)',
    coming: ' · on the way to a step',
    several:
      'A slow step follows one network, and this experiment trains several, side by side as one batch or one after the other. Choose one of a single network, such as “Rainbow in a minute”.',
    over: 'Training is over, so there is no step to be followed: Reset, then Slow step begins again with the same numbers.',
  },
  runs: {
    name: {
      here: 'run here',
      recording: 'recording',
      seed: (seed: number) => `seed ${seed}`,
      cancelled: (from: string) => `${from}, cancelled`,
    },
    button: 'Runs',
    title: 'Every run of this session and every one finished in this browser: open, compare, rename, delete',
    about: (most: number) =>
      `Runs made or opened since the page was loaded, by number, and those that were finished in this browser, of which it keeps the last ${most}. None leaves it unless you save and send it (Share).`,
    none: 'No run has been made or opened yet, and this browser keeps none of before.',
    called: (id: number | null, name: string, date: string) =>
      `${id === null ? '' : `#${id}, `}${name}, ${date}`,
    nameOf: (date: string) => `Name of the run of ${date}`,
    facts: ({
      date,
      dataset,
      epochs,
      seed,
      device,
      kilobytes,
      shown,
    }: {
      date: string;
      dataset: string;
      epochs: number;
      seed: number;
      device: string;
      kilobytes: string | null;
      shown: boolean;
    }) =>
      `${shown ? 'Shown now · ' : ''}${date} · ${dataset} · ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, seed ${seed} · ${device}${kilobytes === null ? '' : ` · kept, ${kilobytes} kB`}`,
    busy: 'First let the run in progress end, or cancel it',
    open: 'Open',
    openIt: (run: string) => `Open ${run}`,
    draw: 'Draw into this one',
    drawIt: (run: string) => `Draw into this one: ${run}`,
    compare: 'Compare settings',
    compareIt: (run: string) => `Compare settings with ${run}`,
    delete: 'Delete',
    deleteIt: (run: string) => `Delete ${run}`,
    drop: 'Drop',
    dropIt: (run: string) => `Drop ${run} from the list`,
    dropTitle: 'Not kept on this machine: it only leaves the list',
    differs: (differences: string) => `From the run shown to this one: ${differences}.`,
    same: 'Its settings are those of the run shown.',
  },
  compared: {
    drawn: (name: string) => `${name}, dotted in the charts.`,
    differs: (differences: string) => `Its settings differ: ${differences}.`,
    same: 'Its settings are the same.',
    stop: 'Stop comparing',
  },
  differences: { none: 'none', on: 'on', off: 'off' },
  runLine: {
    starting: 'Starting',
    paused: ' · paused',
    left: (time: string) => ` · about ${time} left`,
    progress: 'Progress of the run',
    opening: (address: string) => `**Opening the run** at ${address}`,
    fetching: 'Fetching the run',
    megabytes: (size: string) => `${size} MB`,
    nothing: 'Nothing has run yet. Press **Run** to train this network in your browser.',
    failedBefore: 'The run ended with an error. Press **Run** to try again.',
    recording: 'Recording',
    recordingOfUnchanged: (date: string, commit: string, device: string) =>
      ` of the preset without your changes, made ${date} with commit ${commit} on ${device}.`,
    runChanged: 'Run the changed one',
    recordingOf: (date: string, commit: string, device: string) =>
      ` of this experiment, made ${date} with commit ${commit} on ${device}.`,
    runLive: 'Run it live',
    file: 'File',
    fileOf: (name: string, date: string, commit: string) => ` ${name}, made ${date} with commit ${commit}.`,
    cancelled: 'Cancelled',
    cancelledAfter: (time: string) => ` after ${time}: what was found until then is shown.`,
    failed: 'Failed',
    done: 'Done',
    doneIn: (time: string) => ` in ${time}, in this page.`,
    recordings: 'Recordings of this experiment',
    recordingOn: (dataset: string) => `Recording: ${dataset}`,
    notFetched: (error: string) => `The recording could not be fetched (${error}).`,
    facts: (
      dataset: string,
      images: string,
      seed: number,
      madeBy: { device: string; commit: string } | null,
    ) =>
      `${dataset}, ${images} · seed ${seed}${madeBy ? ` · ${madeBy.device} · commit ${madeBy.commit}` : ''}`,
  },
  /** Before a run: what it will be. */
  intro: {
    own: 'Own experiment',
    nothing: 'nothing',
    changed: (preset: string, differences: string) => `**${preset}**, changed: ${differences}.`,
    unlike: (preset: string, differences: string) =>
      `Its settings, where they are not those of **${preset}**: ${differences}.`,
    run: 'Run this experiment',
    recording: (dataset: string) => `Recording of the unchanged preset: ${dataset}`,
  },
  device: {
    speed: (images: string) => `${images} images/s`,
    title: (name: string) => `Device: ${name}`,
    uses: (name: string, reason: string) => `This run uses **${name}**: ${reason}.`,
    made: (name: string, reason: string) => `The run was made on **${name}**: ${reason}.`,
    other: 'Another device: “Machine” in the settings.',
  },
  grid: {
    all: '← All panels',
    beside: 'Beside it',
    nothing: 'nothing',
    hidden: 'Hidden:',
    show: (title: string) => `Show “${title}”`,
  },
  frame: {
    full: (title: string) => `Full view: ${title}`,
    open: 'Full view (Esc closes it)',
    back: 'Back to all panels (Esc)',
    more: (title: string) => `More: ${title}`,
    moreTitle: 'Pin, hide, compare, link',
    pin: 'Pin to the front',
    unpin: 'Unpin',
    hide: 'Hide',
    copy: 'Copy link to this view',
    copied: 'Link copied',
    notCopied: 'This browser does not let the page copy: use Share',
    how: 'How to read this',
    howOf: (title: string) => `How to read this: ${title}`,
    assumes: 'Assumes:',
    paper: 'Paper:',
  },
  timeline: {
    play: 'Play the epochs',
    stop: 'Stop playing the epochs',
    epoch: 'epoch',
    of: (shown: number, total: number) => `epoch ${shown} of ${total}`,
  },
  nets: {
    width: 'Width of the network shown',
    widthOf: (width: number) => `width ×${width}`,
    network: 'Network shown',
    of: (member: number, count: number) => `${member} of ${count}`,
  },
  view: {
    title: 'View',
    projector: 'Projector: large type, no form',
    theme: 'Theme',
    themes: { system: 'Auto', light: 'Light', dark: 'Dark' },
  },
  undo: {
    group: 'Changes of the settings',
    undo: 'Undo',
    undoTitle: 'Undo the last change of the settings (Ctrl Z)',
    redo: 'Redo',
    redoTitle: 'Redo (Ctrl Shift Z)',
  },
  crash: {
    panel: 'This panel could not be drawn.',
    panelKept: 'The run and everything else shown is kept.',
    again: 'Try again',
    page: 'Something broke while drawing the page.',
    pageKept:
      'A run that was going on is kept up to its last epoch: after a reload the page offers to go on.',
    reload: 'Reload',
    elsewhere: (error: string) =>
      `Something in the page failed: ${error}. What is shown is kept, and a run that is going on goes on.`,
  },
  estimate: {
    networks: (count: number) => (count === 1 ? '1 network' : `${count} networks`),
    unknown: 'the time is known after the first run here',
    about: (time: string) => `about **${time}** on this machine`,
    memory: (bytes: number) =>
      bytes < 1e9 ? `${Math.ceil(bytes / 1e7) * 10} MB` : `${(bytes / 1e9).toFixed(1)} GB`,
    whole: (networks: string, time: string, memory: string) =>
      `Run trains ${networks}: ${time}, ${memory} of memory.`,
    smaller: (time: string) => `Make it smaller: about ${time}`,
    smallerBy: (differences: string) => `(${differences}). Undo brings it back.`,
  },
  form: {
    sections: {
      data: 'Data',
      network: 'Network',
      training: 'Training',
      redraw: 'Draw again',
      compare: 'Compare',
      machine: 'Machine',
    },
    edited: 'Edited: these settings count from the next Run. The panels show the run before.',
    more: 'More',
    open: [
      'Open files…',
      ' or ',
      'a folder…',
      ', or drop them on the page: CIFAR (binary, Python), MNIST (idx), numpy (.npy, .npz), parquet, PNG or JPEG in folders by class (also .zip, .tar.gz), a saved run.',
    ],
    files: 'Open data or run files',
    folder: 'Open a folder of images by class',
    reading: 'Reading the file',
    loaded: (name: string, train: string, test: string) => `Loaded: **${name}**, ${train} + ${test} images`,
    numbers: 'Numbers, separated by commas',
    number: 'A number, please',
    differs: 'differs from the preset',
    changed: '(changed)',
    slider: (label: string) => `${label}, slider`,
  },
  goOn: {
    title: 'Runs that broke off',
    elsewhere: (name: string, where: string) =>
      `**${name}** is running in another tab of this browser (${where} when this was written). It belongs to that tab.`,
    broke: (name: string, dataset: string, seed: number, date: string, where: string) =>
      `**${name}** (${dataset}, seed ${seed}), started ${date}, broke off at ${where}. What was found until then is kept.`,
    images: 'It ran on images of yours: open the same ones here first.',
    go: (where: string) => `Go on from ${where}`,
    discard: 'Discard',
    discardIt: (name: string, date: string) => `Discard ${name}, ${date}`,
  },
  kept: {
    size: (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`,
    runs: (count: number, size: string) =>
      `${count} ${count === 1 ? 'run is' : 'runs are'} kept on this machine (${size}): see Runs.`,
    deleteRuns: 'Delete the kept runs',
    nets: (count: number, size: string) =>
      `${count} trained ${count === 1 ? 'network is' : 'networks are'} kept on this machine (${size}), so that runs of several share them.`,
    images: (size: string) => `${size} of fetched images are kept on this machine.`,
    deleteImages: 'Delete the fetched images',
  },
  browser: {
    title: 'This browser',
    noSimd: (wasm: boolean, gpu: boolean) =>
      `WebAssembly${wasm ? ' has no SIMD here' : ' is missing or switched off here'}: ${gpu ? 'without a GPU ' : ''}plain JavaScript computes, to the same results but many times slower. Choose small experiments, or another browser.`,
    noGpu: 'No WebGPU: the CPU computes.',
    notIsolated: (https: boolean, threads: number) =>
      `The page is not isolated from others${https ? '' : ' (that needs https)'}: one thread computes, not ${threads || 'several'}.`,
    noSharedMemory: 'This browser gives pages no shared memory: one thread computes.',
    noStorage: 'No storage: a run does not survive a reload of the page; save it when it is done.',
  },
  share: {
    title: 'Share and save',
    done: 'Done',
    link: 'Link',
    linkHolds:
      'Holds every setting, the seed and what you look at; whoever opens it can run the same experiment.',
    address: 'Address of this experiment',
    copyLink: 'Copy link',
    copied: (what: string) => `${what} copied.`,
    notCopied: 'This browser does not let the page copy: select the text and press Ctrl or ⌘ + C.',
    copyYourself: 'Copy the link from the field (Ctrl or ⌘ + C).',
    run: 'Run',
    later: 'Can be saved when it has ended.',
    files: [
      'The run file opens in this page again: drop it here, or put it on the web and open ',
      '?run=https://…',
      ' The zip adds spectra as numbers, and a script that opens them in Python. Weights come with a run made live in this page.',
    ],
    filesLive: [
      'The run file opens in this page again: drop it here, or put it on the web and open ',
      '?run=https://…',
      ' The zip adds spectra, weights, covariances and alignments as numbers, and a script that opens them in Python.',
    ],
    saveRun: 'Save the run file',
    saveAll: 'Save everything as a zip',
    packing: 'Packing…',
    saved: 'Saved.',
    notSaved: (error: string) => `The zip could not be made: ${error}`,
    cite: 'Cite',
    citePaper: 'Copy BibTeX of the paper',
    paperCopied: 'BibTeX of the paper',
    citeRun: 'Copy BibTeX of this run',
    runCopied: 'BibTeX of the run',
    citeSentence: 'Copy as a sentence',
    sentenceCopied: 'Sentence',
    bibtex: 'BibTeX of the paper and of this run',
  },
  paper: {
    title: 'Paper and here',
    about:
      'Each statement of the paper as it was fixed before the first recording, the paper’s own number where it gives one, and what the recorded runs show.',
    reading: (at: number, of: number | null) => `Reading recording ${at} of ${of ?? '…'}`,
    count: (shows: number, not: number) => `**${shows}** show, **${not}** do not at this size.`,
    claims: 'Claims',
    columns: ['Figure', 'Claim', 'Paper', 'Here', 'Verdict', 'Data, recording'],
    outcomes: { shows: '✓ shows', 'does-not-show': '✗ does not show', 'too-few-seeds': '? too few networks' },
    notRecorded: 'not recorded',
    points: (count: string) => `${count}\u00a0pt`,
    open: 'open',
    openIt: (name: string, dataset: string | null) => `Open ${name}${dataset === null ? '' : `, ${dataset}`}`,
    noList: 'The list of recordings could not be fetched: only the claims are shown.',
    unread: (error: string) => `A recording could not be read: ${error}`,
  },
  networks: {
    title: 'Which network?',
    about: [
      'Every network here is learned matrices ',
      'L',
      ' after fixed operators in space. At width ×4 the scattering networks have the widths of the paper’s Table 1 (64, 128, 256, 512); here they start at a quarter of that. Counts are for 32 × 32 images in colour and ten classes.',
    ],
    shape: 'Shape of the networks',
    counting: 'Counting…',
    inUse: 'in use',
    use: 'Use it in the lab',
    back: 'Back to the lab',
    useIt: (title: string) => `Use ${title} in the lab`,
    sums: (weights: string, mflop: string, lifts: number | null) =>
      `**${weights}** weights, **${mflop}** MFLOP an image forward${lifts === null ? '' : `, ${lifts} % of them in the wavelets`}.`,
    layers: (title: string) => `Layers of ${title}`,
    columns: ['Layer', 'Neurons', 'Inputs d’', 'Channels × taps', 'Applied at', 'Weights', 'MFLOP an image'],
  },
  opened: {
    here: 'this page',
    notAgain: (host: string, error: string) => `The run at ${host} could not be read again: ${error}`,
    model: (name: string) => `${name} is a model: it was opened under Models, and the lab is as it was.`,
    noModel: (name: string) =>
      `${name}: no model, so opened in the lab. The model is still open under Models.`,
    files: (count: number) => `${count} files`,
    images: ({
      name,
      train,
      test,
      height,
      width,
      classes,
      source,
    }: {
      name: string;
      train: string;
      test: string;
      height: number;
      width: number;
      classes: number;
      source: string;
    }) =>
      `${name}: ${train} training and ${test} test images of ${height} × ${width}, ${classes} classes (${source}). Press Run to train on them.`,
    notRun: (reason: string) => `This model’s spectra can be looked at, but it does not run here. ${reason}`,
    runs: (title: string, pixels: string, drawn: string | null) =>
      `${title}: ${pixels}. ${drawn ?? 'Its weights can be drawn again.'} Choose images that it knows under Data, then press Run.`,
    notOpened: (name: string, error: string) => `${name} could not be opened: ${error}`,
    noAddress: (text: string) => `The run was not opened: ${text} is no address. Write it as ?run=https://…`,
    runNot: (error: string) => `The run was not opened. ${error}`,
    linkNot: (error: string) => `This link was not opened: ${error}`,
    keptHere: (name: string) => `“${name}”, kept on this machine`,
    gone: (name: string) =>
      `“${name}” is not kept on this machine any more: it was deleted in another tab, or by the browser.`,
  },
};
