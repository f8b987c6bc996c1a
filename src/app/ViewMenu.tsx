import { Menu } from './Menu.tsx';
import { setPresent, usePresent } from './present.ts';
import { ThemeChoice } from './ThemeChoice.tsx';

/** How the page looks: theme, projector. */
export function ViewMenu() {
  const present = usePresent();
  return (
    <Menu label="View" icon="View">
      {() => (
        <>
          <ThemeChoice />
          <button type="button" aria-pressed={present} onClick={() => setPresent(!present)}>Projector: large type, no form</button>
        </>
      )}
    </Menu>
  );
}
