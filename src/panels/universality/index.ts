import type { Panel } from '../types.ts';
import { Universality } from './Universality.tsx';

export const universality: Panel = {
  id: 'universality',
  span: 2,
  component: Universality,
  shows: (_, { compare }) => compare.universality !== 'none',
  formula: String.raw`\cos\theta = \frac{\lVert C_1^{1/2} C_2^{1/2} \rVert_*}{\sqrt{\operatorname{tr} C_1 \operatorname{tr} C_2}}, \qquad S = \frac{\cos\theta(C_1, C_2) - \cos\theta(C_1, O C_1 O^{\mathsf T})}{\cos\theta(C_1, \hat C_1) - \cos\theta(C_1, O C_1 O^{\mathsf T})}`,
};
