import { z } from 'zod';
import { firstError } from '../../experiments/errors.ts';
import { LINK_LIMIT } from '../../experiments/link.ts';
import { viewSchema } from '../../experiments/view.ts';

/** What a page that holds Rainbow Lab in a frame may ask for. */
export const requestSchema = z.discriminatedUnion('type', [
  /** The experiment and view of a link's fragment, "#v=1&…". */
  z.strictObject({ type: z.literal('load'), link: z.string().max(LINK_LIMIT + 1) }),
  z.strictObject({ type: z.literal('run') }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('look'), ...viewSchema.shape }),
]);
export type Request = z.infer<typeof requestSchema>;

/** What it is told. All have `source: "rainbow-lab"`. */
export type Reply =
  | { type: 'ready'; version: 1; panels: string[] }
  | {
      type: 'state';
      status: 'idle' | 'running' | 'paused';
      link: string;
      run: 'recording' | 'live' | 'file' | null;
      panel: string;
      layer: number;
      epoch: number | 'last';
      progress: number | null;
    }
  | { type: 'done'; end: 'done' | 'cancelled' | 'failed'; message: string | null }
  | { type: 'error'; message: string };

/** A message as one of these, or what is wrong with it in words. */
export function readRequest(data: unknown): { ok: true; request: Request } | { ok: false; message: string } {
  const type = typeof data === 'object' && data !== null ? (data as { type?: unknown }).type : undefined;
  const known = requestSchema.options.map((option) => option.shape.type.value);
  if (!known.includes(type as Request['type']))
    return { ok: false, message: `type: there is no such message. Use one of ${known.join(', ')}.` };
  const parsed = requestSchema.safeParse(data);
  return parsed.success
    ? { ok: true, request: parsed.data }
    : { ok: false, message: firstError(parsed.error, data).message };
}

/** The origin of `&origin=`, if it is one and nothing more; else null. */
export function originOf(text: string | null): string | null {
  return text !== null && /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text
    ? text
    : null;
}
