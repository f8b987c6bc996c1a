import { pointing } from '../charts/linked.ts';
import { strings } from '../strings/index.ts';
import type { NetView } from '../state/runView.ts';

const text = strings.shell.nets;

/** Which of a run's trained networks is shown: its width, and which of the networks of that width. */
export function NetChoice({
  nets,
  shown,
  onChoose,
}: {
  nets: NetView[];
  shown: NetView;
  onChoose(index: number): void;
}) {
  const widths = [...new Set(nets.map((net) => net.info.width))];
  const members = nets.filter((net) => net.info.width === shown.info.width);
  const choose = (width: number, member: number) => {
    const there = nets.filter((net) => net.info.width === width);
    onChoose(nets.indexOf(there[Math.min(member, there.length - 1)]));
  };
  return (
    <div className="nets">
      {widths.length > 1 && (
        <div className="choice" role="group" aria-label={text.width}>
          {widths.map((width) => (
            <button
              key={width}
              type="button"
              aria-pressed={width === shown.info.width}
              onClick={() => choose(width, shown.info.member)}
              {...pointing({ network: width })}
            >
              {text.widthOf(width)}
            </button>
          ))}
        </div>
      )}
      {members.length > 1 && (
        <label>
          <span>{text.network}</span>
          <select
            value={shown.info.member}
            onChange={(event) => choose(shown.info.width, Number(event.target.value))}
          >
            {members.map(({ info }) => (
              <option key={info.id} value={info.member}>
                {text.of(info.member + 1, members.length)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
