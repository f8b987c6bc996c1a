/** Stops of the ramp in app/tokens.css, --ramp-0 … --ramp-8. */
const STOPS = 9;

/**
 * A colour of the one ramp, 0 … 1: from dark to bright on paper, as far from the ground in the dark.
 * Neighbouring stops are mixed, so any number of steps is told apart by lightness.
 */
export function ramp(share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (STOPS - 1);
  const low = Math.min(STOPS - 2, Math.floor(at));
  const part = Math.round(100 * (at - low));
  return part === 0
    ? `var(--ramp-${low})`
    : part === 100
      ? `var(--ramp-${low + 1})`
      : `color-mix(in srgb, var(--ramp-${low + 1}) ${part}%, var(--ramp-${low}))`;
}

/** Colour of layer `i` of `n`, by depth: the same in every picture. */
export const layerColour = (i: number, n: number): string => ramp(n <= 1 ? 0.3 : i / (n - 1));

const DASHES = [undefined, '7 2', '3 2', '8 2 2 2', '5 2 2 2 2 2'];

/** Dash of layer `i`: neighbours differ, so that no pair hangs on its colour. */
export const layerDash = (i: number): string | undefined => DASHES[i % DASHES.length];

/**
 * Colour of the i-th of n steps from little to much (widths, numbers of networks, epochs): the most is the
 * darkest on paper.
 */
export const rampColour = (i: number, n: number): string => ramp(n <= 1 ? 1 : 1 - i / (n - 1));
