import { ActivationSpectra } from './activationSpectra/ActivationSpectra.tsx';
import { Cascade } from './cascade/Cascade.tsx';
import { Classes } from './classes/Classes.tsx';
import { Images } from './images/Images.tsx';
import { Redraw } from './redraw/Redraw.tsx';
import { Training } from './training/Training.tsx';
import type { PanelDefinition } from './types.ts';
import { WeightSpectra } from './weightSpectra/WeightSpectra.tsx';

export type { PanelDefinition, PanelProps } from './types.ts';

export const panels: readonly PanelDefinition[] = [
  { id: 'cascade', title: 'The network: colour, then white noise, layer by layer', wide: true, component: Cascade, help: 'Every layer is a learned colour (the square root of the covariance of its neurons, drawn as its spectrum) applied to white random features (paper, Fig. 1). Choose a layer: the panels below follow.' },
  { id: 'training', title: 'How is it learning?', component: Training, help: 'Accuracy or loss over epochs. The thin line is the batches the network learns from, the dots the test images at the end of each epoch.' },
  { id: 'activations', title: 'How many directions are in use?', component: ActivationSpectra, help: 'Eigenvalues of the uncentred covariance of the activations that enter each layer, divided by the first, both axes logarithmic (paper, Fig. 2). A straight line is a power law.' },
  { id: 'weights', title: 'What did training add to noise?', component: WeightSpectra, help: 'Eigenvalues of WᵀW/n of the chosen layer. Weights of independent entries follow the Marchenko–Pastur law (dashed); what stands above its edge was learned (paper, Fig. 4). The grey band holds 99 % of simulated untrained matrices.' },
  { id: 'redraw', title: 'Draw the weights again: is the covariance enough?', wide: true, component: Redraw, help: 'All hidden weights are replaced by Gaussian ones with the learned covariances, each layer turned to fit the ones drawn before it (paper, Fig. 9). Only the last projector and classifier are kept, rotated. "Not aligned" leaves that turn out.' },
  { id: 'classes', title: 'Which classes survive?', component: Classes, help: 'Rows are true classes, columns what the network said, counts of test images. Darker: more of the row.' },
  { id: 'images', title: 'What do they say about one image?', wide: true, component: Images, help: 'Class probabilities of the trained network, of one redrawn from its covariances, and of one redrawn without alignment.' },
];
