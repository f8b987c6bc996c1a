import type { Difficulty } from './difficulty.ts';
import { cos, sin, TAU, type ShapeRng } from './generator.ts';
import { partAt } from './silhouettes.ts';
import {
  CANVAS,
  colour,
  noiseField,
  palette,
  textureAt,
  textureParameters,
  type Colour,
} from './textures.ts';

/** Three colour planes of the canvas and the two noise fields of the image, reused from image to image. */
export interface Canvas {
  planes: [Float64Array, Float64Array, Float64Array];
  field: Float64Array;
  fine: Float64Array;
}

const plane = () => new Float64Array(CANVAS * CANVAS);
export const newCanvas = (): Canvas => ({
  planes: [plane(), plane(), plane()],
  field: plane(),
  fine: plane(),
});

const bounds = (centre: number, extent: number): [number, number] => [
  Math.max(0, Math.floor(centre - extent)),
  Math.min(CANVAS - 1, Math.ceil(centre + extent)),
];

/** One opaque leaf: ellipse, rectangle, triangle or stick. */
function leaf(r: ShapeRng, canvas: Canvas, cx: number, cy: number, radius: number, colours: Colour[]): void {
  const kind = r.below(4);
  const angle = r.uniform(0, TAU);
  const c = cos(angle);
  const s = sin(angle);
  const aspect = kind === 3 ? r.uniform(3, 6) : r.uniform(1, 2.2);
  const base = colours[r.below(colours.length)];
  const texture = r() < 0.35 ? 1 + r.below(4) : 0;
  const parameters = textureParameters(r);
  const amplitude = r.uniform(0.05, 0.14);
  const extent = Math.ceil(radius * (kind === 3 ? 2.2 : 1.5));
  const pa = r.uniform(0.45, 0.8);
  const pb = r.uniform(0.45, 0.8);
  const pc = r.uniform(0.5, 0.8);
  const [y0, y1] = bounds(cy, extent);
  const [x0, x1] = bounds(cx, extent);
  const [red, green, blue] = canvas.planes;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const dx = (x - cx) / radius;
      const dy = (y - cy) / radius;
      let u = dx * c + dy * s;
      let v = -dx * s + dy * c;
      if (kind === 3) {
        u /= 2;
        v *= aspect * 0.6;
      }
      const inside =
        kind === 0
          ? u * u + v * v * aspect < 1
          : kind === 1
            ? Math.abs(u) < 0.9 && Math.abs(v * aspect) < 0.9
            : kind === 2
              ? v < pa && v > -1 + 1.5 * Math.abs(u) && u < pb && u > -pc
              : Math.abs(u) < 1 && Math.abs(v) < 0.35;
      if (!inside) continue;
      const k = y * CANVAS + x;
      const t = amplitude * textureAt(texture, u, v, parameters, canvas.fine, k);
      red[k] = base[0] + t;
      green[k] = base[1] + t;
      blue[k] = base[2] + t;
    }
  }
}

interface ObjectLook {
  label: number;
  luma: number;
  hue: number;
  main: boolean;
}

/** One of the ten silhouettes: rotated, flipped, sheared and warped, textured, lit from a side. */
function drawObject(
  r: ShapeRng,
  canvas: Canvas,
  o: Difficulty,
  cx: number,
  cy: number,
  radius: number,
  look: ObjectLook,
): void {
  const angle = o.rotation * r.normal();
  const c = cos(angle);
  const s = sin(angle);
  const flip = r() < 0.5 ? -1 : 1;
  const stretch = 1 + 0.14 * r.normal();
  const form = r();
  const warpU = o.warp * r.normal();
  const warpV = o.warp * r.normal();
  const fu = r.uniform(1.5, 3.2);
  const fv = r.uniform(1.5, 3.2);
  const pu = r.uniform(0, TAU);
  const pv = r.uniform(0, TAU);
  const shear = 0.2 * r.normal();
  const texture =
    look.main && r() < o.textureCue ? (look.label * 2 + (look.label > 4 ? 1 : 0)) % 5 : r.below(5);
  const parameters = textureParameters(r);
  const amplitude = r.uniform(0.07, 0.2);
  let difference = r.normal() * 0.22;
  difference = difference < 0 ? difference - o.contrast : difference + o.contrast;
  const luma = Math.min(0.93, Math.max(0.07, look.luma + difference));
  const hue = look.main && r() < o.hueCue ? look.hue + 0.7 * r.normal() : r.uniform(0, TAU);
  const body = colour(luma, hue, r.uniform(...o.objectSaturation));
  const second = colour(
    Math.min(0.95, Math.max(0.05, luma + 0.2 * r.normal())),
    hue + r.normal(),
    r.uniform(...o.objectSaturation),
  );
  const shade = r.uniform(0, 0.14);
  const light = r.uniform(0, TAU);
  const lx = cos(light);
  const ly = sin(light);
  const extent = Math.ceil(radius * 1.6);
  const [y0, y1] = bounds(cy, extent);
  const [x0, x1] = bounds(cx, extent);
  const [red, green, blue] = canvas.planes;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const dx = (x - cx) / radius;
      const dy = (y - cy) / radius;
      let u = (dx * c + dy * s) * flip * stretch;
      let v = -dx * s + dy * c;
      u += shear * v;
      u += warpU * sin(fu * v + pu);
      v += warpV * sin(fv * u + pv);
      const part = partAt(look.label, u, v, form);
      if (!part) continue;
      const k = y * CANVAS + x;
      const t =
        amplitude * textureAt(texture, u, v, parameters, canvas.fine, k) + shade * (lx * dx + ly * dy);
      const base = part === 2 ? second : body;
      red[k] = base[0] + t;
      green[k] = base[1] + t;
      blue[k] = base[2] + t;
    }
  }
}

