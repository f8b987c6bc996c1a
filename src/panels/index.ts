import { Additivity } from './additivity/Additivity.tsx';
import { Bulk } from './bulk/Bulk.tsx';
import { Readings } from './readings/Readings.tsx';
import { VariantDraws } from './variants/VariantDraws.tsx';
import { WarmStart } from './warmStart/WarmStart.tsx';
import { Matching } from './matching/Matching.tsx';
import { Universality } from './universality/Universality.tsx';
import { Depth } from './depth/Depth.tsx';
import { Symmetry } from './symmetry/Symmetry.tsx';
import { Dynamics } from './dynamics/Dynamics.tsx';
import { Kernel } from './kernel/Kernel.tsx';
import { AccuracyByWidth } from './accuracyByWidth/AccuracyByWidth.tsx';
import { Convergence } from './convergence/Convergence.tsx';
import { Marginals } from './marginals/Marginals.tsx';
import { PooledSpectra } from './pooledSpectra/PooledSpectra.tsx';
import { Ranks } from './ranks/Ranks.tsx';
import { Whitening } from './whitening/Whitening.tsx';
import { WidthCovariance } from './widthCovariance/WidthCovariance.tsx';
import { WidthSpectra } from './widthSpectra/WidthSpectra.tsx';
import { ActivationSpectra } from './activationSpectra/ActivationSpectra.tsx';
import { Cascade } from './cascade/Cascade.tsx';
import { Data } from './data/Data.tsx';
import { Classes } from './classes/Classes.tsx';
import { Histograms } from './histograms/Histograms.tsx';
import { Images } from './images/Images.tsx';
import { Redraw } from './redraw/Redraw.tsx';
import { Training } from './training/Training.tsx';
import { depthOf, pools } from '../experiments/plan.ts';
import type { ExperimentSpec } from '../experiments/spec.ts';
import { strings, type Strings } from '../strings/index.ts';
import type { PanelDefinition, PanelId } from './types.ts';
import { WeightSpectra } from './weightSpectra/WeightSpectra.tsx';

export type { PanelDefinition, PanelId, PanelProps } from './types.ts';

const several = (widths: readonly number[]): boolean => new Set(widths).size > 1;
const redraws = ({ redraw }: ExperimentSpec): boolean => redraw.draws + redraw.wideDraws > 0;

const all: readonly Omit<PanelDefinition, keyof Strings['about'][PanelId]>[] = [
  { id: 'cascade', strip: true, component: Cascade },
  { id: 'training', live: true, component: Training },
  { id: 'activations', component: ActivationSpectra },
  { id: 'weights', component: WeightSpectra },
  { id: 'redraw', span: 2, component: Redraw, shows: (_, spec) => redraws(spec) },
  {
    id: 'accuracy-by-width',
    span: 2,
    component: AccuracyByWidth,
    shows: (_, spec) => redraws(spec) && several(spec.widths),
  },
  {
    id: 'convergence',
    component: Convergence,
    shows: (_, { compare, networks, widths }) => compare.activations && (networks > 1 || several(widths)),
  },
  { id: 'width-spectra', component: WidthSpectra, shows: (_, { compare }) => compare.activations },
  {
    id: 'width-covariance',
    component: WidthCovariance,
    shows: (_, { compare, widths }) => compare.covariances && several(widths),
  },
  {
    id: 'pooled',
    component: PooledSpectra,
    shows: (run, spec) => run.nets.some((n) => n.pooled) || pools(spec),
  },
  { id: 'ranks', component: Ranks, shows: (_, { compare }) => compare.ranks },
  {
    id: 'marginals',
    component: Marginals,
    shows: (run, spec) => run.nets.some((n) => n.marginals) || pools(spec),
  },
  {
    id: 'whitening',
    component: Whitening,
    shows: (run, spec) => run.nets.some((n) => n.whitening) || pools(spec),
  },
  {
    id: 'depth',
    component: Depth,
    shows: (run, spec) =>
      run.started ? run.nets.some((net) => net.info.layers.length >= 6) : depthOf(spec) >= 6,
  },
  { id: 'variants', span: 2, component: VariantDraws, shows: (_, { compare }) => compare.variants },
  { id: 'warm-start', component: WarmStart, shows: (_, { compare }) => compare.variants },
  { id: 'matching', component: Matching, shows: (_, { compare }) => compare.matching },
  {
    id: 'universality',
    span: 2,
    component: Universality,
    shows: (_, { compare }) => compare.universality !== 'none',
  },
  { id: 'readings', component: Readings, shows: (_, { compare }) => compare.laws },
  { id: 'bulk', component: Bulk, shows: (_, { compare }) => compare.laws },
  { id: 'additivity', component: Additivity, shows: (_, { compare }) => compare.additivity },
  { id: 'dynamics', component: Dynamics, shows: (_, { compare }) => compare.dynamics },
  { id: 'kernel', component: Kernel, shows: (_, { compare }) => compare.kernel },
  { id: 'symmetry', component: Symmetry, shows: (_, { compare }) => compare.kernel },
  { id: 'data', span: 3, component: Data, shows: (run) => run.end === null || run.data !== null },
  {
    id: 'histograms',
    component: Histograms,
    shows: (run) => run.end === null || run.nets.some((net) => net.histograms.length > 0),
  },
  { id: 'classes', component: Classes },
  {
    id: 'images',
    span: 3,
    component: Images,
    shows: (run) => run.end === null || run.nets.some((net) => net.gallery),
  },
];

export const panels: readonly PanelDefinition[] = all.map((panel) => ({
  ...panel,
  ...strings.about[panel.id],
}));
