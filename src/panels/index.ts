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
import { planExperiment } from '../experiments/plan.ts';
import type { RunView } from '../state/runView.ts';
import { strings, type Strings } from '../strings/index.ts';
import type { PanelDefinition, PanelId } from './types.ts';
import { WeightSpectra } from './weightSpectra/WeightSpectra.tsx';

export type { PanelDefinition, PanelId, PanelProps } from './types.ts';

const several = (widths: readonly number[]): boolean => new Set(widths).size > 1;
/** Are weights drawn again in this run? Before a run: yes. */
const redraws = ({ started }: RunView): boolean => !started || started.spec.redraw.draws + started.spec.redraw.wideDraws > 0;

/** Will the networks of this run be aligned with each other? */
const pools = (run: RunView): boolean => run.started !== null && planExperiment(run.started.spec).estimators.some((e) => e.name === 'pooled');

const all: readonly Omit<PanelDefinition, keyof Strings['about'][PanelId]>[] = [
  { id: 'cascade', strip: true, component: Cascade },
  { id: 'training', live: true, component: Training },
  { id: 'activations', component: ActivationSpectra },
  { id: 'weights', component: WeightSpectra },
  { id: 'redraw', span: 2, component: Redraw, shows: redraws },
  { id: 'accuracy-by-width', span: 2, component: AccuracyByWidth, shows: (run) => redraws(run) && several(run.nets.map((n) => n.info.width)) },
  { id: 'convergence', component: Convergence, shows: (run) => run.started?.spec.compare.activations === true && run.nets.length > 1 },
  { id: 'width-spectra', component: WidthSpectra, shows: (run) => run.started?.spec.compare.activations === true },
  { id: 'width-covariance', component: WidthCovariance, shows: (run) => run.started?.spec.compare.covariances === true && several(run.nets.map((n) => n.info.width)) },
  { id: 'pooled', component: PooledSpectra, shows: (run) => run.nets.some((n) => n.pooled) || pools(run) },
  { id: 'ranks', component: Ranks, shows: (run) => run.started?.spec.compare.ranks === true },
  { id: 'marginals', component: Marginals, shows: (run) => run.nets.some((n) => n.marginals) || pools(run) },
  { id: 'whitening', component: Whitening, shows: (run) => run.nets.some((n) => n.whitening) || pools(run) },
  { id: 'depth', component: Depth, shows: (run) => run.nets.some((net) => net.info.layers.length >= 6) },
  { id: 'variants', span: 2, component: VariantDraws, shows: (run) => run.started?.spec.compare.variants === true },
  { id: 'warm-start', component: WarmStart, shows: (run) => run.started?.spec.compare.variants === true },
  { id: 'matching', component: Matching, shows: (run) => run.started?.spec.compare.matching === true },
  { id: 'universality', span: 2, component: Universality, shows: (run) => (run.started?.spec.compare.universality ?? 'none') !== 'none' },
  { id: 'readings', component: Readings, shows: (run) => run.started?.spec.compare.laws === true },
  { id: 'bulk', component: Bulk, shows: (run) => run.started?.spec.compare.laws === true },
  { id: 'additivity', component: Additivity, shows: (run) => run.started?.spec.compare.additivity === true },
  { id: 'dynamics', component: Dynamics, shows: (run) => run.started?.spec.compare.dynamics === true },
  { id: 'kernel', component: Kernel, shows: (run) => run.started?.spec.compare.kernel === true },
  { id: 'symmetry', component: Symmetry, shows: (run) => run.started?.spec.compare.kernel === true },
  { id: 'data', span: 3, component: Data, shows: (run) => run.data !== null },
  { id: 'histograms', component: Histograms, shows: (run) => run.end === null || run.nets.some((net) => net.histograms.length > 0) },
  { id: 'classes', component: Classes },
  { id: 'images', span: 3, component: Images, shows: (run) => run.end === null || run.nets.some((net) => net.gallery) },
];

export const panels: readonly PanelDefinition[] = all.map((panel) => ({ ...panel, ...strings.about[panel.id] }));
