import { strings } from '../strings/index.ts';
import { originLine, type Origin } from './origin.ts';

/** Inherited by children unless they say otherwise: written only where it changes. */
const INHERITED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'paint-order',
  'font-size',
  'font-weight',
  'text-anchor',
];
/** Named, not "system-ui": what opens the file elsewhere must find it. The class on-paper has the same. */
const FONT = 'Helvetica, Arial, sans-serif';
const PAD = 14;
const TITLE = 13;
const FOOT = 9;

/**
 * A chart as an SVG file that stands alone: no class, no variable, the page's light colours on white whatever
 * the theme, the title above and the origin below. `chart`: an SVG, or HTML of boxes and text.
 */
export function pictureOf(chart: Element, title: string, origin: Origin | null): string {
  const { width, height, content } = onPaper(chart);
  const w = Math.ceil(width) + 2 * PAD;
  const titles = wrapText(title, Math.floor((w - 2 * PAD) / 7));
  const feet = origin
    ? wrapText(`${originLine(origin)} · ${strings.shell.name}`, Math.floor((w - 2 * PAD) / 4.7))
    : [];
  const top = PAD + titles.length * 17 + 4;
  const foot = top + Math.ceil(height) + 8;
  const h = foot + feet.length * 12 + PAD / 2;
  const lines = (texts: string[], y: number, step: number, attributes: string) =>
    texts.map((t, i) => `<text x="${PAD}" y="${y + i * step}" ${attributes}>${escape(t)}</text>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${FONT}">
<title>${escape(title)}</title>${origin ? `<desc>${escape(`${originLine(origin)}, ${origin.address()}`)}</desc>` : ''}
<rect width="${w}" height="${h}" fill="#ffffff"/>
${lines(titles, PAD + TITLE, 17, `font-size="${TITLE}" font-weight="600" fill="#1a1a1e"`)}
<g transform="translate(${PAD},${top})">${content}</g>
${lines(feet, foot + FOOT, 12, `font-size="${FOOT}" fill="#62626d"`)}
</svg>
`;
}

/** The SVG drawn at twice its size. Rejects where the browser cannot. */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d')!;
    canvas.width = 2 * image.width;
    canvas.height = 2 * image.height;
    context.scale(2, 2);
    context.drawImage(image, 0, 0);
    return await new Promise<Blob>((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error(strings.charts.unreadable))),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Breaks at spaces into lines of at most so many characters, where words allow. */
export function wrapText(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * A copy is laid out out of sight where the light colours hold, and its computed styles are written into it.
 */
function onPaper(chart: Element): { width: number; height: number; content: string } {
  const host = document.createElement('div');
  const frame = document.createElement('div');
  const copy = chart.cloneNode(true) as Element;
  host.className = 'on-paper';
  frame.className = 'chart';
  host.setAttribute('aria-hidden', 'true');
  host.style.width = `${Math.max(chart.scrollWidth, chart.getBoundingClientRect().width)}px`;
  frame.append(copy);
  host.append(frame);
  document.body.append(host);
  try {
    copy.querySelectorAll('.crosshair, .crosshair-dot, .off, caption, .save').forEach((e) => e.remove());
    // Larger on a projector, the same on paper.
    if (copy instanceof SVGSVGElement && copy.viewBox.baseVal) {
      copy.setAttribute('width', String(copy.viewBox.baseVal.width));
      copy.setAttribute('height', String(copy.viewBox.baseVal.height));
    }
    const { width, height } = copy.getBoundingClientRect();
    return { width, height, content: copy instanceof SVGSVGElement ? styled(copy) : drawn(copy) };
  } finally {
    host.remove();
  }
}

function styled(svg: SVGSVGElement): string {
  const all = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const styles = all.map((e) => {
    const style = getComputedStyle(e);
    return {
      opacity: style.opacity,
      values: INHERITED.map((name) => plainColour(style.getPropertyValue(name))),
    };
  });
  all.forEach((element, i) => {
    const { opacity, values } = styles[i];
    const parent = styles[all.indexOf(element.parentElement as unknown as SVGElement)]?.values ?? [];
    INHERITED.forEach((name, k) =>
      values[k] === parent[k] ? element.removeAttribute(name) : element.setAttribute(name, values[k]),
    );
    if (opacity !== '1') element.setAttribute('opacity', opacity);
    for (const name of ['class', 'style', 'role', 'aria-label', 'data-series']) element.removeAttribute(name);
  });
  const text = new XMLSerializer();
  return `<g ${['font-size', 'stroke-width'].map((name) => `${name}="${svg.getAttribute(name)}"`).join(' ')}>${[
    ...svg.childNodes,
  ]
    .map((n) => text.serializeToString(n))
    .join('')
    .replaceAll(' xmlns="http://www.w3.org/2000/svg"', '')}</g>`;
}

/** HTML as rectangles and lines of text, where they stand. */
function drawn(root: Element): string {
  const origin = root.getBoundingClientRect();
  const out: string[] = [];
  const n = (x: number) => Math.round(100 * x) / 100;
  const box = (r: DOMRect, radius: string, paint: string) =>
    `<rect x="${n(r.left - origin.left)}" y="${n(r.top - origin.top)}" width="${n(r.width)}" height="${n(r.height)}" rx="${Math.min(parseFloat(radius) || 0, r.height / 2)}" ${paint}/>`;
  const visit = (element: Element) => {
    const style = getComputedStyle(element);
    const fill = plainColour(style.backgroundColor);
    if (fill !== 'none') out.push(box(element.getBoundingClientRect(), style.borderRadius, `fill="${fill}"`));
    if (style.outlineStyle === 'solid')
      out.push(
        box(
          element.getBoundingClientRect(),
          style.borderRadius,
          `fill="none" stroke="${plainColour(style.outlineColor)}" stroke-width="${parseFloat(style.outlineWidth)}"`,
        ),
      );
    const paint = `font-size="${parseFloat(style.fontSize)}" font-weight="${style.fontWeight}" fill="${plainColour(style.color)}" dy=".35em"`;
    for (const child of element.childNodes) {
      if (child instanceof Element) visit(child);
      else if (child instanceof Text && child.data.trim()) {
        for (const { text, rect: r } of linesOf(child)) {
          const x = r.left - origin.left;
          const y = r.top - origin.top;
          out.push(
            style.writingMode === 'vertical-rl'
              ? `<text transform="translate(${n(x + r.width / 2)},${n(y + r.height)}) rotate(-90)" ${paint}>${escape(text)}</text>`
              : `<text x="${n(x)}" y="${n(y + r.height / 2)}" ${paint}>${escape(text)}</text>`,
          );
        }
      }
    }
  };
  visit(root);
  return out.join('');
}

/** The lines a text is laid out in. */
function linesOf(node: Text): { text: string; rect: DOMRect }[] {
  const lines: { text: string; rect: DOMRect }[] = [];
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    const last = lines.at(-1);
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const rect = range.getBoundingClientRect();
    if (last && Math.abs(last.rect.top - rect.top) < 2)
      lines[lines.length - 1] = { text: `${last.text} ${word}`, rect: last.rect };
    else lines.push({ text: word, rect });
  }
  return lines;
}

/**
 * "rgb(…)" and "color(srgb …)" as #rrggbb, which every program reads; none where it cannot be seen. Anything
 * else stays.
 */
export function plainColour(value: string): string {
  const found =
    /^(rgba?|color)\((?:srgb )?([\d.e+-]+)[, ]+([\d.e+-]+)[, ]+([\d.e+-]+)(?:[,/ ]+([\d.]+))?\)$/.exec(value);
  if (!found) return value;
  if (found[5] !== undefined && Number(found[5]) === 0) return 'none';
  return `#${[2, 3, 4]
    .map((i) =>
      Math.round(Number(found[i]) * (found[1] === 'color' ? 255 : 1))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
