import { severalWidths } from '../asked.ts';
import type { Panel } from '../types.ts';
import { Convergence } from './Convergence.tsx';

export const convergence: Panel = {
  id: 'convergence',
  component: Convergence,
  shows: (_, spec) => spec.compare.activations && (spec.networks > 1 || severalWidths(spec)),
  formula: String.raw`\frac{\mathbb{E}\,\lVert \hat A_j \hat\phi_j - \phi_j \rVert^2}{\mathbb{E}\,\lVert \phi_j \rVert^2}, \qquad \hat A_j = U V^{\mathsf T} \text{ from } \mathbb{E}\big[\phi_j\hat\phi_j^{\mathsf T}\big] = U S V^{\mathsf T}; \qquad 2\,(1 - \cos)`,
};
