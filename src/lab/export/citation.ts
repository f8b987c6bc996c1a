import { specHash } from '../../experiments/plan.ts';
import { findPreset } from '../../experiments/presets.ts';
import { describeImages } from '../describeImages.ts';
import type { RunStarted } from '../events.ts';

export const PAPER_BIBTEX = `@article{guth2024rainbow,
  title   = {A Rainbow in Deep Network Black Boxes},
  author  = {Guth, Florentin and M{\\'e}nard, Brice and Rochette, Gaspar and Mallat, St{\\'e}phane},
  journal = {Journal of Machine Learning Research},
  volume  = {25},
  number  = {350},
  pages   = {1--59},
  year    = {2024},
  eprint  = {2305.18512},
  archivePrefix = {arXiv}
}
`;

/** What names a run: its experiment, images, seed, commit and the hash of the spec. */
const named = ({ preset, dataset }: RunStarted): string =>
  `${(preset && findPreset(preset)?.title) ?? 'own experiment'} on ${dataset.name}, ${describeImages(dataset)}`;

/** How to cite a run in a sentence; `address`: the link that runs it again. */
export const citeRun = (started: RunStarted, address: string): string =>
  `Rainbow Lab, run ${specHash(started.spec)} (${named(started)}), seed ${started.spec.seed}, commit ${started.commit}, ${started.date.slice(0, 10)}. ${address}`;

export const runBibtex = (
  started: RunStarted,
  address: string,
): string => `@misc{rainbowlab-${specHash(started.spec)},
  title = {{Rainbow Lab}, run ${specHash(started.spec)}: ${escaped(named(started))}},
  year  = {${started.date.slice(0, 4)}},
  url   = {${address}},
  note  = {seed ${started.spec.seed}, commit ${escaped(started.commit)}, ${escaped(started.device.name)}}
}
`;

const escaped = (text: string): string => text.replaceAll(/[&%$#_{}]/g, '\\$&').replaceAll('×', '$\\times$');
