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
import type { PanelDefinition } from './types.ts';
import { WeightSpectra } from './weightSpectra/WeightSpectra.tsx';

export type { PanelDefinition, PanelProps } from './types.ts';

const several = (widths: readonly number[]): boolean => new Set(widths).size > 1;
/** Will the networks of this run be aligned with each other? */
const pools = (run: RunView): boolean => run.started !== null && planExperiment(run.started.spec).estimators.some((e) => e.name === 'pooled');

export const panels: readonly PanelDefinition[] = [
  { id: 'cascade', title: 'How does an image become an answer?', strip: true, component: Cascade, help: 'Every layer is a learned colour (the square root of the covariance of its neurons, drawn as its spectrum) applied to white random features (paper, Fig. 1). Choose a layer: the panels below follow.' },
  { id: 'training', title: 'How is it learning?', live: true, component: Training, help: 'Accuracy or loss over epochs. The thin line is the batches the network learns from, the dots the test images at the end of each epoch.' },
  { id: 'activations', title: 'How many directions are in use?', component: ActivationSpectra, help: 'Eigenvalues of the uncentred covariance of the activations that enter each layer, divided by the first, both axes logarithmic (paper, Fig. 2). A straight line is a power law.' },
  { id: 'weights', title: 'What did training add to noise?', component: WeightSpectra, help: 'Eigenvalues of WᵀW/n of the chosen layer. Weights of independent entries follow the Marchenko–Pastur law (dashed); what stands above its edge was learned (paper, Fig. 4). The grey band holds 99 % of simulated untrained matrices.' },
  { id: 'redraw', title: 'Draw the weights again: is the covariance enough?', span: 2, component: Redraw, shows: (run) => { const redraw = run.started?.spec.redraw; return !redraw || redraw.draws + redraw.wideDraws > 0; }, help: 'All hidden weights are replaced by Gaussian ones with the learned covariances, each layer turned to fit the ones drawn before it (paper, Fig. 9). Only the last projector and classifier are kept, rotated. "Not aligned" leaves that turn out.' },
  { id: 'accuracy-by-width', title: 'Does a network drawn at random get better with width?', span: 2, component: AccuracyByWidth, shows: (run) => several(run.nets.map((n) => n.info.width)), help: 'Every trained network is drawn again at its own width from its covariances (paper, Fig. 9; there, from ⅛ to 4 times the base width: trained 88.0–91.9 %, redrawn 54.8–84.7 %, with a new classifier 67.2–88.7 %). "Pooled": from the covariances of all networks of the width. Bands: one standard deviation over networks and draws.' },
  { id: 'convergence', title: 'Do networks of different width find the same features?', component: Convergence, shows: (run) => run.started?.spec.compare.activations === true && run.nets.length > 1, help: 'The activations of each network, turned by the best rotation onto those of the widest, and what is left of the difference on test images (paper, Fig. 3). Untrained networks converge too: they are random-feature networks from the start.' },
  { id: 'width-spectra', title: 'Do activation spectra settle as networks widen?', component: WidthSpectra, shows: (run) => run.started?.spec.compare.activations === true, help: 'Eigenvalues of the covariance of the activations that enter a layer, divided by the first (paper, Fig. 2). Wider networks follow the same curve further.' },
  { id: 'width-covariance', title: 'Do the weights’ covariances settle?', component: WidthCovariance, shows: (run) => run.started?.spec.compare.covariances === true && several(run.nets.map((n) => n.info.width)), help: 'The covariance of the weights of all networks of a width, in the space of the widest network (paper, Fig. 4, right), times the number of inputs d’. Distance: operator norm of the difference over that of the widest.' },
  { id: 'pooled', title: 'What do many networks agree on?', component: PooledSpectra, shows: (run) => run.nets.some((n) => n.pooled) || pools(run), help: 'Covariance of the weights of N networks whose activations were aligned with each other (paper, Fig. 4, upper left). What they share stays; what is noise flattens as N grows.' },
  { id: 'ranks', title: 'How many directions does a layer need?', component: Ranks, shows: (run) => run.started?.spec.compare.ranks === true, help: 'Test accuracy when the weights of one layer are projected on R directions: the leading ones of their covariance, of the activations (no labels needed), of the gradients of the class scores, or random ones (paper, Fig. 4, lower left, and Fig. 6; Radhakrishnan et al., 2024).' },
  { id: 'marginals', title: 'Are the neurons Gaussian?', component: Marginals, shows: (run) => run.nets.some((n) => n.marginals) || pools(run), help: 'All neurons of all aligned networks along one eigenvector of their covariance, divided by the square root of its eigenvalue, against N(0, 1) (paper, Fig. 7).' },
  { id: 'whitening', title: 'Is what remains after whitening noise?', component: Whitening, shows: (run) => run.nets.some((n) => n.whitening) || pools(run), help: 'Spectrum of the weights of one network before and after they are multiplied by the inverse square root of the covariance that the networks share (paper, Fig. 8), with the Marchenko–Pastur law of the same shape and no free parameter.' },
  { id: 'depth', title: 'How do weight spectra change with depth?', component: Depth, shows: (run) => run.nets.some((net) => net.info.layers.length >= 6), help: 'Eigenvalues of LᵀL/n of all layers of one network, divided by their mean, and the scale of their exponential heads (paper, Fig. 5, right).' },
  { id: 'variants', title: 'Can the weights be drawn better?', span: 2, component: VariantDraws, shows: (run) => run.started?.spec.compare.variants === true, help: 'The same network drawn from debiased covariances (spikes shrunk, flat bulk), from a mixture of Gaussians instead of one, from covariances found without labels, and the answers of several draws averaged.' },
  { id: 'warm-start', title: 'Does a draw help to train?', component: WarmStart, shows: (run) => run.started?.spec.compare.variants === true, help: 'Gradient descent that starts from weights drawn with the learned covariances, against gradient descent from white noise.' },
  { id: 'matching', title: 'Rotation or permutation: how do two networks agree?', component: Matching, shows: (run) => run.started?.spec.compare.matching === true, help: 'Two networks of one width, taken to each other by the best rotation of their activations (this paper) and by the best permutation of their neurons (Ainsworth et al., 2023); and the accuracy of networks on the way from one to the other.' },
  { id: 'universality', title: 'What do all networks learn alike?', span: 2, component: Universality, shows: (run) => (run.started?.spec.compare.universality ?? 'none') !== 'none', help: 'Networks trained from other seeds, on other images, on labels at random and of another architecture, held against these: their covariances in one space, between chance and what samples of one law give, the eigenvectors of these, and the filters with which they look at space (Guth and Ménard, 2024).' },
  { id: 'readings', title: 'Power law, exponential, or spikes on noise?', component: Readings, shows: (run) => run.started?.spec.compare.laws === true, help: 'One weight spectrum read three ways: a power-law tail (Martin and Mahoney), an exponential in rank (this paper), and spikes above a Marchenko–Pastur bulk; as trained, and whitened by what the other networks learned.' },
  { id: 'bulk', title: 'Is the bulk noise?', component: Bulk, shows: (run) => run.started?.spec.compare.laws === true, help: 'Singular values of a random matrix keep their distance (Wigner’s surmise), and the entries of its singular vectors are normal (Porter–Thomas). Where a trained layer does the same, it learned nothing there (Thamm, Staats and Rosenow).' },
  { id: 'additivity', title: 'Do the errors of drawn layers add up?', component: Additivity, shows: (run) => run.started?.spec.compare.additivity === true, help: 'One layer is drawn again while the others stay trained, then all are (paper, Theorem 2: errors add over layers). Below: what is left unexplained of the activations that enter each layer.' },
  { id: 'dynamics', title: 'How did training move the neurons?', component: Dynamics, shows: (run) => run.started?.spec.compare.dynamics === true, help: 'The weights along the eigenvectors of their final covariance, from epoch to epoch (paper, Fig. 10): how much each direction grew, whether neurons kept their direction, and their paths. Play the timeline.' },
  { id: 'kernel', title: 'Does the kernel settle at the rate of the theorem?', component: Kernel, shows: (run) => run.started?.spec.compare.kernel === true, help: 'The kernel of n neurons drawn from the learned covariance against its limit (paper, Theorem 1). The mean-square error falls as 1/n.' },
  { id: 'symmetry', title: 'Does the network see left from right?', component: Symmetry, shows: (run) => run.started?.spec.compare.kernel === true, help: 'Whether the covariances of the weights commute with a left–right mirror (paper, Theorem 3), layer by layer, and whether the network then answers alike.' },
  { id: 'data', title: 'What are the images?', span: 3, component: Data, shows: (run) => run.data !== null, help: 'Some training images of each class, how many there are of each, the mean and deviation of their channels, and the eigenvalues of the covariance of their pixels, divided by the first, both axes logarithmic: layer 0 of the paper, before any network. Natural images fall like a power of the rank; so do the layers behind them.' },
  { id: 'histograms', title: 'Are the numbers in a healthy range?', component: Histograms, shows: (run) => run.end === null || run.nets.some((net) => net.histograms.length > 0), help: 'How often each value occurs among the weights of the chosen layer, or among the activations that enter it, now and before training. Numbers that are not finite are counted in the sentence: one is one too many.' },
  { id: 'classes', title: 'Which classes survive?', component: Classes, help: 'Rows are true classes, columns what the network said, counts of test images. Darker: more of the row.' },
  { id: 'images', title: 'What do they say about one image?', span: 3, component: Images, shows: (run) => run.end === null || run.nets.some((net) => net.gallery), help: 'Class probabilities of the trained network, of one redrawn from its covariances, and of one redrawn without alignment.' },
];
