import { use, useEffect } from 'react';
import { StoreContext } from './store.ts';

/** Shortcuts for the page; never while a control has the focus that uses the key itself. */
export function useShortcuts(showHelp: () => void): void {
  const store = use(StoreContext)!;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = target.closest('textarea, input:not([type="range"], [type="checkbox"])') !== null;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !typing) {
        event.preventDefault();
        if (event.shiftKey) store.getState().redo();
        else store.getState().undo();
        return;
      }
      if (
        event.key === 'Escape' &&
        !event.defaultPrevented &&
        !typing &&
        !target.closest('dialog, details[open], select') &&
        store.getState().view.open.length > 0
      ) {
        store.getState().look({ open: [] });
        return;
      }
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target.closest('input, select, textarea, button, summary, dialog, [role="group"], [tabindex]')
      )
        return;
      const s = store.getState();
      const net = s.run.nets[s.view.net];
      const last = net?.spectra.at(-1)?.epoch ?? 0;
      const epoch = s.view.epoch === 'last' ? last : s.view.epoch;
      const actions: Record<string, () => void> = {
        ' ': () => (s.status === 'idle' ? s.start() : s.status === 'running' ? s.pause() : s.resume()),
        s: s.step,
        S: s.slowStep,
        r: s.reset,
        '?': showHelp,
        ArrowLeft: () => s.look({ epoch: Math.max(0, epoch - 1) }),
        ArrowRight: () => s.look({ epoch: epoch + 1 >= last ? 'last' : epoch + 1 }),
      };
      const action =
        actions[event.key] ??
        (/^[1-9]$/.test(event.key) && net && Number(event.key) <= net.info.layers.length
          ? () => s.look({ layer: Number(event.key) - 1 })
          : undefined);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [store, showHelp]);
}
