import { accuracyByWidth } from './accuracyByWidth/index.ts';
import { activations } from './activationSpectra/index.ts';
import { additivity } from './additivity/index.ts';
import { bulk } from './bulk/index.ts';
import { cascade } from './cascade/index.ts';
import { classes } from './classes/index.ts';
import { convergence } from './convergence/index.ts';
import { data } from './data/index.ts';
import { depth } from './depth/index.ts';
import { dimension } from './dimension/index.ts';
import { dynamics } from './dynamics/index.ts';
import { histograms } from './histograms/index.ts';
import { images } from './images/index.ts';
import { kernel } from './kernel/index.ts';
import { marginals } from './marginals/index.ts';
import { matching } from './matching/index.ts';
import { pooled } from './pooledSpectra/index.ts';
import { ranks } from './ranks/index.ts';
import { readings } from './readings/index.ts';
import { redraw } from './redraw/index.ts';
import { symmetry } from './symmetry/index.ts';
import { training } from './training/index.ts';
import { universality } from './universality/index.ts';
import { variants } from './variants/index.ts';
import { warmStart } from './warmStart/index.ts';
import { weights } from './weightSpectra/index.ts';
import { whitening } from './whitening/index.ts';
import { widthCovariance } from './widthCovariance/index.ts';
import { widthSpectra } from './widthSpectra/index.ts';
import { strings } from '../strings/index.ts';
import type { Panel, PanelDefinition } from './types.ts';

export type { PanelDefinition, PanelId, PanelProps } from './types.ts';

/** In the order in which they stand on the page. */
const all: readonly Panel[] = [
  cascade,
  training,
  activations,
  weights,
  redraw,
  accuracyByWidth,
  convergence,
  widthSpectra,
  widthCovariance,
  pooled,
  ranks,
  marginals,
  whitening,
  depth,
  dimension,
  variants,
  warmStart,
  matching,
  universality,
  readings,
  bulk,
  additivity,
  dynamics,
  kernel,
  symmetry,
  data,
  histograms,
  classes,
  images,
];

export const panels: readonly PanelDefinition[] = all.map((panel) => ({
  ...panel,
  ...strings.about[panel.id],
}));
