import type { AppStore } from '../../state/store.ts';
import { strings } from '../../strings/index.ts';

/**
 * Whatever would change the settings says instead that they are locked, wherever it is called from. Links,
 * recordings and running are as ever.
 */
export function lock(store: AppStore): void {
  const refuse = () => store.getState().tell('notice', strings.embed.locked);
  store.setState({
    edit: refuse,
    choosePreset: refuse,
    newSeed: refuse,
    undo: refuse,
    redo: refuse,
    openFiles: async () => {
      refuse();
      return false;
    },
  });
}
