/** The page around the panels. */
export const shell = {
  slowStep: {
    button: 'Slow step',
    title: 'One step of training, shown layer by layer, then pause (Shift S)',
    coming: ' · on the way to a step',
    several: 'A slow step follows one network, and this experiment trains several, side by side as one batch or one after the other. Choose one of a single network, such as “Rainbow in a minute”.',
    over: 'Training is over, so there is no step to be followed: Reset, then Slow step begins again with the same numbers.',
  },
};
