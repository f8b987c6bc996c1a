type Range = readonly [number, number];

/**
 * What sets how hard the classes are (docs/own-data.md): the three probabilities set a linear classifier's
 * accuracy, size, warp, contrast and occluders a network's.
 */
export interface Difficulty {
  /** Radius of the object in pixels of the 64 × 64 canvas. */
  radius: Range;
  rotation: number;
  warp: number;
  jitter: number;
  backgroundLeaves: Range;
  occluders: Range;
  occluderRadius: Range;
  /** Probability that texture, hue, scene follow the class. */
  textureCue: number;
  hueCue: number;
  sceneCue: number;
  contrast: number;
  noise: number;
  flatBackground: number;
  distractors: number;
  /** Spread of luma between images, within an image. */
  lumaSpread: number;
  paletteSpread: Range;
  saturation: Range;
  objectSaturation: Range;
  backgroundAmplitude: Range;
  mottle: Range;
}

const hard: Difficulty = {
  radius: [15, 27],
  rotation: 0.45,
  warp: 0.16,
  jitter: 9,
  backgroundLeaves: [4, 34],
  occluders: [0, 4],
  occluderRadius: [3, 9],
  textureCue: 0.55,
  hueCue: 0.45,
  sceneCue: 0.5,
  contrast: 0.1,
  noise: 0.015,
  flatBackground: 0.25,
  distractors: 2,
  lumaSpread: 0.11,
  paletteSpread: [0.1, 0.26],
  saturation: [0.04, 0.24],
  objectSaturation: [0.05, 0.38],
  backgroundAmplitude: [0.1, 0.32],
  mottle: [0, 0.16],
};

export const difficulties: Record<'easy' | 'medium' | 'hard', Difficulty> = {
  hard,
  medium: {
    ...hard,
    radius: [17, 28],
    rotation: 0.35,
    warp: 0.12,
    jitter: 8,
    occluders: [0, 3],
    occluderRadius: [3, 8],
    textureCue: 0.65,
    hueCue: 0.65,
    sceneCue: 0.65,
    contrast: 0.13,
    distractors: 1,
    backgroundLeaves: [4, 28],
  },
  easy: {
    ...hard,
    radius: [18, 29],
    rotation: 0.3,
    warp: 0.1,
    jitter: 7,
    occluders: [0, 3],
    occluderRadius: [3, 7],
    textureCue: 0.7,
    hueCue: 0.7,
    sceneCue: 0.7,
    contrast: 0.16,
    distractors: 1,
    backgroundLeaves: [4, 26],
  },
};
