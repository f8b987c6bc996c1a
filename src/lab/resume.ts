/** For the message about a run that ended early, after its last checkpoint: what Run does next. */
export const goesOn = (epoch: number): string =>
  epoch > 0 ? ` Run goes on from epoch ${epoch}, on this device or another.` : '';
