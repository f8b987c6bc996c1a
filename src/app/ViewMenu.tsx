import { Menu } from './Menu.tsx';
import { strings } from '../strings/index.ts';
import { setPresent, usePresent } from './present.ts';
import { ThemeChoice } from './ThemeChoice.tsx';

const text = strings.shell.view;

export const ViewMenu = () => (
  <Menu label={text.title} icon={text.title}>
    {() => <ViewChoices />}
  </Menu>
);

/** How the page looks: theme, projector. */
export function ViewChoices() {
  const present = usePresent();
  return (
    <>
      <ThemeChoice />
      <button type="button" aria-pressed={present} onClick={() => setPresent(!present)}>
        {text.projector}
      </button>
    </>
  );
}
