import type { Panel } from '../types.ts';
import { Images } from './Images.tsx';

export const images: Panel = {
  id: 'images',
  span: 3,
  component: Images,
  shows: (run) => run.end === null || run.nets.some((net) => net.gallery),
  formula: String.raw`p(c \mid x) = \frac{e^{f_c(x)}}{\sum_k e^{f_k(x)}}`,
};
