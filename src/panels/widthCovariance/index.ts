import { severalWidths } from '../asked.ts';
import type { Panel } from '../types.ts';
import { WidthCovariance } from './WidthCovariance.tsx';

export const widthCovariance: Panel = {
  id: 'width-covariance',
  component: WidthCovariance,
  shows: (_, spec) => spec.compare.covariances && severalWidths(spec),
  formula: String.raw`\frac{\lVert d'_s \tilde C_s - d'_{\mathrm{ref}} \tilde C_{\mathrm{ref}} \rVert}{\lVert d'_{\mathrm{ref}} \tilde C_{\mathrm{ref}} \rVert}`,
};
