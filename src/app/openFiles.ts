import { use, useCallback } from 'react';
import { holdsLabelledImages } from '../data/formats/looksLikeImages.ts';
import { fileOfBlob } from '../files/inputFile.ts';
import { looksLikeModel } from '../files/models/looksLikeModel.ts';
import type { NamedFile } from '../lab/client.ts';
import { strings } from '../strings/index.ts';
import { addressField, linkToPage, openPage } from './pageLinks.ts';
import { ModelsContext, StoreContext } from './store.ts';

const text = strings.shell.opened;

/**
 * Opens what a person dropped or chose where it belongs, by content: a model on its page, images and runs in
 * the lab. What is neither is answered by the page it was dropped on.
 */
export function useOpenFiles(): (files: readonly NamedFile[]) => Promise<void> {
  const app = use(StoreContext)!;
  const models = use(ModelsContext)!;
  return useCallback(
    async (files) => {
      const inModels = addressField('page') === 'models';
      const { tell } = app.getState();
      // Arrays may be either: they are what the page is for.
      const areArrays = files.length > 0 && files.every(({ name }) => name.endsWith('.npy'));
      const inputs = files.map(({ name, file }) => fileOfBlob(name, file));
      const areImages = await holdsLabelledImages(inputs).catch(() => false);
      const areModel = !areImages && (await looksLikeModel(inputs).catch(() => false));
      if ((inModels && areArrays) || areModel) {
        if (!inModels) tell('notice', text.model(files[0].name));
        models.getState().open({ kind: 'files', files });
        openPage(linkToPage('models').href);
        return;
      }
      const opened = await app.getState().openFiles(files, !inModels);
      if (!inModels) return;
      if (!opened) {
        // Neither images nor a run: what it is and what can be done is said here, of models.
        models.getState().open({ kind: 'files', files });
        return;
      }
      tell('notice', text.noModel(files.length === 1 ? files[0].name : text.files(files.length)));
      openPage(linkToPage(null).href);
    },
    [app, models],
  );
}
