import type { Panel } from '../types.ts';
import { Symmetry } from './Symmetry.tsx';

export const symmetry: Panel = {
  id: 'symmetry',
  component: Symmetry,
  shows: (_, { compare }) => compare.kernel,
  formula: String.raw`\frac{\lVert C - Q^{\mathsf T} C\, Q \rVert}{\lVert C \rVert}`,
};
