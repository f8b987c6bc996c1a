import { firstError, showValue, type Parsed } from '../../experiments/errors.ts';
import { leafFrom } from '../../experiments/link.ts';
import { defaultsOf, playgrounds, type PlaygroundName, type PlaygroundSettings } from './settings.ts';

export type Playground = {
  [K in PlaygroundName]: { name: K; settings: PlaygroundSettings[K] };
}[PlaygroundName];

/** Parameters of the page that are none of a playground's settings. */
const OWN = new Set(['page', 'play', 'embed', 'origin', 'lock', 'present', 'tour', 'run']);

/** `page=play&play=kernel&width=32`: which playground and what differs from its defaults. */
export function encodePlay({ name, settings }: Playground): string {
  const defaults: Record<string, unknown> = defaultsOf(name);
  const own = Object.entries(settings)
    .filter(([key, value]) => value !== defaults[key])
    .map(([key, value]) => `&${key}=${encodeURIComponent(String(value))}`);
  return `page=play${name === 'matrix' ? '' : `&play=${name}`}${own.join('')}`;
}

/**
 * Reads the address's query. An unknown, repeated, malformed or out-of-range setting refuses it, named;
 * nothing is clamped.
 */
export function decodePlay(query: string): Parsed<{ playground: Playground }> {
  const parameters = new URLSearchParams(query);
  const name = parameters.get('play') ?? 'matrix';
  if (!Object.hasOwn(playgrounds, name))
    return {
      ok: false,
      field: 'play',
      message: `play: there is no playground ${showValue(name)}. Use one of ${Object.keys(playgrounds).join(', ')}.`,
    };
  const defaults: Record<string, unknown> = defaultsOf(name as PlaygroundName);
  const settings: Record<string, unknown> = { ...defaults };
  const seen = new Set<string>();
  for (const [key, text] of parameters) {
    if (OWN.has(key)) continue;
    const shown = showValue(key).slice(1, -1);
    if (!Object.hasOwn(defaults, key))
      return {
        ok: false,
        field: shown,
        message: `${shown}: there is no such setting. Remove it from the link or check its spelling.`,
      };
    if (seen.has(key))
      return { ok: false, field: key, message: `${key}: it is given twice. Keep one of them.` };
    seen.add(key);
    const leaf = leafFrom(key, text, defaults[key] as string | number | boolean);
    if (typeof leaf === 'object' && !Array.isArray(leaf)) return leaf;
    settings[key] = leaf;
  }
  const parsed = playgrounds[name as PlaygroundName].safeParse(settings);
  if (!parsed.success) return { ok: false, ...firstError(parsed.error, settings) };
  return { ok: true, playground: { name, settings: parsed.data } as Playground };
}