/** The light of the image, drawn with the background and applied when it is rendered. */
export interface Light {
  across: number;
  down: number;
}

/** Paints background, dead leaves, distractors, the object of class `label` and what stands before it. */
export function paintScene(r: ShapeRng, canvas: Canvas, o: Difficulty, label: number): Light {
  const [red, green, blue] = canvas.planes;
  const { field, fine } = canvas;
  const luma = Math.min(0.85, Math.max(0.12, 0.47 + o.lumaSpread * r.normal()));
  const spread = r.uniform(...o.paletteSpread);
  const classHue = TAU * (label * 0.3819660113 - Math.floor(label * 0.3819660113));
  const scene = r() < o.sceneCue ? label % 3 : r.below(3);
  const hue = r() < o.hueCue * 0.7 ? classHue + 2.2 + 0.8 * r.normal() : r.uniform(0, TAU);
  const saturation = r.uniform(...o.saturation);
  const colours = palette(r, luma, spread, hue, saturation, 6);
  noiseField(r, field, r.uniform(0.45, 0.75), 64);
  noiseField(r, fine, r.uniform(0.6, 0.85), 16);
  const [a, b] = colours;
  const horizon = r.uniform(0.3, 0.75) * CANVAS;
  const light = { across: r.uniform(-0.12, 0.12), down: r.uniform(-0.16, 0.05) };
  const amplitude = r() < o.flatBackground ? r.uniform(0.02, 0.08) : r.uniform(...o.backgroundAmplitude);
  for (let y = 0; y < CANVAS; y++) {
    for (let x = 0; x < CANVAS; x++) {
      const k = y * CANVAS + x;
      let mix = scene === 1 ? (y + 3 * field[k] * 2 < horizon ? 0 : 1) : 0.5 + 0.5 * field[k];
      mix = mix < 0 ? 0 : mix > 1 ? 1 : mix;
      const t = amplitude * field[k] + (scene === 1 && y > horizon ? 0.6 * amplitude * fine[k] : 0);
      red[k] = a[0] + (b[0] - a[0]) * mix + t;
      green[k] = a[1] + (b[1] - a[1]) * mix + t;
      blue[k] = a[2] + (b[2] - a[2]) * mix + t;
    }
  }
  const most =
    scene === 2 ? o.backgroundLeaves[1] : scene === 0 ? o.backgroundLeaves[0] : o.backgroundLeaves[0] * 2;
  const leaves = Math.floor(most * r.uniform(0.5, 1.2));
  for (let i = 0; i < leaves; i++) {
    // Radius density ~ R⁻³ on [2.5, 26] pixels: dead leaves with natural scale statistics.
    const q = r();
    const radius = 2.5 / Math.sqrt(1 - q * (1 - (2.5 * 2.5) / (26 * 26)));
    leaf(r, canvas, r.uniform(0, CANVAS), r.uniform(0, CANVAS), radius, colours);
  }
  const radius = r.uniform(...o.radius);
  const cx = CANVAS / 2 + Math.max(-1.6, Math.min(1.6, r.normal())) * o.jitter;
  const cy = CANVAS / 2 + Math.max(-1.6, Math.min(1.6, r.normal())) * o.jitter * 0.8;
  const distractors = r.below(o.distractors + 1);
  for (let i = 0; i < distractors; i++) {
    const angle = r.uniform(0, TAU);
    const distance = r.uniform(26, 40);
    const other = r.below(10);
    const x = cx + distance * cos(angle);
    const y = cy + distance * sin(angle);
    drawObject(r, canvas, o, x, y, radius * r.uniform(0.25, 0.5), {
      label: other,
      luma,
      hue: classHue,
      main: false,
    });
  }
  drawObject(r, canvas, o, cx, cy, radius, { label, luma, hue: classHue, main: true });
  const occluders = o.occluders[0] + r.below(o.occluders[1] - o.occluders[0] + 1);
  for (let i = 0; i < occluders; i++) {
    const angle = r.uniform(0, TAU);
    const distance = radius * r.uniform(0.35, 1.3);
    leaf(
      r,
      canvas,
      cx + distance * cos(angle),
      cy + distance * sin(angle),
      r.uniform(...o.occluderRadius),
      colours,
    );
  }
  return light;
}
