import type { Panel } from '../types.ts';
import { Classes } from './Classes.tsx';

export const classes: Panel = {
  id: 'classes',
  component: Classes,
  formula: String.raw`M_{ab} = \#\{\,i : y_i = a,\ \hat y_i = b\,\}`,
};
